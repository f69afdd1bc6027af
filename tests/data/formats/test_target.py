"""Writing: whole or not at all, onto itself, to standard output."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paner.data.read import iter_sentences, write
from paner.data.sentence import Sentence
from paner.errors import DataError


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.conll"
    path.write_text("old\tO\n", encoding="utf-8")

    def sentences() -> Iterator[Sentence]:
        yield Sentence.from_words(["new"])
        yield Sentence.from_words(["a\tb"])

    with pytest.raises(DataError):
        write(sentences(), path)

    assert path.read_text(encoding="utf-8") == "old\tO\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_can_be_converted_onto_itself(tmp_path: Path) -> None:
    path = tmp_path / "corpus.conll"
    path.write_text("a I-x\nb B-x\n", encoding="utf-8")

    write(iter_sentences(path), path)

    assert path.read_text(encoding="utf-8") == "a\tB-x\nb\tB-x\n\n"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"out.conll: cannot be written: No such file"):
        write([], tmp_path / "nowhere" / "out.conll")


def test_a_directory_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out.conll").mkdir()

    with pytest.raises(DataError, match="cannot be written"):
        write([Sentence.from_words(["a"])], tmp_path / "out.conll")

    assert [path.name for path in tmp_path.iterdir()] == ["out.conll"]


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="half a surrogate pair"):
        write([Sentence.from_words(["a\ud83d"])], tmp_path / "out.conll")


@pytest.mark.parametrize("ending", ["conll", "conllu", "text"])
def test_a_nul_character_is_refused_in_text_files(ending: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="NUL"):
        write([Sentence.from_words(["a\0"])], tmp_path / f"out.{ending}")


def test_standard_output_takes_jsonl_unless_told() -> None:
    program = (
        "from paner.data.read import write\n"
        "from paner.data.sentence import Sentence\n"
        "write([Sentence.from_words(['é'])], '-')\n"
        "write([Sentence.from_words(['é'])], '-', format='conll')\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    first, second = done.stdout.decode().split("\n")[:2]
    assert first.startswith("{")
    assert second == "é\tO"
