"""spaCy 2 training tuples: `[text, {"entities": [[start, end, label]]}]`, in a list or by line."""

from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import head_records, record, text_of, values
from paner.data.formats.source import Source
from paner.data.formats.span_fields import char_spans, checked_spans, span_losses, triple_span
from paner.data.formats.span_records import reading, write_json_list
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = ["SPACY_TUPLES"]

_EMPTY = "empty records"


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    if isinstance(value, dict) and "annotations" in value:  # the wrapping of web annotators
        for inner in values(value, "annotations"):
            if inner is None:  # how they write a text that nobody annotated
                counts[_EMPTY] += 1
            else:
                yield from _sentences(inner, options, counts, provenance)
        return
    if not isinstance(value, list) or len(value) != 2:
        raise DataError(
            "a record is no pair", found=repr(value), expected='[text, {"entities": […]}]'
        )
    row = record(value[1], expected='{"entities": […]} behind the text')
    text = text_of({"text": value[0]}, "text")
    found = [triple_span(span) for span in values(row, "entities")] if "entities" in row else []
    yield sentence_from_spans(
        text,
        checked_spans(text, found, counts),
        overlaps=options.overlaps,
        counts=counts,
        provenance=provenance,
    )


def _matches(source: Source) -> bool:
    records = head_records(source)
    first = records[0] if records else None
    if isinstance(first, dict) and isinstance(first.get("annotations"), list):
        records = [row for row in first["annotations"] if row is not None]
    return any(
        isinstance(row, list) and [type(value) for value in row] == [str, dict] for row in records
    )


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    rows = ([s.text, {"entities": [list(span) for span in char_spans(s)]}] for s in sentences)
    write_json_list(rows, target)


SPACY_TUPLES = Format(
    name="spacy-tuples",
    about="spaCy 2 training tuples: text and character spans",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=span_losses,
    suffixes=(".spacy.json",),
)
