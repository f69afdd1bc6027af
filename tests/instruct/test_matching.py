"""GNER's hierarchical matching: cases computed by hand, and the length against a plain search."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.instruct.matching import match_words

SIDE = st.lists(st.sampled_from("abc"), max_size=9)


@pytest.mark.parametrize(
    ("words", "written", "pairs"),
    [
        ("a b c", "a b c", [(0, 0), (1, 1), (2, 2)]),  # the same
        ("a b a", "a", [(0, 0)]),  # left out: each at its first place
        ("b a b a", "b a", [(0, 0), (1, 1)]),
        ("a b", "a x b", [(0, 0), (1, 2)]),  # put in
        ("a b c", "a x c", [(0, 0), (2, 2)]),  # changed
        # a longest subsequence is one `a`; GNER keeps the last word that can have it
        ("a a b", "a x", [(1, 0)]),
        ("a b", "b a", [(1, 0)]),
        ("a b", "", []),
        ("", "a", []),
    ],
)
def test_words_are_matched_as_published(
    words: str, written: str, pairs: list[tuple[int, int]]
) -> None:
    assert match_words(words.split(), written.split()) == pairs


@given(words=SIDE, written=SIDE)
def test_as_many_words_match_as_can(words: list[str], written: list[str]) -> None:
    @cache
    def longest(i: int, j: int) -> int:
        if i == len(words) or j == len(written):
            return 0
        if words[i] == written[j]:
            return 1 + longest(i + 1, j + 1)
        return max(longest(i + 1, j), longest(i, j + 1))

    pairs = match_words(words, written)

    assert len(pairs) == longest(0, 0)
    assert all(words[i] == written[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
