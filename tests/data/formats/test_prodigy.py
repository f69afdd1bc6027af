"""Prodigy: inclusive token ends, and records that were not accepted."""

import json
from pathlib import Path
from typing import Any

import pytest

from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

TOKENS = [
    {"text": "New", "start": 0, "end": 3, "id": 0},
    {"text": "York", "start": 4, "end": 8, "id": 1},
    {"text": "\n", "start": 8, "end": 9, "id": 2},
    {"text": "x", "start": 9, "end": 10, "id": 3},
]


def written(tmp_path: Path, *spans: dict[str, Any], tokens: object = TOKENS) -> Path:
    path = tmp_path / "x.jsonl"
    row = {"text": "New York\nx", "tokens": tokens, "spans": list(spans), "answer": "accept"}
    path.write_text(json.dumps(row))
    return path


def test_the_last_token_is_inclusive(tmp_path: Path) -> None:
    span = {"token_start": 0, "token_end": 1, "label": "city"}

    (sentence,) = read(written(tmp_path, span)).sentences

    assert [sentence.mention(entity) for entity in sentence.entities] == ["New York"]
    assert sentence.words == ("New", "York", "x")


def test_tokens_and_characters_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    span = {"start": 0, "end": 3, "token_start": 0, "token_end": 1, "label": "city"}

    with pytest.raises(DataError, match="contradict each other"):
        read(written(tmp_path, span))


def test_a_token_behind_the_last_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="token_end < 4"):
        read(written(tmp_path, {"token_start": 0, "token_end": 4, "label": "city"}))


def test_a_token_that_names_other_text_is_refused(tmp_path: Path) -> None:
    tokens = [{"text": "Old", "start": 0, "end": 3, "id": 0}]

    with pytest.raises(DataError, match="does not hold the text it names"):
        read(written(tmp_path, tokens=tokens))


def test_a_confidence_is_the_score_of_its_span(tmp_path: Path) -> None:
    write(
        [Sentence.from_words(["Rome"], [Entity(0, 1, "city", 0.5)])], tmp_path / "x.prodigy.jsonl"
    )

    corpus = read(tmp_path / "x.prodigy.jsonl")

    assert corpus.format == "prodigy"
    assert [entity.confidence for entity in corpus.sentences[0].entities] == [0.5]
