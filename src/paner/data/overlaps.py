"""Entities are flat here: what becomes of spans that share characters or words."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from paner.errors import DataError

__all__ = ["DROPPED", "DUPLICATES", "OverlapPolicy", "Span", "flat_spans"]

OverlapPolicy = Literal["error", "longest"]

DROPPED = "overlapping spans dropped"
DUPLICATES = "spans given twice"


class Span(NamedTuple):
    """A typed span as a file gives it: characters or words, `end` exclusive."""

    start: int
    end: int
    label: str
    confidence: float | None = None


def flat_spans(
    spans: Iterable[Span], *, overlaps: OverlapPolicy = "error", counts: Counter[str] | None = None
) -> list[Span]:
    """Spans by start, none of which overlaps another; spans that only touch are both kept.

    Args:
        spans: Spans in any order. One that repeats another exactly is dropped and counted.
        overlaps: `error` refuses two spans that share a position. `longest` keeps the longest
            (of two as long: the earlier, then the one given first) and counts the rest.
        counts: Where the dropped ones are counted.

    Raises:
        DataError: Two spans overlap and `overlaps` is `error`.

    >>> flat_spans([Span(0, 2, "city"), Span(0, 5, "team")], overlaps="longest")
    [Span(start=0, end=5, label='team', confidence=None)]
    """
    counts = Counter() if counts is None else counts
    given = list(spans)
    distinct = list({(span.start, span.end, span.label): span for span in reversed(given)}.values())
    distinct.reverse()
    if len(distinct) < len(given):
        counts[DUPLICATES] += len(given) - len(distinct)
    ordered = sorted(distinct, key=lambda span: (span.start, span.end))
    if not _overlapping(ordered):
        return ordered
    if overlaps == "error":
        _refuse(ordered)
    kept = _longest(distinct)
    counts[DROPPED] += len(distinct) - len(kept)
    return kept


def _overlapping(ordered: list[Span]) -> tuple[Span, Span] | None:
    for before, span in pairwise(ordered):
        if span.start < before.end:
            return before, span
    return None


def _refuse(ordered: list[Span]) -> None:
    pair = _overlapping(ordered)
    raise DataError(
        "two spans overlap",
        found=None if pair is None else " and ".join(f"{tuple(span[:3])}" for span in pair),
        expected="flat spans (--overlaps longest keeps the longest and counts the rest)",
    )


def _longest(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        positions = range(span.start, span.end)
        if taken.isdisjoint(positions):
            taken.update(positions)
            kept.append(span)
    return sorted(kept)
