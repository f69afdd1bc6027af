"""Files and standard input: looked at, then read; refused with a reason where they cannot be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paner.data.formats.source import HEAD_BYTES, MAX_RECORD_BYTES, open_source
from paner.data.read import read
from paner.errors import DataError


def test_lines_come_without_their_ends_and_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\xc2\x85c\nd")

    with open_source(path) as source:
        assert list(source.lines()) == [(1, "a"), (2, "b\x85c"), (3, "d")]


def test_a_character_cut_at_the_end_of_the_head_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a" * (HEAD_BYTES - 1) + "ü".encode() * 10)

    with open_source(path) as source:
        assert source.head_text() == "a" * (HEAD_BYTES - 1)
        assert source.head_lines() == []


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing.conll: no such file"):
        read(tmp_path / "nothing.conll")


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this is a directory; expected a file"):
        read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.conll"
    path.write_text("a\tO\n", encoding="utf-8")
    path.chmod(0)

    with pytest.raises(DataError, match="cannot be opened: Permission denied"):
        read(path)


@pytest.mark.parametrize(
    ("ending", "begin", "place"),
    [
        ("txt", b"", ":1: the line is too long"),
        ("conll", b"a\tO\n", ":2: the line is too long"),
        ("json", b'[{"text": "', ":1: .*over 64 MiB"),
        ("jsonl", b'{"text": "a", "label": []}\n{"text": "', ":2: the line is too long"),
    ],
)
def test_an_endless_line_is_refused(ending: str, begin: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / f"long.{ending}"
    with path.open("wb") as stream:
        stream.write(begin)
        for _ in range(MAX_RECORD_BYTES // HEAD_BYTES + 2):
            stream.write(b"a" * HEAD_BYTES)

    with pytest.raises(DataError, match=place):
        read(path)


@pytest.mark.parametrize("content", [b"a B-x\nb I-x\n", b'{"tokens": ["a"], "ner_tags": ["I-x"]}'])
def test_a_pipe_is_read_like_a_file(content: bytes) -> None:
    program = (
        "from paner.data.read import read\n"
        "corpus = read('-')\n"
        "print(corpus.source, corpus.sentences[0].entities[0].label)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], input=content, capture_output=True, check=True
    )

    assert done.stdout.split() == [b"<stdin>", b"x"]


def test_a_long_pipe_decides_its_scheme_from_its_beginning() -> None:
    begin = b"a B-x\nb I-x\n\n" * (HEAD_BYTES // 12)
    program = "from paner.data.read import read\nread('-')"

    done = subprocess.run(
        [sys.executable, "-c", program], input=begin + b"c S-x\n", capture_output=True, check=False
    )

    assert b"this is no BIO tag; found 'S-x'" in done.stderr
