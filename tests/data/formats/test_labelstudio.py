"""Label Studio: which annotation counts, and how its offsets are read."""

import json
from pathlib import Path
from typing import Any

import pytest

from paner.data.read import read
from paner.errors import DataError


def task(text: str, *regions: dict[str, Any], **more: Any) -> dict[str, Any]:
    result = [{"type": "labels", "value": region} for region in regions]
    return {"data": {"text": text}, "annotations": [{"result": result}], **more}


def written(tmp_path: Path, *tasks: dict[str, Any]) -> Path:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks))
    return path


def test_offsets_in_utf16_are_recognised_by_the_mention(tmp_path: Path) -> None:
    region = {"start": 3, "end": 7, "text": "Rome", "labels": ["city"]}

    corpus = read(written(tmp_path, task("🙂 Rome", region)))

    (sentence,) = corpus.sentences
    assert [sentence.mention(entity) for entity in sentence.entities] == ["Rome"]
    assert corpus.counts == {"records whose offsets count UTF-16 units": 1}


def test_a_mention_that_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    region = {"start": 0, "end": 4, "text": "Rome", "labels": ["city"]}

    with pytest.raises(DataError, match=r"does not hold the text it names; found 'in R'"):
        read(written(tmp_path, task("in Rome", region)))


def test_the_first_annotation_that_nobody_cancelled_counts(tmp_path: Path) -> None:
    region = {"start": 0, "end": 4, "labels": ["city"]}
    annotations = [
        {"was_cancelled": True, "result": []},
        {"result": [{"type": "labels", "value": region}, {"type": "choices", "value": {}}]},
        {"result": []},
    ]
    only = {"data": {"text": "Rome"}, "annotations": annotations}
    empty = {"data": {"text": "Oslo"}, "annotations": []}

    corpus = read(written(tmp_path, only, empty))

    assert [len(sentence.entities) for sentence in corpus.sentences] == [1]
    assert corpus.counts == {
        "cancelled annotations left out": 1,
        "further annotations of a task left out": 1,
        "regions that label no text left out": 1,
        "tasks without an annotation (left out)": 1,
    }


def test_the_minimal_export_is_read_whatever_its_fields_are_called(tmp_path: Path) -> None:
    region = {"start": 0, "end": 4, "text": "Rome", "labels": ["city"]}
    row = {"id": 3, "review": "Rome", "ner": [region], "annotator": 1, "annotation_id": 2}

    corpus = read(written(tmp_path, row))

    assert corpus.format == "labelstudio"
    assert corpus.sentences[0].id == "3"
    assert corpus.labels == ["city"]


def test_a_region_with_two_labels_overlaps_itself(tmp_path: Path) -> None:
    path = written(tmp_path, task("Rome", {"start": 0, "end": 4, "labels": ["city", "team"]}))

    with pytest.raises(DataError, match="two spans overlap"):
        read(path)

    assert read(path, overlaps="longest").labels == ["city"]


def test_regions_in_html_are_refused(tmp_path: Path) -> None:
    region = {"start": "/p[1]/text()[1]", "end": "/p[1]", "startOffset": 0, "labels": ["x"]}

    with pytest.raises(DataError, match="counts from an HTML element"):
        read(written(tmp_path, task("Rome", region)))
