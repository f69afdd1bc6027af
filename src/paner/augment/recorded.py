"""Recorded answers of a language model: JSON lines, their kind told by their keys."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paner.data.formats.source import open_source
from paner.errors import DataError

__all__ = [
    "RecordedMentions",
    "RecordedParaphrases",
    "RecordedText",
    "Recording",
    "read_recorded",
]

KINDS = "`template` and `paraphrases`, `type` and `mentions`, or `text` with [mention|type]"
ANNOTATION_KEYS = frozenset({"entities", "spans", "label", "labels"})


@dataclass(frozen=True, slots=True)
class RecordedParaphrases:
    """The rewordings of one masked sentence.

    Args:
        template: The masked sentence's text.
        paraphrases: The answers, as they came.
        row: The sentence's index in its corpus, counted from 0, where it was recorded.
        source: The file.
        line: The line in it, counted from 1.
    """

    template: str
    paraphrases: tuple[str, ...]
    row: int | None
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class RecordedMentions:
    """Further mentions of one entity type, each with its words apart by blanks."""

    type: str
    mentions: tuple[str, ...]
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class RecordedText:
    """One new sentence with inline annotation, `[mention|type]`."""

    text: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Recording:
    """All recorded answers, by kind, in the order of their files."""

    paraphrases: tuple[RecordedParaphrases, ...] = ()
    mentions: tuple[RecordedMentions, ...] = ()
    texts: tuple[RecordedText, ...] = ()


def read_recorded(paths: Iterable[str | Path]) -> Recording:
    """Read recorded answers from one or several files, kinds mixed as they come.

    Raises:
        DataError: A file cannot be read, or a line of it is damaged or of no known kind.
    """
    rows = [row for path in paths for row in _rows(path)]
    return Recording(
        tuple(row for row in rows if isinstance(row, RecordedParaphrases)),
        tuple(row for row in rows if isinstance(row, RecordedMentions)),
        tuple(row for row in rows if isinstance(row, RecordedText)),
    )


def _rows(path: str | Path) -> list[RecordedParaphrases | RecordedMentions | RecordedText]:
    source = open_source(path)
    with source.stream:
        rows = [_row(line, source.name, n) for n, line in source.lines() if line.strip()]
    if not rows:
        raise DataError("the file holds no recorded answer", path=source.name, expected=KINDS)
    return rows


def _row(text: str, path: str, line: int) -> RecordedParaphrases | RecordedMentions | RecordedText:
    row = _json_object(text, path, line)
    keys = row.keys()
    if {"template", "paraphrases"} <= keys:
        template = _string(row, "template", path, line)
        return RecordedParaphrases(
            template, _strings(row, "paraphrases", path, line), _index(row, path, line), path, line
        )
    if {"type", "mentions"} <= keys:
        kind = _string(row, "type", path, line)
        return RecordedMentions(kind, _strings(row, "mentions", path, line), path, line)
    if "text" in keys and not keys & (ANNOTATION_KEYS | {"template", "paraphrases", "mentions"}):
        return RecordedText(_string(row, "text", path, line), path, line)
    raise DataError(
        "the line is no recorded answer",
        path=path,
        line=line,
        found=f"the keys {', '.join(map(repr, keys))}" if keys else "no key",
        expected=KINDS,
    )


def _json_object(text: str, path: str, line: int) -> Mapping[str, object]:
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(
            f"the line is not JSON ({error})", path=path, line=line, found=text, expected=KINDS
        ) from error
    if not isinstance(row, dict):
        raise DataError("the line is no JSON object", path=path, line=line, found=text)
    return row


def _string(row: Mapping[str, object], key: str, path: str, line: int) -> str:
    return _checked(row[key], key, path, line)


def _strings(row: Mapping[str, object], key: str, path: str, line: int) -> tuple[str, ...]:
    values = row[key]
    if not isinstance(values, list):
        raise DataError(
            f"{key!r} is no list", path=path, line=line, found=values, expected="a list of texts"
        )
    return tuple(_checked(value, key, path, line) for value in values)


def _checked(value: object, key: str, path: str, line: int) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DataError(
            f"{key!r} holds no text", path=path, line=line, found=repr(value), expected="a text"
        )
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise DataError(
            f"{key!r} holds half a character", path=path, line=line, found=value, expected="UTF-8"
        )
    return value


def _index(row: Mapping[str, object], path: str, line: int) -> int | None:
    index = row.get("row")
    if index is None:
        return None
    if type(index) is not int or index < 0:
        raise DataError(
            "'row' is no index", path=path, line=line, found=index, expected="a number from 0"
        )
    return index
