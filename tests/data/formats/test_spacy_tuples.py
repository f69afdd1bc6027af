"""spaCy's training tuples, in a list, by line, or in an annotator's wrapping."""

import json
from pathlib import Path

import pytest

from paner.data.read import read
from paner.data.sentence import Entity

PAIR = ["In Rome.", {"entities": [[3, 7, "city"]]}]


@pytest.mark.parametrize(
    ("text", "records", "counts"),
    [
        (json.dumps([PAIR, PAIR]), 2, {}),
        (json.dumps(PAIR) + "\n" + json.dumps(PAIR), 2, {}),
        (json.dumps([PAIR], indent=2), 1, {}),
        (json.dumps([["In Rome.", {}], PAIR]), 2, {}),
        (json.dumps({"classes": ["city"], "annotations": [PAIR, None]}), 1, {"empty records": 1}),
    ],
)
def test_pairs_are_read_however_they_are_wrapped(
    tmp_path: Path, text: str, records: int, counts: dict[str, int]
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)

    corpus = read(path)

    assert corpus.format == "spacy-tuples"
    assert len(corpus.sentences) == records
    assert corpus.sentences[-1].entities == (Entity(1, 2, "city"),)
    assert corpus.counts == counts
