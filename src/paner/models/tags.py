"""Entities as one tag a word, losslessly: the inverse pair between records and what models score.

A word's tag is its entity's label, or outside. Two entities of one label that touch would fuse, so
the second one's first word carries a boundary mark instead, as in IOB1; the tags are otherwise as
few as can be.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError

__all__ = ["OUTSIDE", "TagSet", "entities_from", "fused", "tags_from"]

OUTSIDE = 0


@dataclass(frozen=True)
class TagSet:
    """The K tags of a set of labels: outside, one a label, one a boundary mark.

    Args:
        labels: The entity types; label `i` has the tag `1 + i`.
        boundary_labels: Those of them that also have a boundary mark, numbered behind the labels.
    """

    labels: tuple[str, ...]
    boundary_labels: tuple[str, ...] = ()

    @classmethod
    def of(cls, sentences: Iterable[Sentence], labels: Iterable[str]) -> "TagSet":
        """The tags that `sentences` need, over `labels`, in their order."""
        labels = tuple(labels)
        touching = {label for sentence in sentences for label in _touching(sentence.entities)}
        return cls(labels, tuple(label for label in labels if label in touching))

    def __len__(self) -> int:
        return 1 + len(self.labels) + len(self.boundary_labels)

    @property
    def names(self) -> list[str]:
        """The K tags for people: `O`, `person`, and `B-person` for a boundary mark."""
        return ["O", *self.labels, *(f"B-{label}" for label in self.boundary_labels)]

    @cached_property
    def tag(self) -> dict[str, int]:
        """The tag of each label."""
        return {label: 1 + index for index, label in enumerate(self.labels)}

    @cached_property
    def boundary_tag(self) -> dict[str, int]:
        """The boundary mark of each label that has one."""
        first = 1 + len(self.labels)
        return {label: first + index for index, label in enumerate(self.boundary_labels)}

    @cached_property
    def label_of(self) -> npt.NDArray[np.int64]:
        """For each tag the label's own tag (K,): a boundary mark's is that of its label."""
        own = [OUTSIDE, *self.tag.values(), *(self.tag[label] for label in self.boundary_labels)]
        return np.array(own, dtype=np.int64)


def tags_from(entities: Sequence[Entity], num_words: int, tag_set: TagSet) -> list[int]:
    """Write entities as W tags.

    Raises:
        UsageError: A label is not in the tag set, or two of its entities touch and it has no
            boundary mark.

    >>> tag_set = TagSet(("person", "city"), ("person",))
    >>> tags = tags_from([Entity(0, 2, "person"), Entity(2, 3, "person")], 4, tag_set)
    >>> [tag_set.names[tag] for tag in tags]
    ['person', 'person', 'B-person', 'O']
    """
    tags = [OUTSIDE] * num_words
    behind, before = -1, ""
    for entity in entities:
        if entity.label not in tag_set.tag:
            raise UsageError(f"label {entity.label!r} is not one of {', '.join(tag_set.labels)}")
        tag = tag_set.tag[entity.label]
        tags[entity.start : entity.end] = [tag] * (entity.end - entity.start)
        if entity.start == behind and entity.label == before:
            if entity.label not in tag_set.boundary_tag:
                raise UsageError(f"two {entity.label!r} touch, but it has no boundary mark")
            tags[entity.start] = tag_set.boundary_tag[entity.label]
        behind, before = entity.end, entity.label
    return tags


def fused(entities: Iterable[Entity], tag_set: TagSet) -> list[Entity]:
    """Entities as tags can say them: those of one label that touch are one, without its mark.

    >>> fused([Entity(0, 2, "person"), Entity(2, 3, "person")], TagSet(("person",)))
    [Entity(start=0, end=3, label='person', confidence=None)]
    """
    found: list[Entity] = []
    for entity in entities:
        before = found[-1] if found else None
        marked = entity.label in tag_set.boundary_tag
        if before and not marked and (before.end, before.label) == (entity.start, entity.label):
            found[-1] = replace(before, end=entity.end)
        else:
            found.append(entity)
    return found


def entities_from(tags: Sequence[int], tag_set: TagSet) -> list[Entity]:
    """Read entities off W tags; the inverse of `tags_from`."""
    num_labels = len(tag_set.labels)
    own = tag_set.label_of.tolist()
    entities: list[Entity] = []
    start, current = 0, OUTSIDE
    for position, tag in enumerate([*tags, OUTSIDE]):
        if own[tag] == current and tag <= num_labels:
            continue
        if current != OUTSIDE:
            entities.append(Entity(start, position, tag_set.labels[current - 1]))
        start, current = position, own[tag]
    return entities


def _touching(entities: Sequence[Entity]) -> set[str]:
    """Labels of which two entities touch."""
    pairs = itertools.pairwise(entities)
    return {a.label for a, b in pairs if a.end == b.start and a.label == b.label}
