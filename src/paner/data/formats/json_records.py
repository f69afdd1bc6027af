"""JSON files as records, one by one: JSON lines, a list, or a single object."""

import json
from collections.abc import Iterator

from paner.data.formats.json_window import BLANKS, JsonWindow, check_surrogates, damaged
from paner.data.formats.source import Source

__all__ = ["first_record", "json_lines", "json_records"]

_DECODER = json.JSONDecoder()


def first_record(source: Source) -> object | None:
    """The first record of a JSON file, for telling its format; `None` if there is none whole.

    A list of lists could be JSON lines (each line a list) or one list: the first line decides.
    """
    text = (source.head_text() or "").lstrip(BLANKS)
    if text[:1] not in ("{", "["):
        return None
    if text[0] == "[" and not _is_json_lines(text):
        text = text[1:].lstrip(BLANKS)
    try:
        value: object = _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value


def json_records(source: Source) -> Iterator[tuple[int, object]]:
    """Line (from 1, where it begins) and value of each record; none but the current one is held.

    Raises:
        DataError: It is damaged or cut off; the message has the line.
    """
    text = (source.head_text() or "").lstrip(BLANKS)
    if _is_json_lines(text):
        yield from json_lines(source)
        return
    window = JsonWindow(source)
    if window.peek() == "[":
        yield from _elements(window)
        return
    while window.peek():
        yield window.line, window.value()


def json_lines(source: Source) -> Iterator[tuple[int, object]]:
    """Line and value of each line that is not blank.

    Raises:
        DataError: A line is no JSON value.
    """
    for number, line in source.lines():
        if line.strip(BLANKS):
            try:
                value = json.loads(line)
            except json.JSONDecodeError as error:
                found = line[error.pos : error.pos + 40] or "the end of the line"
                raise damaged(source.name, number, found, f"JSON ({error.msg})") from error
            except ValueError as error:  # Python reads no integer of over 4,300 digits
                found = "an endless number"
                raise damaged(source.name, number, found, "annotated text") from error
            except RecursionError as error:
                found = "values nested too deeply"
                raise damaged(source.name, number, found, "annotated text") from error
            if "\\ud" in line.lower():
                check_surrogates(value, source.name, number)
            yield number, value


def _is_json_lines(text: str) -> bool:
    """Whether the first line is a JSON value of its own, and more follows or it is an object."""
    line, _, rest = text.partition("\n")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or bool(rest.strip())


def _elements(window: JsonWindow) -> Iterator[tuple[int, object]]:
    """The elements of the list that the window stands before; nothing may follow it."""
    window.skip()
    if window.peek() != "]":
        yield window.line, window.value()
        while window.peek() == ",":
            window.skip()
            window.peek()
            yield window.line, window.value()
    if window.peek() != "]":
        raise window.damaged(window.rest(), "`,` or `]`")
    window.skip()
    if window.peek():
        raise window.damaged(window.rest(), "the end of the file")
