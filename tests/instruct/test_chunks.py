"""Long documents and large schemas: cut within a budget, joined without loss."""

import random
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.pieces import join_sentences
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.instruct.chunks import merge_answers, split_document, split_schema, tag_in_parts
from paner.instruct.prompt import instruction
from paner.schema.entity_types import EntityType, Schema


def tokens(text: str) -> int:
    return len(text.split())


def schema_cost(schema: Schema) -> int:
    return tokens(instruction(schema))


def large_schema(num_types: int) -> Schema:
    rng = random.Random(0)
    return Schema(
        tuple(
            EntityType(f"type{i}", "", "what it is " * rng.randint(1, 9), "care " * i)
            for i in range(num_types)
        )
    )


@st.composite
def documents(draw: st.DrawFn) -> Sentence:
    words = draw(st.lists(st.sampled_from(["He", "saw", "it", ".", ",", "38 m"]), max_size=40))
    entities: list[Entity] = []
    start = 0
    while start < len(words):
        end = draw(st.integers(start + 1, min(start + 4, len(words))))
        if draw(st.booleans()):
            entities.append(Entity(start, end, "x"))
        start = end
    return Sentence.from_words(words, entities)


@given(document=documents(), budget=st.integers(1, 12))
def test_nothing_is_lost_and_no_piece_is_over_the_budget_but_for_one_entity(
    document: Sentence, budget: int
) -> None:
    pieces = split_document(document, budget=budget, cost=len)

    assert join_sentences(document, pieces) == document
    for piece in pieces:
        whole = [Entity(0, len(piece.words), "x")]
        assert (
            sum(map(len, piece.words)) <= budget
            or len(piece.words) == 1
            or list(piece.entities) == whole
        )


@pytest.mark.parametrize(
    ("text", "budget", "pieces"),
    [
        ("It works . He smiled .", 9, ["It works . He smiled ."]),
        ("It works . He smiled .", 5, ["It works .", "He smiled ."]),
        ("It works , he smiled", 4, ["It works ,", "he smiled"]),
        ("Yes . it works , he smiled and left", 7, ["Yes . it works ,", "he smiled and left"]),
        ("a b c d e", 2, ["a b", "c d", "e"]),
    ],
)
def test_pieces_end_with_sentences_or_else_with_clauses(
    text: str, budget: int, pieces: list[str]
) -> None:
    document = Sentence.from_words(text.split())

    found = split_document(document, budget=budget, cost=lambda _: 1)

    assert [piece.text for piece in found] == pieces


def test_an_entity_over_the_budget_stays_whole() -> None:
    document = Sentence.from_words(["a", "b", "c", "d", "e"], [Entity(1, 4, "x")])

    pieces = split_document(document, budget=2, cost=lambda _: 1)

    assert [piece.text for piece in pieces] == ["a", "b c d", "e"]
    assert pieces[1].entities == (Entity(0, 3, "x"),)


def test_a_document_of_100_000_words_asks_for_each_words_cost_once() -> None:
    rng = random.Random(0)
    vocabulary = [f"w{i}" for i in range(2000)] + ["."] * 100 + [","] * 100
    words = [rng.choice(vocabulary) for _ in range(100_000)]
    document = Sentence.from_words(words, [Entity(i, i + 2, "x") for i in range(0, 99_000, 9)])
    asked: list[str] = []

    def cost(word: str) -> int:
        asked.append(word)
        return 3

    pieces = split_document(document, budget=600, cost=cost)

    assert len(asked) == len(set(words))
    assert 500 <= len(pieces) <= 1000
    assert join_sentences(document, pieces) == document


def test_a_schema_of_200_types_is_parted_evenly_and_always_alike() -> None:
    schema = large_schema(200)

    parts = split_schema(schema, budget=1800, cost=schema_cost)

    costs = [schema_cost(part) for part in parts]
    assert sorted(name for part in parts for name in part.names) == sorted(schema.names)
    assert max(costs) <= 1800
    assert max(costs) - min(costs) < 0.15 * max(costs)
    assert len(parts) <= 1 + schema_cost(schema) // 1500
    assert parts == split_schema(schema, budget=1800, cost=schema_cost)
    assert all(part.names == [n for n in schema.names if n in set(part.names)] for part in parts)


def test_a_schema_within_the_budget_stays_whole() -> None:
    schema = large_schema(3)

    assert split_schema(schema, budget=5000, cost=schema_cost) == [schema]


def test_a_type_that_is_over_the_budget_alone_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"the instruction for type 'type\d+' alone has"):
        split_schema(large_schema(40), budget=200, cost=schema_cost)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ([[(0, 2, "a", 0.6)], [(1, 3, "b", 0.7)]], "b"),  # the surer one
        ([[(0, 1, "a", 0.6)], [(0, 2, "b", 0.6)]], "b"),  # the longer one
        ([[(1, 3, "a", 0.6)], [(0, 2, "b", 0.6)]], "b"),  # the first one
        ([[(0, 2, "b", 0.6)], [(0, 2, "a", 0.6)]], "b"),  # of the first answer
        ([[(0, 1, "a", None)], [(0, 1, "b", 0.1)]], "b"),  # any confidence before none
        ([[(0, 1, "a", 0.1), (2, 3, "c", 0.1)], [(1, 2, "b", 0.9)]], "abc"),
    ],
)
def test_overlaps_between_answers_are_resolved(
    answers: list[list[tuple[int, int, str, float | None]]], kept: str
) -> None:
    merged = merge_answers([[Entity(*entity) for entity in found] for found in answers])

    assert "".join(entity.label for entity in merged) == kept


def test_a_long_document_is_tagged_with_a_large_schema_part_by_part() -> None:
    schema = large_schema(60)
    words = [f"type{i % 60}" if i % 3 == 0 else "and" for i in range(3000)]
    document = Sentence.from_words(words)
    largest = 0

    def tag(sentences: Sequence[Sentence], part: Schema) -> Iterable[Sentence]:
        nonlocal largest
        names = set(part.names)
        for one in sentences:
            largest = max(largest, schema_cost(part) + 2 * len(one.words))
            found = [Entity(i, i + 1, word) for i, word in enumerate(one.words) if word in names]
            yield one.with_entities(found)

    (tagged,) = tag_in_parts(
        [document], schema, tag, word_cost=lambda _: 2, schema_cost=schema_cost
    )

    assert largest <= 2048
    assert [(e.start, e.label) for e in tagged.entities] == [
        (i, word) for i, word in enumerate(words) if word != "and"
    ]


def test_a_budget_of_nothing_is_an_error() -> None:
    with pytest.raises(UsageError, match="cannot have 0 tokens"):
        split_document(Sentence.from_words(["a"]), budget=0, cost=len)
