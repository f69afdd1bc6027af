"""Tests of word shapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.models.compact.shapes import NO_SHAPE, word_shape


@pytest.mark.parametrize(
    ("word", "shape"),
    [("U.S.", 8), ("McDonald", 3), ("東京", 9), ("²", 4), ("!?", 6), ("É", 7), ("x", 0)],
)
def test_a_word_has_its_shape(word: str, shape: int) -> None:
    assert word_shape(word) == shape


@given(st.text(min_size=1))
def test_every_word_has_one_of_ten_shapes(word: str) -> None:
    assert 0 <= word_shape(word) < NO_SHAPE
