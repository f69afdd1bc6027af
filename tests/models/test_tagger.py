"""Tests of the tagger from training to tagging in another process."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from paner.data.sentence import Entity, Provenance, Sentence
from paner.errors import DataError, ModelFolderError, UsageError
from paner.models import CompactConfig, Tagger
from paner.schema.entity_types import EntityType, Schema

QUICK = CompactConfig(
    steps=120,
    members=1,
    batch_size=4,
    learning_rate=3e-3,
    head_learning_rate=1e-2,
    dropout=0.0,
    threads=1,
)


def quick(encoder: Path, **changes: object) -> CompactConfig:
    return replace(QUICK, encoder=str(encoder), **changes)  # type: ignore[arg-type]  # checked by the config


@pytest.fixture(scope="module")
def tagger(tiny_bert: Path, sentences: list[Sentence]) -> Tagger:
    return Tagger.train(sentences, config=quick(tiny_bert))


def test_a_compact_tagger_refuses_another_schema(tagger: Tagger) -> None:
    assert not tagger.takes_any_schema
    with pytest.raises(UsageError, match="finds the labels of its training and no others"):
        tagger.with_schema(Schema((EntityType("river"),)))


def test_a_compact_tagger_has_no_base_elsewhere(tagger: Tagger, tmp_path: Path) -> None:
    tagger.save(tmp_path / "model")

    with pytest.raises(UsageError, match="is a compact model, which holds its encoder"):
        Tagger.load(tmp_path / "model", base="smollm2")


@pytest.mark.parametrize("name", ["tiny_bert", "tiny_roberta", "tiny_deberta"])
def test_four_sentences_are_learnt_by_heart(
    name: str, sentences: list[Sentence], request: pytest.FixtureRequest
) -> None:
    config = quick(request.getfixturevalue(name), precision="float32", steps=150)

    tagged = list(Tagger.train(sentences, config=config).tag(sentences))

    assert [s.entities for s in tagged] == [s.entities for s in sentences]


def test_the_embedded_encoder_learns_four_sentences_in_a_few_steps(
    sentences: list[Sentence],
) -> None:
    few = sentences[:3]
    config = CompactConfig(steps=40, members=1, batch_size=4, dropout=0.0, threads=1)

    tagger = Tagger.train(few, config=config)

    tagged = list(tagger.tag(few))
    assert [s.entities for s in tagged] == [s.entities for s in few]
    assert all(0.0 < e.confidence <= 1.0 for s in tagged for e in s.entities if e.confidence)


def test_averaged_members_know_what_each_of_them_learnt(
    tiny_bert: Path, sentences: list[Sentence]
) -> None:
    config = quick(tiny_bert, members=2, dropout=0.1)

    tagged = list(Tagger.train(sentences, config=config).tag(sentences))

    assert [s.entities for s in tagged] == [s.entities for s in sentences]


def test_every_entity_has_a_confidence(tagger: Tagger, sentences: list[Sentence]) -> None:
    found = [entity for tagged in tagger.tag(sentences) for entity in tagged.entities]

    assert found
    assert all(entity.confidence is not None and 0 < entity.confidence < 1 for entity in found)


def test_the_same_seed_gives_the_same_tagger(tiny_bert: Path, sentences: list[Sentence]) -> None:
    config = quick(tiny_bert, steps=8, members=2, dropout=0.1)

    one, other, third = (
        Tagger.train(sentences, config=config, seed=seed).summary["loss_curve"]
        for seed in (3, 3, 4)
    )

    assert one == other != third


def test_training_leaves_torch_as_it_was(tiny_bert: Path, sentences: list[Sentence]) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    threads = torch.get_num_threads()

    Tagger.train(sentences, config=quick(tiny_bert, steps=1, threads=2))

    assert torch.equal(torch.rand(3), expected)
    assert torch.get_num_threads() == threads


def test_a_tagger_is_the_same_on_one_thread_and_on_two(
    tiny_bert: Path, sentences: list[Sentence]
) -> None:
    one, two = (
        Tagger.train(
            sentences, config=quick(tiny_bert, steps=10, members=2, dropout=0.1, threads=threads)
        ).tag(sentences * 10)
        for threads in (1, 2)
    )

    assert [[(e, e.confidence) for e in s.entities] for s in one] == [
        [(e, e.confidence) for e in s.entities] for s in two
    ]


def test_a_saved_tagger_tags_alike_in_another_process(
    tagger: Tagger, sentences: list[Sentence], tmp_path: Path
) -> None:
    tagger.save(tmp_path / "model")
    code = (
        "import json, sys\n"
        "from paner.models import Tagger\n"
        "tagger = Tagger.load(sys.argv[1])\n"
        "print(json.dumps([[(e.start, e.end, e.label, e.confidence) for e in s.entities]"
        " for s in tagger.tag(json.loads(sys.argv[2]))]))\n"
        "heavy = ('peft', 'paner.models.causal.base', 'transformers.trainer')\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))\n"
    )
    texts = [s.text for s in sentences]
    env = {**os.environ, "HF_HUB_OFFLINE": "1"}

    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model"), json.dumps(texts)],
        capture_output=True,
        check=True,
        env=env,
        text=True,
    )

    here = [
        [[e.start, e.end, e.label, e.confidence] for e in s.entities] for s in tagger.tag(texts)
    ]
    found, of_language_models = map(json.loads, done.stdout.splitlines())
    assert found == here
    assert of_language_models == []
    assert done.stderr == ""


def test_a_loaded_tagger_knows_its_schema_and_its_training(
    tiny_bert: Path, sentences: list[Sentence], tmp_path: Path
) -> None:
    schema = Schema((EntityType("person", definition="A human: «who»"), EntityType("ghost")))
    tagger = Tagger.train(sentences, schema=schema, config=quick(tiny_bert, steps=2))
    tagger.save(tmp_path)

    loaded = Tagger.load(tmp_path)

    assert loaded.schema == tagger.schema
    assert loaded.schema.names == ["person", "ghost", "city", "part", "place"]
    assert loaded.schema.types[0].definition == "A human: «who»"
    assert loaded.summary == json.loads(json.dumps(tagger.summary))


def test_a_tagger_is_saved_over_a_tagger_but_over_nothing_else(
    tagger: Tagger, tmp_path: Path
) -> None:
    other = tmp_path / "notes"
    other.mkdir()
    (other / "diary.txt").write_text("dear diary")

    tagger.save(tmp_path / "model")
    tagger.save(tmp_path / "model")
    with pytest.raises(ModelFolderError, match="will not overwrite"):
        tagger.save(other)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "notes"]
    assert (other / "diary.txt").read_text() == "dear diary"


def test_a_document_of_3000_words_is_tagged_to_its_end(
    tiny_bert: Path, sentences: list[Sentence]
) -> None:
    tagger = Tagger.train(sentences, config=quick(tiny_bert))
    filler = Sentence.from_words(["happened"] * 3000)
    text = f"{filler.text} {sentences[0].text}"

    (tagged,) = tagger.tag([text])

    assert len(tagged.words) == 3000 + len(sentences[0].words)
    assert tagged.text == text
    assert any(entity.end > 2990 for entity in tagged.entities)


def test_texts_without_words_pass_through(tagger: Tagger, sentences: list[Sentence]) -> None:
    tagged = list(tagger.tag(["", "  \n", sentences[0].text]))

    assert [s.text for s in tagged] == ["", "  \n", sentences[0].text]
    assert [len(s.entities) for s in tagged][:2] == [0, 0]


def test_tagging_streams(tagger: Tagger) -> None:
    taken = 0

    def endless() -> "object":
        nonlocal taken
        while True:
            taken += 1
            yield " ".join(["word"] * 500)

    stream = tagger.tag(endless())  # type: ignore[arg-type]  # a generator written plainly

    assert next(stream).entities is not None
    assert taken < 100


def test_dev_chooses_weight_and_calibration(tiny_bert: Path, sentences: list[Sentence]) -> None:
    config = quick(tiny_bert, steps=40)

    tagger = Tagger.train(sentences, dev=sentences, config=config)

    chosen = tagger.summary["dev"]
    assert set(chosen["f1"]) == {"0.5", "0.75", "1.0"}
    assert chosen["f1"][str(chosen["transition_weight"])] == max(chosen["f1"].values())


def test_a_method_of_weight_0_is_not_trained_on(tiny_bert: Path, sentences: list[Sentence]) -> None:
    poison = [
        replace(s.with_entities([Entity(0, 1, "person")]), provenance=Provenance("x", method="bad"))
        for s in sentences
    ]
    config = quick(tiny_bert, source_shares=(("bad", 0.0),))

    tagged = list(Tagger.train([*sentences, *poison], config=config).tag(sentences))

    assert [s.entities for s in tagged] == [s.entities for s in sentences]


def test_training_can_start_from_a_tagger_with_other_labels(
    tagger: Tagger, tiny_bert: Path, sentences: list[Sentence]
) -> None:
    fewer = [s.with_entities([e for e in s.entities if e.label == "person"]) for s in sentences]
    cold = Tagger.train(fewer, config=quick(tiny_bert, steps=4))

    warm = Tagger.train(fewer, config=quick(tiny_bert, steps=4), init_from=tagger)

    assert warm.schema.names == ["person"]
    assert warm.summary["loss_curve"][0][1] < cold.summary["loss_curve"][0][1] / 2


def test_a_start_with_another_encoder_is_refused(
    tagger: Tagger, tiny_roberta: Path, sentences: list[Sentence]
) -> None:
    with pytest.raises(UsageError, match="leave the encoder out"):
        Tagger.train(sentences, config=quick(tiny_roberta), init_from=tagger)


def test_progress_is_told_after_each_step(tiny_bert: Path, sentences: list[Sentence]) -> None:
    seen: list[tuple[int, int]] = []

    Tagger.train(
        sentences,
        config=quick(tiny_bert, steps=3, members=2),
        progress=lambda done, steps, loss: seen.append((done, steps)),
    )

    assert seen == [(done, 6) for done in range(1, 7)]  # two members


def test_training_without_an_entity_is_refused(tiny_bert: Path) -> None:
    with pytest.raises(DataError, match="nothing to train on"):
        Tagger.train([Sentence.from_words(["a"])], config=quick(tiny_bert))


def test_an_encoder_that_is_none_is_refused(tmp_path: Path, sentences: list[Sentence]) -> None:
    with pytest.raises(UsageError, match="cannot load the encoder"):
        Tagger.train(sentences, config=quick(tmp_path))
