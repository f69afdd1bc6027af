"""Answers of words and tags, rendered and parsed: lossless for any words and labels."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sentence import Entity
from paner.errors import DataError, UsageError
from paner.instruct.tagged_words import (
    FUSED,
    AnswerTags,
    TagFormat,
    parse,
    read_tags,
    render,
    write_tags,
)
from paner.models.tags import TagSet

NASTY = [
    "O", "/", "//", "and/or", "Ada/O", "a/person b", "/person", "B-person", "38.4 million", '"',
    "[x](y)", "<person_1>", "a\u00a0b", "👩‍🔬", "x\ny", "é", "``", "東京", "\\", "O/O O/O",
]  # fmt: skip
WORDS = st.lists(
    st.sampled_from(NASTY) | st.text(min_size=1, max_size=8).filter(lambda text: text.strip()),
    max_size=8,
)
LABELS = ["person", "medical condition", "product/service", "O", "B-person", "I-person", "a_b"]
LOSSLESS: list[TagFormat] = ["word-tag-lossless", "bio"]


@st.composite
def annotated(draw: st.DrawFn) -> tuple[list[str], list[Entity]]:
    words = draw(WORDS)
    entities: list[Entity] = []
    start = 0
    while start < len(words):
        end = draw(st.integers(start + 1, len(words)))
        if draw(st.booleans()):
            entities.append(Entity(start, end, draw(st.sampled_from(LABELS))))
        start = end
    return words, entities


@pytest.mark.parametrize("tag_format", LOSSLESS)
@given(case=annotated())
def test_parsing_restores_what_was_rendered(
    case: tuple[list[str], list[Entity]], tag_format: TagFormat
) -> None:
    words, entities = case
    tags = AnswerTags(tuple(LABELS), tag_format)

    assert parse(render(words, entities, tags), words, tags) == entities


@given(case=annotated())
def test_the_papers_format_loses_nothing_but_borders_between_touching_entities(
    case: tuple[list[str], list[Entity]],
) -> None:
    words, entities = case
    tags = AnswerTags(tuple(LABELS))
    counts: Counter[str] = Counter()

    restored = parse(render(words, entities, tags, counts=counts), words, tags)

    assert write_tags(restored, len(words), tags) == write_tags(entities, len(words), tags)
    assert len(restored) == len(entities) - counts[FUSED]


def test_the_lossless_format_differs_only_where_entities_of_a_label_touch() -> None:
    words = ["Ada", "Lovelace", "Bob", "Rome", "left"]
    entities = [Entity(0, 2, "person"), Entity(2, 3, "person"), Entity(3, 4, "city")]
    labels = ("person", "city")

    assert render(words, entities, AnswerTags(labels)) == (
        "Ada/person Lovelace/person Bob/person Rome/city left/O"
    )
    assert render(words, entities, AnswerTags(labels, "word-tag-lossless")) == (
        "Ada/person Lovelace/person Bob/B-person Rome/city left/O"
    )
    assert render(words, entities, AnswerTags(labels, "bio")) == (
        "Ada/B-person Lovelace/I-person Bob/B-person Rome/B-city left/O"
    )


def test_no_tag_holds_a_slash_or_a_blank_and_no_two_are_alike() -> None:
    tags = AnswerTags(("a b", "a/b", "O", "B-x", "x", "a_b"), "word-tag-lossless")

    assert len(set(tags.names)) == len(tags.names) == 13
    assert not any(set("/ ") & set(name) for name in tags.names)
    assert tags.written == {
        "a b": "a_b", "a/b": "a_b_2", "O": "O_2", "B-x": "B-x", "x": "x_2", "a_b": "a_b_3",
    }  # fmt: skip


def test_tags_are_numbered_as_the_models_tags_are() -> None:
    tag_set = TagSet(("person", "city"), ("city",))

    tags = AnswerTags(tag_set.labels, "word-tag-lossless", tag_set.boundary_labels)

    assert list(tags.names) == tag_set.names


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("Ada/person left/O .", "goes on behind"),
        ("Ada/person", "does not go on with word 1"),
        ("Bob/person left/O", "does not go on with word 0"),
        ("Ada/place left/O", "no such tag; found 'place'; expected one of O, person"),
        ("Ada/ left/O", "no such tag"),
    ],
)
def test_an_answer_that_does_not_fit_is_an_error_that_says_where(answer: str, found: str) -> None:
    with pytest.raises(DataError, match=found):
        parse(answer, ["Ada", "left"], AnswerTags(("person",)))


def test_an_entity_of_a_foreign_label_is_an_error() -> None:
    with pytest.raises(UsageError, match="'place' is not one of person"):
        write_tags([Entity(0, 1, "place")], 1, AnswerTags(("person",)))


def test_a_tag_that_continues_nothing_opens_an_entity() -> None:
    tags = AnswerTags(("person", "city"), "bio")

    assert read_tags(["I-person", "I-city", "O"], tags) == [
        Entity(0, 1, "person"),
        Entity(1, 2, "city"),
    ]
