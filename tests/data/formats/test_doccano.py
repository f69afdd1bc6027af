"""doccano: its three shapes, and what is left out."""

import json
from pathlib import Path

import pytest

from paner.data.overlaps import DUPLICATES
from paner.data.read import read
from paner.data.sentence import Entity

TEXT = "In Rome."
SPAN = {"id": 5, "label": "city", "start_offset": 3, "end_offset": 7}


@pytest.mark.parametrize(
    "row",
    [
        {"text": TEXT, "label": [[3, 7, "city"]]},
        {"data": TEXT, "label": [[3, 7, "city"]]},
        {"text": TEXT, "labels": [[3, 7, "city"]], "meta": {}},
        {"text": TEXT, "annotations": [SPAN | {"user": 1}]},
        {"text": TEXT, "entities": [SPAN], "relations": [], "Comments": []},
    ],
)
def test_each_shape_is_read(tmp_path: Path, row: object) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(row))

    corpus = read(path)

    assert corpus.format == "doccano"
    assert corpus.sentences[0].entities == (Entity(1, 2, "city"),)


def test_annotators_that_agree_count_once_and_relations_not_at_all(tmp_path: Path) -> None:
    row = {"text": TEXT, "annotations": [SPAN | {"user": 1}, SPAN | {"user": 2}], "relations": [{}]}
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(row))

    corpus = read(path)

    assert len(corpus.sentences[0].entities) == 1
    assert corpus.counts == {DUPLICATES: 1, "relations left out": 1}
