"""How diverse sentences are."""

from itertools import combinations

import numpy as np
import pytest

from paner.augment.diversity import distinct, self_similarity
from paner.augment.similarity import LexicalEmbedder, cosines
from paner.data.sentence import Sentence

ONE, OTHER = Sentence.from_words(["a", "b", "c"]), Sentence.from_words(["x", "y"])


def test_repeated_sentences_lower_the_share_of_distinct_n_grams() -> None:
    assert distinct([ONE, OTHER], 2) == 1
    assert distinct([ONE, ONE], 2) == 0.5
    assert distinct([OTHER], 3) == 0


def test_self_similarity_is_the_mean_cosine_of_two_different_sentences() -> None:
    sentences = [Sentence.from_words(text.split()) for text in ("a b c", "a b d", "e f g h")]
    embedder = LexicalEmbedder()

    pairs = combinations([sentence.text for sentence in sentences], 2)
    expected = np.mean(cosines(embedder, list(pairs)))

    assert self_similarity(sentences, embedder) == pytest.approx(float(expected), abs=1e-6)
    assert self_similarity([ONE, ONE], embedder) == pytest.approx(1.0)
    assert self_similarity([ONE], embedder) == 0
