"""Fields of foreign JSON records, each checked for its type; errors say where they stand."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from paner.data.formats.json_records import first_record
from paner.data.formats.source import Source
from paner.errors import DataError

__all__ = [
    "confidence_of",
    "head_records",
    "integer",
    "located",
    "name_of",
    "names_of",
    "objects",
    "record",
    "text_of",
    "values",
]

_HEAD_RECORDS = 50  # a first record may be empty of annotation; that many seldom are


@contextmanager
def located(source: Source, line: int | None, number: int | None = None) -> Iterator[None]:
    """Name the file, line and record's number in errors that do not name them themselves."""
    try:
        yield
    except DataError as error:
        if error.path is not None:
            raise
        what = str(error) if number is None else f"record {number}: {error}"
        raise DataError(what, path=source.name, line=line) from error


def record(value: object, *, expected: str) -> Mapping[str, object]:
    """A JSON object.

    Raises:
        DataError: It is something else.
    """
    if not isinstance(value, dict):
        raise DataError("a record is no JSON object", found=_shown(value), expected=expected)
    return value


def text_of(row: Mapping[str, object], key: str) -> str:
    """A field that must hold a string."""
    value = _required(row, key, "a string")
    if not isinstance(value, str):
        raise _wrong(key, value, "a string")
    return value


def name_of(row: Mapping[str, object], key: str) -> str:
    """A field that names something, by a string or a number."""
    value = _required(row, key, "a name")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _wrong(key, value, "a name")
    return str(value)


def integer(row: Mapping[str, object], key: str) -> int:
    """A field that must hold an integer."""
    value = _required(row, key, "an integer")
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(key, value, "an integer")
    return value


def values(row: Mapping[str, object], key: str) -> list[object]:
    """A field that must hold a list."""
    value = _required(row, key, "a list")
    if not isinstance(value, list):
        raise _wrong(key, value, "a list")
    return value


def names_of(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A field that may hold a list of names; empty where it is absent."""
    found = values(row, key) if key in row else []
    if not all(isinstance(name, str) and name.strip() for name in found):
        raise _wrong(key, found, "a list of names")
    return tuple(map(str, found))


def objects(row: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """A field that must hold a list of JSON objects; empty where it is absent."""
    if key not in row:
        return []
    return [record(value, expected=f"an object in `{key}`") for value in values(row, key)]


def confidence_of(row: Mapping[str, object], key: str) -> float | None:
    """A field that may hold a probability."""
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _wrong(key, value, "a number between 0 and 1")
    return float(value)


def head_records(source: Source) -> list[object]:
    """The first few whole records, for telling the format of a JSON file."""
    first = first_record(source)
    if first is None:
        return []
    text = (source.head_text() or "").lstrip()
    decoder = json.JSONDecoder()
    records: list[object] = []
    position = 0 if _decoded(decoder, text, 0)[0] == first else 1  # 1: behind a list's bracket
    while len(records) < _HEAD_RECORDS:
        while text[position : position + 1] in {",", " ", "\t", "\r", "\n"}:
            position += 1
        value, position = _decoded(decoder, text, position)
        if value is None:
            break
        records.append(value)
    return records


def _decoded(decoder: json.JSONDecoder, text: str, position: int) -> tuple[object, int]:
    try:
        return decoder.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None, position


def _required(row: Mapping[str, object], key: str, expected: str) -> object:
    if key not in row:
        raise DataError(
            f"the record has no `{key}`", found=_shown(sorted(row)), expected=f"`{key}`: {expected}"
        )
    return row[key]


def _wrong(key: str, value: object, expected: str) -> DataError:
    return DataError(f"`{key}` has the wrong type or value", found=_shown(value), expected=expected)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
