"""Words that an answer changed, and what they stand for."""

import pytest

from paner.instruct.changes import CHANGED, JOINED, SPLIT, Change, changes


@pytest.mark.parametrize(
    ("words", "written", "found"),
    [
        ("colour", "color", [Change(0, 1, 0, 1, CHANGED)]),
        ("london", "paris", [Change(0, 1, 0, 1, CHANGED)]),  # one word for one word
        ("don't", "do n't", [Change(0, 1, 0, 2, SPLIT)]),
        ("10 %", "10%", [Change(0, 2, 0, 1, JOINED)]),
        ("well - known fact", "well-known fakt", [
            Change(0, 3, 0, 1, JOINED), Change(3, 4, 1, 2, CHANGED),
        ]),
        ("a b c", "x y", []),  # neither alike nor as many
        ("a b c d", "w x y z", []),  # as many, but a whole clause
        ("organisation x", "the organization", [Change(0, 1, 1, 2, CHANGED)]),
        ("", "x", []),
    ],
)  # fmt: skip
def test_changed_words_are_told(words: str, written: str, found: list[Change]) -> None:
    assert changes(words.split(), written.split()) == found


def test_an_answer_to_something_else_is_not_compared_word_by_word() -> None:
    assert changes(["colour"] * 60, ["color"] * 60) == []
