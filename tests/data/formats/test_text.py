"""Plain text: lines or paragraphs, and nothing lost."""

from pathlib import Path

import pytest

from paner.data.read import read
from paner.errors import DataError


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("One line.\nAnother line.\n", ["One line.", "Another line."]),
        ("One line.\n\nAnother line.\n", ["One line.", "Another line."]),
        ("A wrapped\nparagraph.\n\nAnother\none.", ["A wrapped\nparagraph.", "Another\none."]),
        ("  東京です。 \r\nx", ["  東京です。 ", "x"]),
        ("[x|y] is no JSON", ["[x|y] is no JSON"]),
    ],
)
def test_a_record_is_a_line_or_a_paragraph(tmp_path: Path, text: str, records: list[str]) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode())

    corpus = read(path)

    assert corpus.format == "text"
    assert [sentence.text for sentence in corpus.sentences] == records


def test_each_record_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("\na\nb\n\n\nc\nd\n")

    lines = [s.provenance.line for s in read(path).sentences if s.provenance is not None]

    assert lines == [2, 6]


@pytest.mark.parametrize("text", ["[]", '{"text": "cut o', '[{"text": "cut o', '[["a", {"entit'])
def test_damaged_json_is_no_plain_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text)

    with pytest.raises(DataError):
        read(path)
