"""Tests of fine-tuning: it learns, it resumes, it is the same on two processes."""

import dataclasses
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch

from paner.app.training import train_tagger
from paner.data.read import write
from paner.data.sentence import Entity, Sentence
from paner.errors import ModelFolderError, UsageError
from paner.models.causal.config import CausalConfig
from paner.models.tagger import Tagger
from paner.schema.entity_types import Schema


def quick(base: Path, **changes: object) -> CausalConfig:
    """Settings for tiny models."""
    settings: dict[str, object] = {
        "base": str(base),
        "steps": 150,
        "transition_weight": 0.3,
        "batch_size": 1,
        "learning_rate": 5e-3,
        "head_learning_rate": 3e-2,
        "precision": "float32",
        "gazetteer": False,
        "threads": 1,
    }
    return CausalConfig(**{**settings, **changes})  # type: ignore[arg-type]  # of many types


@pytest.mark.parametrize(
    ("tagging", "steps", "rate"), [("twice", 120, 5e-3), ("word-tag", 500, 4e-3)]
)
def test_ten_sentences_are_learnt_by_heart(
    tiny_llm: Path,
    ten_sentences: list[Sentence],
    tmp_path: Path,
    tagging: str,
    steps: int,
    rate: float,
) -> None:
    config = quick(tiny_llm, tagging=tagging, steps=steps, learning_rate=rate)

    tagger = Tagger.train(ten_sentences, config=config)

    assert list(tagger.tag(ten_sentences)) == ten_sentences

    tagger.save(tmp_path / "model")
    again = Tagger.load(tmp_path / "model")
    found = list(again.tag(ten_sentences))
    assert found == ten_sentences
    assert all(entity.confidence for sentence in found for entity in sentence.entities)


def test_resuming_gives_the_weights_of_an_undisturbed_run(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    config = quick(tiny_qwen2, steps=6, checkpoint_steps=2, batch_size=4, gazetteer=True)
    whole = Tagger.train(ten_sentences, config=config)

    class Interrupted(Exception):  # noqa: N818 - no error
        pass

    def interrupt(done: int, _total: int, _loss: float) -> None:
        if done == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        Tagger.train(
            ten_sentences, config=config, checkpoints=tmp_path / "kept", progress=interrupt
        )
    resumed = Tagger.train(ten_sentences, config=config, checkpoints=tmp_path / "kept")

    expected, found = (t.backbone.network.state_dict() for t in (whole, resumed))  # type: ignore[attr-defined]  # causal ones
    assert [name for name in expected if not expected[name].equal(found[name])] == []
    assert resumed.summary["loss_curve"] == whole.summary["loss_curve"]


ON_TWO_PROCESSES = """
import json, sys
from paner.data.read import read
from paner.models.causal.config import CausalConfig
from paner.models.tagger import Tagger

losses = []
tagger = Tagger.train(
    read(sys.argv[1]).sentences,
    config=CausalConfig(**json.loads(sys.argv[2])),
    progress=lambda done, steps, loss: losses.append(loss),
)
tagger.save(sys.argv[3])
print(json.dumps(losses))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_processes_have_the_losses_and_weights_of_one(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    settings = {"steps": 4, "batch_size": 2, "forget_known": 0.0}
    losses: list[float] = []
    one = Tagger.train(
        ten_sentences,
        config=quick(tiny_qwen2, accumulate=2, **settings),
        progress=lambda _done, _steps, loss: losses.append(loss),
    )
    data, out = tmp_path / "ten.jsonl", tmp_path / "model"
    write(ten_sentences, data)
    config = json.dumps(dataclasses.asdict(quick(tiny_qwen2, **settings)))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {**os.environ, "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ON_TWO_PROCESSES, str(data), config, str(out)],
            env={**shared, "RANK": rank, "LOCAL_RANK": rank},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in "01"
    ]
    printed = [process.communicate(timeout=500)[0] for process in started]

    assert json.loads(printed[0].splitlines()[-1]) == pytest.approx(losses, rel=1e-5)
    found = Tagger.load(out).backbone.network.state_dict()  # type: ignore[attr-defined]  # a causal one
    expected = one.backbone.network.state_dict()  # type: ignore[attr-defined]  # a causal one
    assert found.keys() == expected.keys()
    assert all(torch.allclose(found[name], expected[name], atol=1e-5) for name in expected)


def test_a_saved_model_refuses_another_base(
    tiny_qwen2: Path, tiny_llama: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    Tagger.train(ten_sentences, config=quick(tiny_qwen2, steps=1)).save(tmp_path / "model")

    with pytest.raises(ModelFolderError, match="the base model is another one"):
        Tagger.load(tmp_path / "model", base=tiny_llama)


@pytest.mark.parametrize("tagging", ["twice", "word-tag"])
def test_a_base_corpus_with_other_types_is_mixed_in(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tagging: str
) -> None:
    others = [Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])]

    tagger = Tagger.train(
        ten_sentences,
        mixed=others,
        config=quick(tiny_qwen2, steps=4, tagging=tagging, mixed_share=0.2),
    )

    assert tagger.summary["mixed"] == 1
    assert tagger.summary["steps"] == 5
    assert "animal" not in tagger.schema.names


def test_a_mixture_is_parted_by_the_types_that_its_sentences_were_asked_for(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    labels = sorted({entity.label for one in ten_sentences for entity in one.entities})
    cat = Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])
    mixture = [
        *(dataclasses.replace(one, asked=tuple(labels)) for one in ten_sentences),
        dataclasses.replace(cat, asked=("animal", "plant")),
    ]
    schema = Schema.from_labels(labels)

    tagger = train_tagger(mixture, schema=schema, backbone=str(tiny_qwen2), steps=2)

    assert tagger.summary["mixed"] == 1
    assert tagger.schema.names == schema.names
    with pytest.raises(UsageError, match="1 sentences were asked for types"):
        train_tagger(mixture, schema=schema, steps=2)


def test_word_tag_answers_are_the_same_with_another_taggers_drafts(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    config = quick(tiny_qwen2, steps=3, tagging="word-tag", gazetteer=True)
    tagger = Tagger.train(ten_sentences, config=config)
    perfect = Tagger(Recalling(tagger.schema, ten_sentences))

    assert list(tagger.drafted_by(perfect).tag(ten_sentences)) == list(tagger.tag(ten_sentences))
    with pytest.raises(UsageError, match="can be drafted"):
        perfect.drafted_by(tagger)


@dataclass(frozen=True)
class Recalling:
    """A backbone that knows some sentences by heart."""

    schema: Schema
    known: list[Sentence]
    summary: Mapping[str, object] = field(default_factory=dict)

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        by_text = {sentence.text: sentence for sentence in self.known}
        return (by_text[sentence.text] for sentence in sentences)

    def save(self, folder: Path) -> None:
        del folder
