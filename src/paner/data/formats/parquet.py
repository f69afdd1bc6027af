"""Hugging Face data sets as Parquet: `tokens` and `ner_tags` columns; needs pyarrow.

Source: https://huggingface.co/docs/datasets/about_dataset_features; the names of numeric tags are
in the schema's metadata under `huggingface`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from types import ModuleType

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.hf import class_names
from paner.data.formats.source import Source
from paner.data.formats.tagged_rows import (
    TAG_KEYS,
    TOKEN_KEYS,
    TaggedRow,
    checked_row,
    row_losses,
    row_of,
    sentences_of_rows,
)
from paner.data.formats.target import Target
from paner.data.sentence import Sentence
from paner.errors import DataError

__all__ = ["PARQUET"]

MAGIC = b"PAR1"
BATCH = 1000
WANTED = {*TOKEN_KEYS, *TAG_KEYS, "id", "document_id", "chunk", "space_after"}


def read_parquet(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """Read rows of tokens and tags, batch by batch; a place in errors is the row's number.

    Raises:
        DataError: pyarrow is missing, the file is damaged, or a row is.
    """
    pyarrow = _pyarrow(source.name)
    try:
        # What cannot be sought, such as a pipe, must be held: the description is at its end.
        seekable = source.stream.seekable()
        stream = source.stream if seekable else pyarrow.BufferReader(source.stream.read())
        table = pyarrow.parquet.ParquetFile(stream)
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(source.name, error) from error
    names = options.label_names or _names_inside(table.schema_arrow.metadata)
    columns = [name for name in table.schema_arrow.names if name in WANTED]

    def rows() -> Iterator[TaggedRow]:
        for number, record in enumerate(_records(table, columns, source.name, pyarrow), 1):
            yield checked_row(record, names, path=source.name, line=number)

    yield from sentences_of_rows(rows, source.name, options, counts, twice=True)


def _records(
    table: object, columns: list[str], name: str, pyarrow: ModuleType
) -> Iterator[dict[str, object]]:
    try:
        for batch in table.iter_batches(batch_size=BATCH, columns=columns):  # type: ignore[attr-defined]  # pyarrow has no types
            yield from batch.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _names_inside(metadata: dict[bytes, bytes] | None) -> tuple[str, ...]:
    try:
        written = json.loads((metadata or {}).get(b"huggingface", b"{}"))
    except ValueError:
        return ()  # another program's note: tags that are strings need no names
    return class_names(written.get("info") if isinstance(written, dict) else None)


def write_parquet(sentences: Iterable[Sentence], target: Target) -> None:
    """Write columns `id`, `tokens`, `ner_tags` (strings, BIO) and `space_after`.

    Raises:
        DataError: pyarrow is missing.
    """
    pyarrow = _pyarrow(target.name)
    strings = pyarrow.list_(pyarrow.string())
    schema = pyarrow.schema(
        {
            "id": pyarrow.string(),
            "tokens": strings,
            "ner_tags": strings,
            "space_after": pyarrow.list_(pyarrow.bool_()),
        }
    )
    records = ({"id": ""} | row_of(sentence) for sentence in sentences if sentence.offsets)
    with pyarrow.parquet.ParquetWriter(target.stream, schema) as writer:
        while batch := list(islice(records, BATCH)):
            writer.write_batch(pyarrow.RecordBatch.from_pylist(batch, schema=schema))


def _pyarrow(name: str) -> ModuleType:
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as error:
        raise DataError(
            "Parquet needs pyarrow, which is not installed",
            path=name,
            expected="`pip install 'paner[parquet]'`",
        ) from error


def _damaged(name: str, error: Exception) -> DataError:
    return DataError(
        "the Parquet file is damaged or cut off", path=name, found=str(error), expected="Parquet"
    )


PARQUET = Format(
    name="parquet",
    about="Hugging Face data sets as Parquet: `tokens` and `ner_tags` (needs pyarrow)",
    read=read_parquet,
    write=write_parquet,
    matches=lambda source: source.head.startswith(MAGIC),
    losses=row_losses,
    suffixes=(".parquet",),
    binary=True,
)
