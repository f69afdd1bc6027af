"""The base corpus: the paper's filter with a count for each reason, and the mixture."""

from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from paner.augment.languages import language_of
from paner.data.read import iter_sentences
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.instruct.pile_ner import (
    FEW_WORDS,
    KEPT,
    LANGUAGE,
    NEGATIVE,
    NOTHING_ASKED,
    UNKNOWN,
    asked_schema,
    filtered,
    joined_schema,
    mixed,
    schema_of,
)
from paner.schema.entity_types import EntityType, Schema
from paner.schema.files import read_schema

SCHEMA = Schema((EntityType("person", "", "A human."), EntityType("place", "", "Somewhere.")))
TEN = ["Ada", "Lovelace", "wrote", "ten", "letters", "to", "friends", "in", "old", "London"]
PERSON = Entity(0, 2, "person")


def passage(words: list[str], *entities: Entity, asked: tuple[str, ...] = ("person",)) -> Sentence:
    return replace(Sentence.from_words(words, entities), asked=asked)


def kept(*passages: Sentence) -> tuple[list[Sentence], dict[str, int]]:
    counts: Counter[str] = Counter()
    found = list(filtered(passages, SCHEMA, language_of=lambda _: "en", counts=counts))
    return found, dict(counts)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (passage(TEN, PERSON), KEPT),
        (passage(TEN[1:]), FEW_WORDS),
        (passage(TEN, Entity(9, 10, "town"), asked=("town", "person")), UNKNOWN),
        (passage(TEN, asked=("town",)), NOTHING_ASKED),
        (passage(TEN, asked=("place",)), KEPT),  # a negative is worth learning from
    ],
)
def test_each_passage_is_kept_or_counted_under_its_reason(one: Sentence, reason: str) -> None:
    counts = kept(one)[1]

    assert counts[reason] == 1
    assert counts.get(KEPT, 0) == (reason == KEPT)


def test_a_passage_in_another_language_is_dropped() -> None:
    text = "Der Vertrag wurde gestern von beiden Seiten in Bonn unterzeichnet ."
    german = passage(text.split())
    counts: Counter[str] = Counter()

    found = list(filtered([german], SCHEMA, language_of=language_of, counts=counts))

    assert not found
    assert counts == {LANGUAGE: 1}


def test_labels_are_spelt_as_the_schema_does_and_negatives_stay() -> None:
    one = passage(TEN, Entity(0, 2, "Person"), asked=("Person", "Place", "Gene"))

    (found,), counts = kept(one)

    assert found.entities == (PERSON,)
    assert found.asked == ("person", "place")
    assert counts == {KEPT: 1, NEGATIVE: 1}


def test_a_mixture_holds_the_domain_and_a_seeded_part_of_the_base() -> None:
    domain = [Sentence.from_words(["Pump", str(i)], [Entity(0, 1, "part")]) for i in range(5)]
    base = [passage([*TEN, str(i)], PERSON) for i in range(30)]

    first = mixed(domain, base, labels=["part", "tool"], number=10, seed=1)
    again = mixed(domain, base, labels=["part", "tool"], number=10, seed=1)
    other = mixed(domain, base, labels=["part", "tool"], number=10, seed=2)

    assert first == again != other
    assert Counter(one.asked for one in first) == {("part", "tool"): 5, ("person",): 10}
    assert {one.text for one in domain} <= {one.text for one in first}
    assert len(mixed(domain, base, labels=["part"])) == 35


def test_a_base_that_does_not_say_what_was_asked_for_is_refused() -> None:
    with pytest.raises(UsageError, match="does not say which types were asked for"):
        mixed([], [Sentence.from_words(TEN)], labels=["part"])


def test_a_sentence_is_learnt_with_the_types_it_was_asked_for() -> None:
    assert asked_schema(passage(TEN, asked=("place",)), SCHEMA).names == ["place"]
    assert asked_schema(Sentence.from_words(TEN), SCHEMA) == SCHEMA


def test_the_domains_definition_holds_where_both_schemas_have_a_type() -> None:
    own = Schema((EntityType("person", "", "A researcher."),))

    joined = joined_schema(own, schema_of([passage(TEN, asked=("person", "place"))], SCHEMA))

    assert [(one.name, one.definition) for one in joined.types] == [
        ("person", "A researcher."),
        ("place", "Somewhere."),
    ]


@pytest.mark.data
def test_the_sample_passes_the_papers_filter_for_the_most_part(data_dir: Path) -> None:
    passages = islice(iter_sentences(data_dir / "pilener" / "sample.jsonl"), 300)
    schema = read_schema(data_dir / "schemas" / "pilener.jsonl")
    counts: Counter[str] = Counter()

    found = list(filtered(passages, schema, language_of=language_of, counts=counts))

    assert counts.total() - counts[NEGATIVE] == 300
    assert len(found) == counts[KEPT] > 270
    assert all({e.label for e in one.entities} <= set(one.asked) for one in found)
    assert all(set(one.asked) <= set(schema.names) for one in found)
