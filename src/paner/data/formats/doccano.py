"""JSON lines of doccano: triples under `label` or `labels`, or objects with offsets."""

from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import head_records, name_of, objects, record, text_of, values
from paner.data.formats.source import Source
from paner.data.formats.span_fields import (
    FoundSpan,
    char_spans,
    checked_spans,
    object_span,
    span_losses,
    triple_span,
)
from paner.data.formats.span_records import reading, write_json_lines
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans

__all__ = ["DOCCANO"]

_RELATIONS = "relations left out"


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="a line with `text` and `label`")
    text = text_of(row, "data" if "text" not in row and "data" in row else "text")
    if "relations" in row and (relations := len(values(row, "relations"))):
        counts[_RELATIONS] += relations
    found: list[FoundSpan] = []
    for key in ("label", "labels"):
        found += [triple_span(span) for span in values(row, key)] if key in row else []
    for key in ("annotations", "entities"):
        found += [
            object_span(span, start="start_offset", end="end_offset") for span in objects(row, key)
        ]
    yield sentence_from_spans(
        text,
        checked_spans(text, found, counts),
        overlaps=options.overlaps,
        counts=counts,
        id=name_of(row, "id") if row.get("id") is not None else "",
        provenance=provenance,
    )


def _matches(source: Source) -> bool:
    return any(_is_doccano(row) for row in head_records(source))


def _is_doccano(row: object) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("text", row.get("data")), str):
        return False
    spans = [row.get(key) for key in ("label", "labels", "annotations", "entities")]
    inner = [span for value in spans if isinstance(value, list) for span in value]
    if any(isinstance(row.get(key), list) for key in ("label", "labels")):
        return all(isinstance(span, list) for span in inner)
    return bool(inner) and all(isinstance(s, dict) and "start_offset" in s for s in inner)


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    rows = (
        ({"id": s.id} if s.id else {})
        | {"text": s.text, "label": [list(span) for span in char_spans(s)]}
        for s in sentences
    )
    write_json_lines(rows, target)


def _losses(sentence: Sentence) -> list[str]:
    return span_losses(sentence, ids=False)


DOCCANO = Format(
    name="doccano",
    about="doccano's JSON lines: text and character spans under `label`",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".doccano.jsonl",),
)
