"""Text to words with offsets, in any script, and character spans to entities of words."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from paner.data.overlaps import OverlapPolicy, Span, flat_spans
from paner.data.pieces import join_sentences, split_sentences
from paner.data.sentence import Entity, Provenance, Sentence
from paner.data.word_pattern import CLUSTER, WORD
from paner.errors import DataError

__all__ = [
    "SPLIT",
    "TRIMMED",
    "checked_span",
    "join_sentences",
    "sentence_from_spans",
    "split_sentences",
    "word_offsets",
]

TRIMMED = "white space trimmed at a span's edge"
SPLIT = "words split at an entity's edge"


def word_offsets(text: str) -> list[tuple[int, int]]:
    """Where the words of a text are, as CoNLL and CrossNER would separate them.

    Every character but white space belongs to exactly one word, and no grapheme cluster (a letter
    with its accents, an emoji of several parts) is split. Scripts without spaces give one word a
    cluster, so that an entity can begin and end anywhere in them.

    >>> text = "Dijkstra's well-known U.S. talk, 東京"
    >>> [text[start:end] for start, end in word_offsets(text)]
    ['Dijkstra', "'s", 'well-known', 'U.S.', 'talk', ',', '東', '京']
    """
    offsets = [match.span() for match in WORD.finditer(text)]
    return offsets if text.isascii() else _with_whole_clusters(text, offsets)


def sentence_from_spans(
    text: str,
    spans: Iterable[Span | tuple[int, int, str]],
    *,
    token_offsets: Sequence[tuple[int, int]] | None = None,
    overlaps: OverlapPolicy = "error",
    counts: Counter[str] | None = None,
    id: str = "",  # noqa: A002 - the record's own field
    provenance: Provenance | None = None,
) -> Sentence:
    """Make a sentence of a text and its character spans; a word is split where a span cuts it.

    Args:
        text: The text.
        spans: Start, end (exclusive) and label, in code points; a confidence may follow.
        token_offsets: The words, where the source has its own; else `word_offsets(text)`.
        overlaps: What becomes of overlapping spans, as in `flat_spans`.
        counts: Where trimmed spans, split words and dropped spans are counted.
        id: The sentence's name.
        provenance: Where it comes from.

    Raises:
        DataError: A span is empty, reversed, outside the text or without a label, or two overlap.

    >>> sentence_from_spans("Award-winning", [(0, 5, "award")]).words
    ('Award', '-winning')
    """
    counts = Counter() if counts is None else counts
    checked = [checked_span(text, Span(*span), counts) for span in spans]
    flat = flat_spans(checked, overlaps=overlaps, counts=counts)
    words = word_offsets(text) if token_offsets is None else list(token_offsets)
    offsets = _words_at_edges(text, words, flat, counts)
    starts = [start for start, _ in offsets]
    entities = tuple(
        Entity(bisect_left(starts, s), bisect_left(starts, e), label, confidence)
        for s, e, label, confidence in flat
    )
    return Sentence(text, tuple(offsets), entities, id, provenance)


def _with_whole_clusters(text: str, offsets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = {match.start() for match in CLUSTER.finditer(text)}
    whole: list[tuple[int, int]] = []
    for start, end in offsets:
        if whole and whole[-1][1] == start and start not in edges:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def checked_span(text: str, span: Span, counts: Counter[str]) -> Span:
    """A span without white space at its edges, which is counted.

    Raises:
        DataError: It is empty, reversed, outside the text, only white space, or without a label.
    """
    start, end, label = span[:3]
    if type(start) is not int or type(end) is not int:
        raise DataError(
            "a span's offsets are no integers", found=(start, end), expected="characters from 0"
        )
    if not 0 <= start < end <= len(text):
        raise DataError(
            "a span does not lie in the text",
            found=tuple(span[:3]),
            expected=f"0 <= start < end <= {len(text)}",
        )
    if not label.strip():
        raise DataError("a span has no label", found=tuple(span[:3]), expected="a type's name")
    mention = text[start:end]
    if mention.isspace():
        raise DataError(
            "a span holds only white space", found=tuple(span[:3]), expected="a mention"
        )
    if mention == mention.strip():
        return span
    counts[TRIMMED] += 1
    begin = start + len(mention) - len(mention.lstrip())
    return span._replace(start=begin, end=begin + len(mention.strip()))


def _words_at_edges(
    text: str, words: list[tuple[int, int]], spans: Sequence[Span], counts: Counter[str]
) -> list[tuple[int, int]]:
    """Words such that each span begins and ends with one."""
    if not (loose := _loose(words, spans)):
        return words
    cuts = sorted({edge for span in loose for edge in span[:2]})
    offsets: list[tuple[int, int]] = []
    for start, end in words:
        inside = cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]
        if inside:
            counts[SPLIT] += 1
            parts = pairwise([start, *inside, end])
            offsets.extend(part for part in parts if not text[slice(*part)].isspace())
        else:
            offsets.append((start, end))
    return sorted(offsets + _uncovered(text, offsets, _loose(offsets, loose)))


def _loose(words: Sequence[tuple[int, int]], spans: Sequence[Span]) -> list[Span]:
    """The spans that begin or end where no word does."""
    starts, ends = {start for start, _ in words}, {end for _, end in words}
    return [span for span in spans if span.start not in starts or span.end not in ends]


def _uncovered(
    text: str, words: Sequence[tuple[int, int]], spans: Sequence[Span]
) -> list[tuple[int, int]]:
    """Words for what lies in a span but in no word of the source."""
    starts = [start for start, _ in words]
    added: list[tuple[int, int]] = []
    for span in spans:
        inside = words[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        edges = [span.start, *(edge for word in inside for edge in word), span.end]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            added.extend((start + s, start + e) for s, e in word_offsets(text[start:end]))
    return added
