"""Our own JSON lines, and those of others that look alike."""

import json
from pathlib import Path

import pytest

from paner.data.read import iter_sentences, read, write
from paner.data.sentence import Entity, Provenance, Sentence

TEXT = "In Rome."


@pytest.mark.parametrize(
    "row",
    [
        {"text": TEXT, "entities": [{"start": 3, "end": 7, "label": "city"}]},
        {"text": TEXT, "spans": [{"start": 3, "end": 7, "label": "city", "text": "Rome"}]},
        {"text": TEXT, "spans": [[3, 7, "city"]]},
        {"text": TEXT, "entities": [{"start_offset": 3, "end_offset": 7, "label": "city"}]},
        {"text": TEXT, "label": [[3, 7, "city"]]},
        {"text": TEXT, "labels": [{"start": 3, "end": 7, "label": "city"}]},
    ],
)
def test_spans_are_read_however_they_are_named(tmp_path: Path, row: object) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(row))

    (sentence,) = read(path).sentences

    assert sentence.words == ("In", "Rome", ".")
    assert sentence.entities == (Entity(1, 2, "city"),)


def test_text_alone_is_a_record_without_entities(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": 7, "text": "In Rome."}\n')

    (sentence,) = read(path).sentences

    assert sentence.entities == ()
    assert sentence.id == "7"
    assert sentence.provenance == Provenance(str(path), 1)


def test_a_line_holds_all_of_a_sentence(tmp_path: Path) -> None:
    made = Provenance("gold.conll", 4, "paraphrase", "gold-4", 0.75, ("placeholders",))
    sentence = Sentence.from_words(["Rome"], [Entity(0, 1, "a city", 0.5)], id="x", provenance=made)

    write([sentence], tmp_path / "x.jsonl")

    assert json.loads((tmp_path / "x.jsonl").read_text()) == {
        "id": "x",
        "text": "Rome",
        "words": [[0, 4]],
        "entities": [{"start": 0, "end": 4, "label": "a city", "text": "Rome", "confidence": 0.5}],
        "provenance": {
            "source": "gold.conll",
            "line": 4,
            "method": "paraphrase",
            "parent": "gold-4",
            "similarity": 0.75,
            "checks": ["placeholders"],
        },
    }


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\nno JSON at all\n')

    assert next(iter_sentences(path)).text == "a"
