"""GLiNER's JSON: `tokenized_text` and `ner: [[first, last, type]]` in words, the last inclusive."""

from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import head_records, record, values
from paner.data.formats.losses import lost
from paner.data.formats.source import Source
from paner.data.formats.span_fields import triple_span
from paner.data.formats.span_records import reading, write_json_list
from paner.data.formats.target import Target
from paner.data.overlaps import Span, flat_spans
from paner.data.sentence import Entity, Provenance, Sentence
from paner.errors import DataError

__all__ = ["GLINER"]


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="`tokenized_text` and `ner`")
    words = [_word(word) for word in values(row, "tokenized_text")]
    spans = [_span(span, len(words)) for span in values(row, "ner")] if "ner" in row else []
    flat = flat_spans(spans, overlaps=options.overlaps, counts=counts)
    entities = [Entity(span.start, span.end, span.label) for span in flat]
    yield Sentence.from_words(words, entities, provenance=provenance)


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise DataError("a word is no string", found=repr(value), expected="a string")
    return value


def _span(value: object, num_words: int) -> Span:
    first, last, label, _ = triple_span(value).span
    if not 0 <= first <= last < num_words:
        raise DataError(
            "a span does not lie in the text",
            found=[first, last, label],
            expected=f"0 <= first <= last < {num_words} words",
        )
    return Span(first, last + 1, label)


def _matches(source: Source) -> bool:
    return any(isinstance(r, dict) and "tokenized_text" in r for r in head_records(source))


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    rows = (
        {
            "tokenized_text": list(sentence.words),
            "ner": [[e.start, e.end - 1, e.label] for e in sentence.entities],
        }
        for sentence in sentences
    )
    write_json_list(rows, target)


def _losses(sentence: Sentence) -> list[str]:
    return lost(sentence, empty=False)


GLINER = Format(
    name="gliner",
    about="GLiNER's training JSON: words, and spans of words with free-form types",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".gliner.json",),
)
