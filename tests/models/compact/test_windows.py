"""Tests of cutting long texts into windows."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from paner.models.compact.windows import Window, cut

LENGTHS = st.lists(st.integers(1, 12), min_size=1, max_size=80)


@given(LENGTHS, st.integers(1, 30), st.integers(0, 15))
def test_each_word_is_kept_by_exactly_one_window(
    lengths: list[int], budget: int, context: int
) -> None:
    windows = cut(lengths, budget, context)

    kept = [position for w in windows for position in range(w.keep_start, w.keep_end)]
    assert kept == list(range(len(lengths)))
    assert all(w.start <= w.keep_start <= w.keep_end <= w.end for w in windows)


@given(LENGTHS, st.integers(1, 30), st.integers(0, 15))
def test_no_window_is_longer_than_the_budget(lengths: list[int], budget: int, context: int) -> None:
    windows = cut(lengths, budget, context)

    for window in windows:
        assert sum(min(n, budget) for n in lengths[window.start : window.end]) <= budget


@given(st.integers(1, 300), st.integers(8, 40), st.integers(0, 8))
def test_a_word_is_kept_where_it_has_the_most_context(
    num_words: int, budget: int, context: int
) -> None:
    windows = cut([1] * num_words, budget, context)

    def reach(window: Window, word: int) -> int:
        """Words seen on the narrower side; a text's own end hides nothing."""
        left = word - window.start if window.start else num_words
        right = window.end - 1 - word if window.end < num_words else num_words
        return min(left, right)

    for one, other in itertools.pairwise(windows):
        for word in range(other.start, one.end):
            keeper = one if word < one.keep_end else other
            assert reach(keeper, word) >= max(reach(one, word), reach(other, word)) - 1


def test_a_short_text_is_one_window() -> None:
    assert cut([2, 3], 5, 2) == [Window(0, 2, 0, 2)]
