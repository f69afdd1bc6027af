"""What the span formats share: spans as JSON has them, checked offsets, and what is lost."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from paner.data.formats.json_fields import confidence_of, integer, name_of, record, text_of
from paner.data.formats.losses import lost
from paner.data.overlaps import Span
from paner.data.sentence import Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = [
    "WORD_BORDERS",
    "FoundSpan",
    "char_spans",
    "checked_spans",
    "object_span",
    "span_losses",
    "triple_span",
    "words_of",
]

WORD_BORDERS = "borders of words"
UTF16 = "records whose offsets count UTF-16 units"


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A span as a file gives it, with the mention it names where it does.

    Args:
        span: Its offsets and label.
        mention: What the file says stands there; `None` where it does not say.
    """

    span: Span
    mention: str | None = None


def object_span(
    value: object, *, start: str = "start", end: str = "end", label: str = "label"
) -> FoundSpan:
    """A span given as `{"start", "end", "label"}`, perhaps with `text` and `confidence`."""
    row = record(value, expected=f"a span with `{start}`, `{end}` and `{label}`")
    span = Span(
        integer(row, start),
        integer(row, end),
        name_of(row, label),
        confidence_of(row, "confidence"),
    )
    return FoundSpan(span, None if row.get("text") is None else text_of(row, "text"))


def triple_span(value: object) -> FoundSpan:
    """A span given as `[start, end, label]`."""
    if not isinstance(value, list) or len(value) != 3:
        raise DataError("a span is no triple", found=repr(value), expected="[start, end, label]")
    row = dict(zip(("start", "end", "label"), value, strict=True))
    return FoundSpan(Span(integer(row, "start"), integer(row, "end"), name_of(row, "label")))


def checked_spans(text: str, found: Sequence[FoundSpan], counts: Counter[str]) -> list[Span]:
    """Spans in code points, checked against the mentions that the file names.

    Tools written in JavaScript count UTF-16 units: where only those fit the mentions, they are
    converted and counted.

    Raises:
        DataError: A mention is not what stands at its offsets, counted either way.
    """
    wrong = next((f for f in found if not _fits(text, f)), None)
    if wrong is None:
        return [f.span for f in found]
    converted = _from_utf16(text, found)
    if converted is None or not all(_fits(text, f) for f in converted):
        start, end, label, _ = wrong.span
        raise DataError(
            f"the {label} span ({start}, {end}) does not hold the text it names",
            found=text[max(start, 0) : max(end, 0)],
            expected=repr(wrong.mention),
        )
    counts[UTF16] += 1
    return [f.span for f in converted]


def char_spans(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of each entity, in characters."""
    for entity in sentence.entities:
        yield (*sentence.span(entity), entity.label)


def span_losses(
    sentence: Sentence, *, words: bool = True, ids: bool = True, confidence: bool = True
) -> list[str]:
    """What is lost of a sentence where a file holds its text and character spans.

    Args:
        sentence: What is to be written.
        words: The format loses where words begin and end.
        ids: It has no place for ids.
        confidence: It has no place for confidences.
    """
    losses = lost(sentence, spacing=False, empty=False, ids=ids, confidence=confidence)
    if words and _rewritten(sentence).offsets != sentence.offsets:
        losses.append(WORD_BORDERS)
    return losses


def _rewritten(sentence: Sentence) -> Sentence:
    return sentence_from_spans(sentence.text, char_spans(sentence))


def _fits(text: str, found: FoundSpan) -> bool:
    if found.mention is None:
        return True
    start, end = found.span[:2]
    there = text[start:end] if 0 <= start <= end else ""
    return there == found.mention or there.split() == found.mention.replace("\\n", "\n").split()


def _from_utf16(text: str, found: Sequence[FoundSpan]) -> list[FoundSpan] | None:
    """The spans with offsets counted in code points; `None` if one falls into a character."""
    places = {0: 0}
    units = 0
    for number, character in enumerate(text, 1):
        units += 2 if ord(character) > 0xFFFF else 1
        places[units] = number
    try:
        return [
            FoundSpan(
                f.span._replace(start=places[f.span.start], end=places[f.span.end]), f.mention
            )
            for f in found
        ]
    except KeyError:
        return None


def words_of(row: Mapping[str, object], key: str) -> list[tuple[int, int]] | None:
    """The words' offsets, where a record has them as pairs."""
    if key not in row:
        return None
    pairs = row[key]
    if not isinstance(pairs, list):
        raise DataError(f"`{key}` is no list", found=repr(pairs), expected="[[start, end], …]")
    for pair in pairs:
        if not isinstance(pair, list) or [type(edge) for edge in pair] != [int, int]:
            raise DataError("a word is no pair", found=repr(pair), expected="[start, end]")
    return [(start, end) for start, end in pairs]
