"""Tests of texts within the room that a prompt leaves: cut, words shortened, nothing lost."""

import logging
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from paner.data.pieces import join_sentences
from paner.data.sentence import Sentence
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.room import AnswerRoom

TAGS = AnswerTags(("person", "city"))
TOKENS = 200


@pytest.fixture(scope="module")
def planner(tiny_llama: Path) -> AnswerPlanner:
    return AnswerPlanner(AutoTokenizer.from_pretrained(tiny_llama), TAGS.names)


def tokens(planner: AnswerPlanner, words: list[str]) -> int:
    asked = planner.encode([" ".join(words)])[0]
    return len(asked) + len(planner.build(words, [0] * len(words)).ids)


@pytest.mark.parametrize(
    "words",
    [
        ["http://example.org/" + "ab1/" * 5] * 30,
        ["😀" * 3] * 60,
        ["Ada", "x" * 6000, "left"],
        ["😀" * 3000],
        ["-" * 1_000_000, "and", "more", "New York " * 900],
    ],
)
def test_pieces_of_odd_words_are_within_the_budget(
    planner: AnswerPlanner, words: list[str]
) -> None:
    document, room = Sentence.from_words(words), AnswerRoom(planner, TOKENS)

    pieces = room.pieces(document)

    assert join_sentences(document, pieces).words == document.words
    for piece in pieces:
        shown = room.shown(piece.words)
        assert len(shown) == len(piece.words)
        assert all(whole.startswith(begin) for whole, begin in zip(piece.words, shown, strict=True))
        assert tokens(planner, shown) <= TOKENS


def test_a_word_that_is_cut_is_logged_and_ordinary_words_are_not(
    planner: AnswerPlanner, caplog: pytest.LogCaptureFixture
) -> None:
    room = AnswerRoom(planner, TOKENS)
    with caplog.at_level(logging.WARNING):
        assert room.shown(["Ada", "left"]) == ["Ada", "left"]
        assert not caplog.records
        room.shown(["x" * 6000])

    assert "1 words are too long" in caplog.text
    assert "6000 characters" in caplog.text


def test_ordinary_texts_are_cut_by_words_alone(planner: AnswerPlanner) -> None:
    document = Sentence.from_words(["a"] * 40)

    assert [len(p.words) for p in AnswerRoom(planner, 160).pieces(document)] == [20, 20]
    assert [len(p.words) for p in AnswerRoom(planner, max_words=8).pieces(document)] == [8] * 5
    assert AnswerRoom(planner).pieces(document) == [document]
