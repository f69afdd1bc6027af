"""Overlapping spans are refused, or the longest are kept and the rest are counted."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.overlaps import DROPPED, DUPLICATES, Span, flat_spans
from paner.errors import DataError

SPANS = st.lists(
    st.builds(
        lambda start, length, label: Span(start, start + length, label),
        st.integers(0, 12),
        st.integers(1, 6),
        st.sampled_from("ab"),
    ),
    max_size=8,
)


def test_overlapping_spans_are_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"\(0, 5, 'a'\) and \(3, 4, 'b'\)"):
        flat_spans([Span(3, 4, "b"), Span(0, 5, "a")])


def test_touching_spans_do_not_overlap() -> None:
    assert flat_spans([Span(2, 3, "a"), Span(0, 2, "a")]) == [Span(0, 2, "a"), Span(2, 3, "a")]


def test_the_same_span_given_twice_is_counted_apart() -> None:
    counts: Counter[str] = Counter()

    kept = flat_spans([Span(0, 2, "a"), Span(0, 2, "a")], counts=counts)

    assert kept == [Span(0, 2, "a")]
    assert counts == {DUPLICATES: 1}


def test_the_longest_wins_and_of_two_as_long_the_earlier() -> None:
    spans = [Span(1, 3, "b"), Span(0, 2, "a"), Span(4, 9, "c"), Span(5, 6, "d")]

    assert flat_spans(spans, overlaps="longest") == [Span(0, 2, "a"), Span(4, 9, "c")]


@given(SPANS)
def test_what_is_kept_is_flat_and_kept_and_dropped_are_all(spans: list[Span]) -> None:
    counts: Counter[str] = Counter()

    kept = flat_spans(spans, overlaps="longest", counts=counts)

    assert all(a.end <= b.start for a, b in itertools.pairwise(kept))
    assert len(kept) + counts[DROPPED] + counts[DUPLICATES] == len(spans)
