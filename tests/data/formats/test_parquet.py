"""Parquet: strings or numbers with their names in the metadata; damage; many rows."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from paner.data.read import iter_sentences, read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError


def test_numeric_tags_take_their_names_from_the_metadata(tmp_path: Path) -> None:
    feature = {"feature": {"names": ["O", "B-city"], "_type": "ClassLabel"}, "_type": "Sequence"}
    noted = json.dumps({"info": {"features": {"ner_tags": feature}}})
    table = pa.table({"tokens": [["in", "Linz"]], "ner_tags": [[0, 1]], "extra": [1]})
    pq.write_table(table.replace_schema_metadata({"huggingface": noted}), tmp_path / "a.parquet")

    corpus = read(tmp_path / "a.parquet")

    assert corpus.format == "parquet"
    assert corpus.sentences[0].entities == (Entity(1, 2, "city"),)


def test_more_rows_than_a_batch_come_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    sentences = [Sentence.from_words([str(n)], [Entity(0, 1, "x")], id=f"{n}") for n in range(2500)]

    write(iter(sentences), path)

    assert [sentence.id for sentence in iter_sentences(path)] == [f"{n}" for n in range(2500)]


def test_a_damaged_row_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"tokens": [["a"], ["b"]], "tags": [["O"], ["O", "O"]]}), path)

    with pytest.raises(DataError, match=r"a.parquet:2: tokens and tags differ in number"):
        read(path)


def test_a_cut_off_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write([Sentence.from_words(["a"])], path)
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(DataError, match="the Parquet file is damaged or cut off"):
        read(path)
