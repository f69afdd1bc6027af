"""Whether a schema and a corpus speak of the same types."""

from paner.data.sentence import Entity, Sentence
from paner.schema.entity_types import Schema
from paner.schema.fit import compare

SENTENCES = [
    Sentence.from_words(["Ann", "left", "Rome"], [Entity(0, 1, "person"), Entity(2, 3, "place")]),
    Sentence.from_words(["Bo"], [Entity(0, 1, "person")]),
]


def test_types_without_entry_are_counted() -> None:
    fit = compare(Schema.from_labels(["place"]), SENTENCES)

    assert fit.without_entry == {"person": 2}
    assert not fit.fits


def test_entries_never_seen_are_listed_in_the_schemas_order() -> None:
    fit = compare(Schema.from_labels(["z", "a", "person", "place"]), SENTENCES)

    assert fit.never_seen == ("a", "z")
    assert not fit.fits


def test_a_schema_of_the_same_types_fits() -> None:
    assert compare(Schema.from_labels(["person", "place"]), SENTENCES).fits
