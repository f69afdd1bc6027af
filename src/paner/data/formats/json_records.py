"""JSON files as records, one by one: JSON lines, a list, or a single object."""

import json
from collections.abc import Iterator

from paner.data.formats.source import Source
from paner.errors import DataError

__all__ = ["first_record", "json_lines", "json_records"]

_DECODER = json.JSONDecoder()
_BLANKS = " \t\r\n"


def first_record(source: Source) -> object | None:
    """The first record of a JSON file, for telling its format; `None` if there is none whole.

    A list of lists is both JSON lines (each line a list) and one list: the first line decides.
    """
    text = (source.head_text() or "").lstrip(_BLANKS)
    if text[:1] not in ("{", "["):
        return None
    position = 0 if text[0] == "{" or _is_json_lines(text) else _skip(text, 1)
    try:
        value: object = _DECODER.raw_decode(text, position)[0]
    except (ValueError, RecursionError):
        return None
    return value


def json_records(source: Source) -> Iterator[tuple[int, object]]:
    """Line (from 1, where it begins) and value of each record.

    Lines are read one by one. A list or an object over several lines is held as text while its
    records are given.

    Raises:
        DataError: It is damaged or cut off; the message has the line.
    """
    text = (source.head_text() or "").lstrip(_BLANKS)
    if _is_json_lines(text) or not text:
        yield from json_lines(source)
        return
    text = source.text()
    if text.lstrip(_BLANKS)[:1] == "[":
        yield from _elements(text, source.name)
    else:
        yield from _values(text, source.name)


def json_lines(source: Source) -> Iterator[tuple[int, object]]:
    """Line and value of each line that is not blank.

    Raises:
        DataError: A line is no JSON value.
    """
    for number, line in source.lines():
        if line.strip():
            value, end = _decoded(line, _skip(line, 0), source.name, number)
            if _skip(line, end) < len(line):
                raise DataError(
                    "more stands behind the line's JSON value",
                    path=source.name,
                    line=number,
                    found=line[end : end + 40],
                    expected="one JSON value a line",
                )
            yield number, value


def _is_json_lines(text: str) -> bool:
    """Whether the first line is a JSON value of its own, and more follows or it is an object."""
    line, _, rest = text.partition("\n")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or bool(rest.strip())


def _elements(text: str, name: str) -> Iterator[tuple[int, object]]:
    """The elements of the one list in `text`."""
    position, line = text.index("[") + 1, 1
    counted, separator = 0, "["
    while True:
        position = _skip(text, position)
        line, counted = line + text.count("\n", counted, position), position
        if text[position : position + 1] == "]" and separator in "[]":
            break
        value, end = _decoded(text, position, name, line)
        yield line, value
        position = _skip(text, end)
        line, counted = line + text.count("\n", counted, position), position
        separator = text[position : position + 1]
        if separator not in (",", "]"):
            raise _damaged(name, line, text[position : position + 40], "`,` or `]`")
        position += separator == ","
    behind = _skip(text, position + 1)
    if behind < len(text):
        raise _damaged(name, line, text[behind : behind + 40], "the end of the file")


def _values(text: str, name: str) -> Iterator[tuple[int, object]]:
    """The values that follow each other in `text`."""
    position, line, counted = _skip(text, 0), 1, 0
    while position < len(text):
        line, counted = line + text.count("\n", counted, position), position
        value, end = _decoded(text, position, name, line)
        yield line, value
        position = _skip(text, end)


def _decoded(text: str, position: int, name: str, line: int) -> tuple[object, int]:
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        number = line + text.count("\n", position, error.pos)
        found = text[error.pos : error.pos + 40] or "the end"
        raise _damaged(name, number, found, f"JSON ({error.msg})") from error
    except RecursionError as error:
        raise _damaged(name, line, "values nested too deeply", "annotated text") from error
    if "\\ud" in text[position:end].lower():
        _check_surrogates(value, name, line)
    return value, end


def _check_surrogates(value: object, name: str, line: int) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise _damaged(name, line, "half a surrogate pair", "whole Unicode characters") from error


def _skip(text: str, position: int) -> int:
    """The first position from here that is no blank."""
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position


def _damaged(name: str, line: int, found: str, expected: str) -> DataError:
    return DataError(
        "the JSON is damaged or cut off", path=name, line=line, found=found, expected=expected
    )
