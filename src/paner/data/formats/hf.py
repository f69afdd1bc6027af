"""Hugging Face data sets as JSON: `tokens` and `ner_tags`, a list or one record a line.

Source: https://huggingface.co/docs/datasets/about_dataset_features (`ClassLabel` for the names).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_records import first_record, json_records
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

__all__ = ["HF", "class_names"]


def read_hf(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """Read records of tokens and tags; numeric tags are named by `dataset_info.json` beside them.

    Raises:
        DataError: A record is damaged, or numeric tags have no names.
    """
    names = options.label_names or _names_beside(source)

    def rows() -> Iterator[TaggedRow]:
        source.rewind()
        for line, record in json_records(source):
            if not isinstance(record, dict):
                raise DataError(
                    "this is no record",
                    path=source.name,
                    line=line,
                    found=record,
                    expected="an object with tokens and ner_tags",
                )
            yield checked_row(record, names, path=source.name, line=line)

    twice = source.stream.seekable()
    yield from sentences_of_rows(rows, source.name, options, counts, twice=twice)


def _names_beside(source: Source) -> tuple[str, ...]:
    if source.path is None:
        return ()
    beside = source.path.parent / "dataset_info.json"
    if not beside.is_file():
        return ()
    try:
        return class_names(json.loads(beside.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise DataError(
            "this cannot be read", path=beside, expected="the JSON that names the numeric tags"
        ) from error


def class_names(info: object) -> tuple[str, ...]:
    """The names of numeric tags in the description of a data set, empty if it has none.

    >>> feature = {"feature": {"names": ["O", "B-x"], "_type": "ClassLabel"}, "_type": "Sequence"}
    >>> class_names({"features": {"ner_tags": feature}})
    ('O', 'B-x')
    """
    features = info.get("features") if isinstance(info, dict) else None
    for key in TAG_KEYS:
        feature = features.get(key) if isinstance(features, dict) else None
        inner = feature.get("feature") if isinstance(feature, dict) else None
        names = inner.get("names") if isinstance(inner, dict) else None
        if isinstance(names, list):
            return tuple(str(name) for name in names)
    return ()


def write_hf(sentences: Iterable[Sentence], target: Target) -> None:
    """Write a JSON list if the file ends in `.json`, otherwise one record a line."""
    is_list = target.path is not None and target.path.suffix == ".json"
    records = (
        json.dumps(row_of(sentence), ensure_ascii=False)
        for sentence in sentences
        if sentence.offsets
    )
    if not is_list:
        for record in records:
            target.line(record)
        return
    opening = "["
    for record in records:
        target.line(f"{opening}{record}")
        opening = ","
    target.line("]" if opening == "," else "[]")


def _matches(source: Source) -> bool:
    record = first_record(source)
    return (
        isinstance(record, dict)
        and any(_all_of(record.get(key), str) for key in TOKEN_KEYS)
        and any(_all_of(record.get(key), str, int) for key in TAG_KEYS)
    )


def _all_of(values: object, *types: type) -> bool:
    return isinstance(values, list) and all(isinstance(value, types) for value in values)


HF = Format(
    name="hf",
    about="Hugging Face data sets as JSON or JSON lines: `tokens` and `ner_tags`",
    read=read_hf,
    write=write_hf,
    matches=_matches,
    losses=row_losses,
    suffixes=(".hf.json", ".hf.jsonl"),
)
