"""The way in and out: detection by content, streams, names of formats."""

import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from paner.data.formats.detect import FORMATS
from paner.data.read import iter_sentences, read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError, UsageError

SENTENCE = Sentence.from_words(["New", "York", "won"], [Entity(0, 2, "city")])


@pytest.mark.parametrize("ending", ["conll", "conllu", "hf.json", "hf.jsonl", "parquet"])
def test_the_content_tells_the_format_whatever_the_name(ending: str, tmp_path: Path) -> None:
    write([SENTENCE], tmp_path / f"corpus.{ending}")
    disguised = (tmp_path / f"corpus.{ending}").rename(tmp_path / "corpus.doc")

    corpus = read(disguised)

    assert corpus.format == {"hf.json": "hf", "hf.jsonl": "hf"}.get(ending, ending)
    assert corpus.sentences[0].entities == SENTENCE.entities


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    path = tmp_path / "corpus"
    path.write_text("a O\nb O\n", encoding="utf-8")

    assert len(read(path, format="text").sentences) == 2
    assert len(read(path).sentences) == 1


def test_an_unknown_json_object_names_the_known_formats(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    path.write_text('{"a": 1}', encoding="utf-8")

    with pytest.raises(DataError, match=r"in no format known.*'\{\"a\": 1\}'.*hf.*conllu, conll"):
        read(path)


def test_json_cut_inside_its_first_record_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "corpus.json"
    path.write_text('[\n{"tokens": ["a", "b', encoding="utf-8")

    with pytest.raises(DataError, match=r"corpus.json:2: the JSON is damaged or cut off"):
        read(path)


def test_unknown_names_are_usage_errors(tmp_path: Path) -> None:
    path = tmp_path / "corpus.conll"
    path.write_text("a O\n", encoding="utf-8")

    with pytest.raises(UsageError, match="no format is named 'xml'; choose one of"):
        read(path, format="xml")
    with pytest.raises(UsageError, match="no tag scheme is named 'X'"):
        read(path, scheme="X")
    with pytest.raises(UsageError, match="its ending does not say which format"):
        write([], tmp_path / "out.xyz")


def test_names_and_endings_of_formats_are_unique() -> None:
    names = Counter(known.name for known in FORMATS)
    endings = Counter(ending for known in FORMATS for ending in known.suffixes)

    assert {*names.values(), *endings.values()} == {1}


@pytest.mark.parametrize("ending", ["conll", "conllu", "hf.json", "hf.jsonl", "jsonl"])
def test_reading_and_writing_hold_one_sentence_at_a_time(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"corpus.{ending}"
    sentence = Sentence.from_words(["w" * 1000] * 10, [Entity(0, 1, "x")])

    def peak_of(copies: int) -> int:
        tracemalloc.start()
        write((sentence for _ in range(copies)), path)
        assert sum(1 for _ in iter_sentences(path)) == copies
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert peak_of(800) < 1.3 * peak_of(400)
