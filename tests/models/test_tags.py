"""Tests of the lossless tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.models.tags import TagSet, entities_from, tags_from

LABELS = ("person", "B-person", "O", "and/or", "<city_1>")


@st.composite
def entity_lists(draw: st.DrawFn) -> tuple[list[Entity], int]:
    entities, position = [], 0
    for gap, length, label in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(LABELS)))
    ):
        entities.append(Entity(position + gap, position + gap + length, label))
        position += gap + length
    return entities, position + draw(st.integers(0, 2))


@given(entity_lists())
def test_reading_tags_restores_the_entities_they_were_written_from(
    given_entities: tuple[list[Entity], int],
) -> None:
    entities, num_words = given_entities
    sentence = Sentence.from_words(["x"] * num_words, entities)
    tag_set = TagSet.of([sentence], LABELS)

    tags = tags_from(entities, num_words, tag_set)

    assert len(tags) == num_words
    assert entities_from(tags, tag_set) == entities


def test_a_boundary_mark_stands_only_where_two_entities_of_one_label_touch() -> None:
    entities = [Entity(0, 1, "a"), Entity(1, 2, "b"), Entity(2, 4, "b"), Entity(5, 6, "b")]
    tag_set = TagSet.of([Sentence.from_words("123456", entities)], ("a", "b"))

    tags = tags_from(entities, 6, tag_set)

    assert tag_set.names == ["O", "a", "b", "B-b"]
    assert [tag_set.names[tag] for tag in tags] == ["a", "b", "B-b", "b", "O", "b"]


def test_touching_entities_without_a_boundary_mark_are_refused() -> None:
    with pytest.raises(UsageError, match="touch"):
        tags_from([Entity(0, 1, "a"), Entity(1, 2, "a")], 2, TagSet(("a",)))


def test_a_label_outside_the_tag_set_is_refused() -> None:
    with pytest.raises(UsageError, match="'b' is not one of a"):
        tags_from([Entity(0, 1, "b")], 1, TagSet(("a",)))
