"""The way of every JSON span format: record by record to sentences, and rows to a file."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from paner.data.formats.format import ReadOptions
from paner.data.formats.json_fields import located
from paner.data.formats.json_records import json_records
from paner.data.formats.source import Source
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence

__all__ = ["Parse", "reading", "write_json_lines", "write_json_list"]

Parse = Callable[[object, ReadOptions, Counter[str], Provenance], Iterable[Sentence]]


def reading(parse: Parse) -> Callable[[Source, ReadOptions, Counter[str]], Iterator[Sentence]]:
    """A format's `read`, made of what turns one JSON record into its sentences."""

    def read(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
        for number, (line, value) in enumerate(json_records(source), 1):
            with located(source, line, None if number == line else number):
                sentences = list(parse(value, options, counts, Provenance(source.name, line)))
            yield from sentences

    return read


def write_json_lines(rows: Iterable[object], target: Target) -> None:
    """One JSON value a line."""
    for row in rows:
        target.line(json.dumps(row, ensure_ascii=False))


def write_json_list(rows: Iterable[object], target: Target) -> None:
    """One JSON list, written as its values come, one a line."""
    opening = "["
    for row in rows:
        target.line(opening + json.dumps(row, ensure_ascii=False))
        opening = ","
    target.line("]" if opening == "," else "[]")
