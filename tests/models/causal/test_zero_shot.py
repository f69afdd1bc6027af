"""Tests of tagging with a schema that nothing was trained for, of any size."""

from pathlib import Path

import pytest
import torch

from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError, UsageError
from paner.models.causal.config import CausalConfig
from paner.models.causal.model import CausalModel
from paner.models.causal.parts import PartedModel
from paner.models.tagger import Tagger
from paner.schema.entity_types import EntityType, Schema

BOTH = pytest.mark.parametrize("tagging", ["twice", "word-tag"])
TWO_HUNDRED = Schema.from_labels(f"part {number}" for number in range(200))
OTHER = Schema((EntityType("river", definition="Flowing water."), EntityType("person")))


def settings(base: Path, tagging: str, **changes: object) -> CausalConfig:
    """Settings for tiny models."""
    return CausalConfig(
        **{  # type: ignore[arg-type]  # of many types
            "base": str(base),
            "tagging": tagging,
            "steps": 2,
            "precision": "float32",
            "threads": 1,
            **changes,
        }
    )


def causal(tagger: Tagger) -> CausalModel:
    """Its model."""
    assert isinstance(tagger.backbone, CausalModel)
    return tagger.backbone


def flat(sentence: Sentence) -> bool:
    """Whether entities stand in order and none overlap."""
    pairs = zip(sentence.entities, sentence.entities[1:], strict=False)
    return all(a.end <= b.start for a, b in pairs)


@BOTH
def test_a_trained_tagger_takes_another_schema_and_back(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tagging: str
) -> None:
    tagger = Tagger.train(ten_sentences, config=settings(tiny_qwen2, tagging))
    before = list(tagger.tag(ten_sentences))

    other = tagger.with_schema(OTHER)
    found = list(other.tag(ten_sentences))

    assert other.schema == OTHER
    assert "river" in causal(other).instruction
    assert [s.words for s in found] == [s.words for s in ten_sentences]
    assert {e.label for s in found for e in s.entities} <= {"river", "person"}
    assert list(tagger.tag(ten_sentences)) == before
    assert list(other.with_schema(tagger.schema).tag(ten_sentences)) == before


def test_known_labels_keep_their_rows_and_others_move_as_they_did(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    trained = Tagger.train(ten_sentences, config=settings(tiny_qwen2, "twice"))

    other = trained.with_schema(OTHER)

    old, new = causal(trained).network.head, causal(other).network.head
    assert old is not None
    assert new is not None
    person = causal(trained).tag_set.tag["person"]
    assert torch.equal(new.weight[0], old.weight[0])
    assert torch.equal(new.weight[2], old.weight[person])
    assert new.bias[1].item() == pytest.approx(old.bias[1:5].mean().item())
    assert causal(other).tag_set.boundary_labels == ("person",)  # two touched in training


@BOTH
def test_a_tagger_for_another_schema_is_saved_and_loaded(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path, tagging: str
) -> None:
    tagger = Tagger.train(ten_sentences, config=settings(tiny_qwen2, tagging))
    other = tagger.with_schema(OTHER)

    other.save(tmp_path / "model")

    again = Tagger.load(tmp_path / "model")
    assert again.schema == OTHER
    assert list(again.tag(ten_sentences)) == list(other.tag(ten_sentences))


@BOTH
def test_an_untrained_model_tags_with_any_schema_but_is_not_saved(
    tiny_llm: Path, ten_sentences: list[Sentence], tmp_path: Path, tagging: str
) -> None:
    tagger = Tagger.zero_shot(tiny_llm, OTHER, config=settings(tiny_llm, tagging))

    found = list(tagger.tag(ten_sentences))

    assert [s.words for s in found] == [s.words for s in ten_sentences]
    assert all(entity.confidence for s in found for entity in s.entities)
    with pytest.raises(UsageError, match="nothing was trained"):
        tagger.save(tmp_path / "model")


@BOTH
def test_a_schema_of_200_types_is_asked_in_parts_within_the_budget(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path, tagging: str
) -> None:
    config = settings(tiny_qwen2, tagging, max_tokens=512)
    tagger = Tagger.train(ten_sentences, config=config).with_schema(TWO_HUNDRED)

    found = list(tagger.tag(ten_sentences))

    parted = tagger.backbone
    assert isinstance(parted, PartedModel)
    assert len(parted.parts) > 1
    assert sorted(n for part in parted.parts for n in part.schema.names) == TWO_HUNDRED.names
    assert all(len(part.task.frame.head_ids) <= 512 - 128 for part in parted.parts)
    assert [s.words for s in found] == [s.words for s in ten_sentences]
    assert all(map(flat, found))
    with pytest.raises(UsageError, match="cannot be saved"):
        tagger.save(tmp_path / "model")


@BOTH
def test_where_parts_find_something_else_the_surest_stays(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tagging: str
) -> None:
    schema = Schema(TWO_HUNDRED.types[:120])
    config = settings(tiny_qwen2, tagging, max_tokens=512)
    tagger = Tagger.zero_shot(tiny_qwen2, schema, config=config)
    assert isinstance(tagger.backbone, PartedModel)

    found = list(tagger.tag(ten_sentences[:3]))

    answers = [list(part.tag(ten_sentences[:3])) for part in tagger.backbone.parts]
    for at, sentence in enumerate(found):
        candidates = [entity for answer in answers for entity in answer[at].entities]
        assert set(sentence.entities) <= set(candidates)
        best = max((e.confidence or 0.0 for e in candidates), default=0.0)
        assert max((e.confidence or 0.0 for e in sentence.entities), default=0.0) == best


@BOTH
@pytest.mark.parametrize("num_words", [2_000, pytest.param(100_000, marks=pytest.mark.nightly)])
def test_a_document_of_any_length_is_tagged_whole(
    tiny_qwen2: Path, tagging: str, num_words: int
) -> None:
    words = ("Ada left Oslo . " * (num_words // 4)).split()
    config = settings(tiny_qwen2, tagging, max_tokens=512, context_tokens=16)
    tagger = Tagger.zero_shot(tiny_qwen2, OTHER, config=config)

    [found] = tagger.tag([Sentence.from_words(words, [Entity(0, 1, "person")])])

    assert len(found.words) == num_words
    assert flat(found)
    assert all(entity.label in OTHER.names for entity in found.entities)


@BOTH
def test_training_says_what_to_do_where_the_schema_leaves_no_room(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tagging: str
) -> None:
    config = settings(tiny_qwen2, tagging, max_tokens=256)

    with pytest.raises(LanguageModelError, match=r"say less of each type, or allow more.*max_tok"):
        Tagger.train(ten_sentences, schema=TWO_HUNDRED, config=config)


def test_a_schema_without_types_is_refused(tiny_qwen2: Path) -> None:
    with pytest.raises(UsageError, match="no types"):
        Tagger.zero_shot(tiny_qwen2, Schema(()))


def test_a_type_that_is_told_of_at_too_great_length_is_named(tiny_qwen2: Path) -> None:
    long = Schema((EntityType("river", definition="Flowing water. " * 2_000),))

    with pytest.raises(UsageError, match="'river' alone"):
        Tagger.zero_shot(tiny_qwen2, long)
