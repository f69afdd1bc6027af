"""Entities by their string: where they are found, and what is counted."""

import json
from pathlib import Path

import pytest

from paner.data.read import read
from paner.data.sentence import Sentence


def found(tmp_path: Path, text: str, *pairs: tuple[str, str]) -> tuple[Sentence, dict[str, int]]:
    entities = [{"text": mention, "label": label} for mention, label in pairs]
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": text, "entities": entities, "negatives": ["food"]}))
    corpus = read(path)
    assert corpus.format == "pilener"
    return corpus.sentences[0], dict(corpus.counts)


@pytest.mark.parametrize(
    ("text", "pair", "starts"),
    [
        ("Rome and Rome's Romeo", "Rome", [0, 9]),
        ("pre-Rome, Rome1", "Rome", [4]),
        ("我在东京住，东京大", "东京", [2, 6]),
        ("C++ and C", "C++", [0]),
    ],
)
def test_all_occurrences_at_word_borders_are_found(
    tmp_path: Path, text: str, pair: str, starts: list[int]
) -> None:
    sentence, _ = found(tmp_path, text, (pair, "x"))

    assert [sentence.span(entity)[0] for entity in sentence.entities] == starts


def test_the_longest_string_takes_its_place_first(tmp_path: Path) -> None:
    sentence, counts = found(
        tmp_path, "New York Times, York", ("York", "city"), ("New York Times", "paper")
    )

    assert [sentence.mention(e) for e in sentence.entities] == ["New York Times", "York"]
    assert counts == {}


def test_what_is_not_found_is_counted(tmp_path: Path) -> None:
    _, counts = found(
        tmp_path,
        "The New York Times",
        *(("New York", "city"), ("New York Times", "paper"), ("Oslo", "city")),
        ("New York Times", "company"),
    )

    assert counts == {
        "entity strings not found at word borders": 1,
        "entity strings found only inside longer ones": 1,
        "entity strings with a second label (the first is kept)": 1,
    }
