"""How alike two texts are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.augment.similarity import LexicalEmbedder, SimilarityBand, cosines
from paner.errors import UsageError


@given(st.lists(st.text(min_size=1), max_size=4))
def test_lexical_vectors_have_length_one(texts: list[str]) -> None:
    vectors = LexicalEmbedder().embed(texts)

    assert vectors.shape == (len(texts), 2048)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_shared_words_make_texts_alike() -> None:
    vectors = LexicalEmbedder().embed(["the old tree", "an old tree", "7 x 8"])

    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_pairs_are_compared_in_their_order() -> None:
    embedder = LexicalEmbedder()

    assert cosines(embedder, [("a b", "a b"), ("a b", "c d")]) == pytest.approx([1, 0], abs=0.2)
    assert cosines(embedder, []) == []


@pytest.mark.parametrize(("low", "high"), [(0.9, 0.8), (0.5, 0.5), (-2, 0.5), (0, 1.5)])
def test_an_impossible_band_is_refused(low: float, high: float) -> None:
    with pytest.raises(UsageError, match="low < high"):
        SimilarityBand(low, high)
