"""Recorded answers of a language model, told apart by their keys."""

import json
from pathlib import Path

import pytest

from paner.augment.recorded import read_recorded
from paner.errors import DataError


def write_lines(path: Path, *rows: object) -> Path:
    path.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows),
        encoding="utf-8",
    )
    return path


def test_the_three_kinds_are_told_apart_in_one_file(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "mixed.jsonl",
        {"row": 4, "template": "<p_1> left .", "paraphrases": ["<p_1> went ."], "entities": {}},
        {"type": "p", "mentions": ["Ann Lee", "Bo"]},
        "",
        {"text": "[Ann|p] left ."},
    )

    recording = read_recorded([path])

    assert [(one.template, one.paraphrases, one.row) for one in recording.paraphrases] == [
        ("<p_1> left .", ("<p_1> went .",), 4)
    ]
    assert [(one.type, one.mentions) for one in recording.mentions] == [("p", ("Ann Lee", "Bo"))]
    assert [(one.text, one.line) for one in recording.texts] == [("[Ann|p] left .", 4)]


def test_several_files_are_one_recording(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "a.jsonl", {"type": "p", "mentions": ["Ann"]})
    second = write_lines(tmp_path / "b.jsonl", {"type": "p", "mentions": ["Bo"]})

    recording = read_recorded([first, second])

    assert [one.source for one in recording.mentions] == [str(first), str(second)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"text": "cut o', "the line is not JSON"),
        ("[1, 2]", "the line is no JSON object"),
        ("[" * 100_000, "the line is not JSON"),
        ({}, "found 'no key'"),
        ({"template": "x"}, "the keys 'template'"),
        ({"text": "Ann left .", "entities": []}, "the keys 'text', 'ent"),
        ({"template": "x", "paraphrases": "y"}, "'paraphrases' is no list"),
        ({"template": "x", "paraphrases": [None]}, "'paraphrases' holds no text; found 'None'"),
        ({"template": 1, "paraphrases": []}, "'template' holds no text; found '1'"),
        ({"template": "x", "paraphrases": [], "row": "one"}, "'row' is no index; found 'one'"),
        ({"type": "p", "mentions": [" "]}, "'mentions' holds no text"),
        ('{"text": "\\ud800"}', "'text' holds half a character"),
    ],
)
def test_a_damaged_line_is_named_with_its_file(tmp_path: Path, row: object, message: str) -> None:
    path = write_lines(tmp_path / "bad.jsonl", {"type": "p", "mentions": ["Ann"]}, row)

    with pytest.raises(DataError) as caught:
        read_recorded([path])

    assert str(caught.value).startswith(f"{path}:2: ")
    assert message in str(caught.value)


def test_a_file_of_blank_lines_holds_no_answer(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "blank.jsonl", "", "")
    path.write_text("\n\n")

    with pytest.raises(DataError, match="the file is empty"):
        read_recorded([path])
