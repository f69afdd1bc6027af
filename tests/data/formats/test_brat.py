"""brat: two files, one document."""

from pathlib import Path

import pytest

from paner.data.overlaps import DROPPED
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError


def written(tmp_path: Path, text: str, annotation: str) -> Path:
    (tmp_path / "doc.txt").write_bytes(text.encode())
    (tmp_path / "doc.ann").write_text(annotation)
    return tmp_path / "doc.ann"


def test_either_file_gives_the_document(tmp_path: Path) -> None:
    path = written(tmp_path, "In Rome.\r\n", "T1\tcity 3 7\tRome\n")

    for file in (path, path.with_suffix(".txt")):
        corpus = read(file)
        (sentence,) = corpus.sentences
        assert corpus.format == "brat"
        assert sentence.text == "In Rome.\r\n"
        assert [sentence.mention(entity) for entity in sentence.entities] == ["Rome"]


def test_a_text_with_an_empty_annotation_has_no_entities(tmp_path: Path) -> None:
    path = written(tmp_path, "In Rome.", "")

    assert read(path.with_suffix(".txt")).sentences[0].entities == ()


def test_other_lines_are_counted(tmp_path: Path) -> None:
    lines = "T1\tcity 3 7\tRome\nR1\tin Arg1:T1 Arg2:T1\n#1\tNote T1\tx\nA1\tbig T1\nE1\tgo:T1\n"

    counts = read(written(tmp_path, "In Rome.", lines)).counts

    assert counts == {
        "relations left out": 1,
        "notes left out": 1,
        "attributes left out": 1,
        "events left out": 1,
    }


def test_a_span_of_several_parts_is_refused_or_cut(tmp_path: Path) -> None:
    path = written(tmp_path, "North and South America", "T1\tarea 0 5;16 23\tNorth America\n")

    with pytest.raises(DataError, match=r"doc\.ann:1: a span has several parts"):
        read(path)

    corpus = read(path, overlaps="longest")
    (sentence,) = corpus.sentences
    assert [sentence.mention(entity) for entity in sentence.entities] == ["America"]
    assert corpus.counts == {"discontinuous spans cut to their longest part": 1}


def test_the_error_of_an_overlap_names_the_line(tmp_path: Path) -> None:
    lines = "T1\tteam 0 9\tRome team\nT2\tjob 10 12\tis\nT3\tcity 0 4\tRome\n"
    path = written(tmp_path, "Rome team is", lines)

    with pytest.raises(DataError, match=r"doc\.ann:3: two spans overlap"):
        read(path)

    assert read(path, overlaps="longest").counts == {DROPPED: 1}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tcity 3 7\tRoma", "does not hold the text it names"),
        ("T1\tcity 3 99\tRome", "does not"),
        ("T1 city 3 7 Rome", "no line of brat"),
        ("T1\tcity three 7\tRome", "no line of brat"),
        ("city\t3\t7", "no line of brat"),
    ],
)
def test_a_damaged_line_is_refused_by_number(tmp_path: Path, line: str, message: str) -> None:
    path = written(tmp_path, "In Rome.", f"T9\tx 0 2\tIn\n{line}\n")

    with pytest.raises(DataError, match=rf"doc\.ann:2: .*{message}"):
        read(path)


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "doc.ann"
    path.write_text("T1\tcity 3 7\tRome\n")

    with pytest.raises(DataError, match=r"doc\.txt: no such file"):
        read(path)


def test_several_records_become_one_document_and_that_is_said(tmp_path: Path) -> None:
    sentences = [
        Sentence.from_words(["In", "Rome"], [Entity(1, 2, "a city")]),
        Sentence.from_words(["Oslo"], [Entity(0, 1, "a city")]),
    ]

    losses = write(sentences, tmp_path / "x.ann")

    (sentence,) = read(tmp_path / "x.ann").sentences
    assert [sentence.mention(entity) for entity in sentence.entities] == ["Rome", "Oslo"]
    assert losses == {"borders between records (brat has one document a file)": 2}
