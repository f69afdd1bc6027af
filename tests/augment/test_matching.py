"""Recorded paraphrases and the sentences they belong to."""

from paner.augment.matching import match
from paner.augment.recorded import RecordedParaphrases
from paner.augment.template import Template, mask
from paner.data.sentence import Sentence


def record(template: str, row: int | None = None) -> RecordedParaphrases:
    return RecordedParaphrases(template, ("x",), row, "recorded.jsonl", 1)


def templates(*texts: str) -> list[Template]:
    return [mask(Sentence.from_words(text.split())) for text in texts]


def test_the_text_decides_and_not_the_row() -> None:
    found, missing = match(templates("b", "a"), [record("a", 0), record("b", 1)])

    assert [one and one.template for one in found] == ["b", "a"]
    assert not missing


def test_the_row_decides_among_equal_texts() -> None:
    first, second = record("a", 1), record("a", 0)

    found, _ = match(templates("a", "a"), [first, second])

    assert found == [second, first]


def test_equal_texts_without_rows_are_taken_in_order() -> None:
    first, second = record("a"), record("a")

    found, _ = match(templates("a", "a"), [first, second])

    assert found[0] is first
    assert found[1] is second


def test_what_one_side_lacks_is_counted() -> None:
    found, missing = match(templates("a", "c"), [record("a"), record("b"), record("a")])

    assert found[1] is None
    assert missing == {
        "sentences without recorded paraphrases": 1,
        "recorded paraphrases without a sentence": 2,
    }
