"""Our own JSON lines: text, words and entities with character offsets, confidences, provenance."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import (
    head_records,
    integer,
    name_of,
    names_of,
    record,
    text_of,
    values,
)
from paner.data.formats.source import Source
from paner.data.formats.span_fields import (
    FoundSpan,
    checked_spans,
    object_span,
    triple_span,
    words_of,
)
from paner.data.formats.span_records import reading, write_json_lines
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = ["JSONL", "row_of"]

_SPAN_KEYS = ("entities", "spans", "labels", "label")


def row_of(sentence: Sentence) -> dict[str, object]:
    """One sentence as the JSON object of its line."""
    row: dict[str, object] = {"id": sentence.id} if sentence.id else {}
    row |= {"text": sentence.text, "words": [list(word) for word in sentence.offsets]}
    row["entities"] = [
        {"start": start, "end": end, "label": entity.label, "text": sentence.text[start:end]}
        | ({} if entity.confidence is None else {"confidence": entity.confidence})
        for entity in sentence.entities
        for start, end in [sentence.span(entity)]
    ]
    if sentence.asked:
        row["asked"] = list(sentence.asked)
    if sentence.provenance is not None:
        row["provenance"] = _provenance_row(sentence.provenance)
    return row


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="a line with `text` and `entities`")
    text = text_of(row, "text")
    key = next((key for key in _SPAN_KEYS if key in row), None)
    found = [] if key is None else [_span(span) for span in values(row, key)]
    sentence = sentence_from_spans(
        text,
        checked_spans(text, found, counts),
        token_offsets=words_of(row, "words"),
        overlaps=options.overlaps,
        counts=counts,
        id=name_of(row, "id") if row.get("id") is not None else "",
        provenance=_provenance(row) or provenance,
    )
    yield replace(sentence, asked=_asked(row, sentence))


def _asked(row: Mapping[str, object], sentence: Sentence) -> tuple[str, ...]:
    """The types that were asked for, those of the entities among them."""
    asked = names_of(row, "asked")
    for entity in sentence.entities:
        if asked and entity.label not in asked:
            raise DataError(
                "an entity is of a type that was not asked for",
                found=entity.label,
                expected=f"one of those in `asked`: {', '.join(asked)}",
            )
    return asked


def _span(value: object) -> FoundSpan:
    if isinstance(value, list):
        return triple_span(value)
    row = record(value, expected="a span with `start`, `end` and `label`")
    return (
        object_span(row, start="start_offset", end="end_offset")
        if "start_offset" in row
        else object_span(row)
    )


def _provenance_row(provenance: Provenance) -> dict[str, object]:
    row = {
        "source": provenance.source,
        "line": provenance.line,
        "method": provenance.method,
        "parent": provenance.parent,
        "similarity": provenance.similarity,
        "checks": list(provenance.checks),
    }
    return {key: value for key, value in row.items() if value is not None and value != []}


def _provenance(row: Mapping[str, object]) -> Provenance | None:
    if "provenance" not in row:
        return None
    given = record(row["provenance"], expected="`provenance` with `source` and `method`")
    checks = values(given, "checks") if "checks" in given else []
    similarity = given.get("similarity")
    if isinstance(similarity, bool) or not isinstance(similarity, int | float | None):
        raise DataError("`similarity` is no number", found=repr(similarity), expected="a cosine")
    return Provenance(
        text_of(given, "source"),
        integer(given, "line") if given.get("line") is not None else None,
        text_of(given, "method") if "method" in given else "gold",
        text_of(given, "parent") if given.get("parent") is not None else None,
        None if similarity is None else float(similarity),
        tuple(str(check) for check in checks),
    )


def _matches(source: Source) -> bool:
    """Objects with a `text`; what else they hold, the formats before this one did not want."""
    return any(
        isinstance(row, dict) and isinstance(row.get("text"), str) for row in head_records(source)
    )


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    write_json_lines(map(row_of, sentences), target)


JSONL = Format(
    name="jsonl",
    about="JSON lines with text, words, entities by characters, confidences and provenance",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=lambda _: [],
    suffixes=(".jsonl",),
)
