"""What every backbone does with its training data first: its labels, tags, methods and counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import DataError
from paner.models.tags import TagSet, tags_from
from paner.schema.entity_types import EntityType, Schema

__all__ = ["GOLD", "data_summary", "gold_tags", "loss_curve", "method_of", "whole_schema"]

GOLD = "gold"
CURVE_POINTS = 50


def whole_schema(train: Sequence[Sentence], schema: Schema | None) -> Schema:
    """The schema with every label that occurs.

    Raises:
        DataError: No sentence has an entity.
    """
    found = sorted({entity.label for sentence in train for entity in sentence.entities})
    if not found:
        raise DataError(
            "there is nothing to train on",
            found=f"{len(train)} sentences without an entity",
            expected="annotated sentences",
        )
    if schema is None:
        return Schema.from_labels(found)
    known = set(schema.names)
    return Schema((*schema.types, *(EntityType(name) for name in found if name not in known)))


def gold_tags(train: Sequence[Sentence], tag_set: TagSet) -> list[list[int]]:
    """Tags of the gold sentences, or of all where none is gold: they know best what is next."""
    gold = [s for s in train if method_of(s) == GOLD] or list(train)
    return [tags_from(s.entities, len(s.offsets), tag_set) for s in gold]


def method_of(sentence: Sentence) -> str:
    """What made a sentence; gold where nothing is known of it."""
    return GOLD if sentence.provenance is None else sentence.provenance.method


def data_summary(train: Sequence[Sentence]) -> Mapping[str, Any]:
    """Counts of sentences by method and of entities by label."""
    labels: Counter[str] = Counter(entity.label for s in train for entity in s.entities)
    return {
        "sentences": dict(sorted(Counter(map(method_of, train)).items())),
        "entities": dict(sorted(labels.items())),
    }


def loss_curve(losses: Sequence[float]) -> list[list[float]]:
    """Mean losses of equal parts of the training, each with the step that it ends with."""
    every = max(1, len(losses) // CURVE_POINTS)
    parts = ((begin, losses[begin : begin + every]) for begin in range(0, len(losses), every))
    return [[begin + len(part), round(sum(part) / len(part), 4)] for begin, part in parts]
