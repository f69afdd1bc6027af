"""How diverse sentences are: distinct word sequences, and how alike they are to each other.

Source:
    Li et al. (2016), https://aclanthology.org/N16-1014 (distinct n-grams);
    Zhu et al. (2018), https://arxiv.org/abs/1802.01886 (likeness among generated sentences).
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from paner.augment.similarity import Embedder
from paner.data.sentence import Sentence

__all__ = ["distinct", "self_similarity"]


def distinct(sentences: Iterable[Sentence], n: int) -> float:
    """The share of n-grams of words, case aside, that are no repetition of another; 0 without any.

    >>> same = Sentence.from_words(["a", "b"])
    >>> distinct([same, same, Sentence.from_words(["A", "c"])], 2)  # (a, b) twice, (a, c)
    0.6666666666666666
    """
    grams: list[tuple[str, ...]] = []
    for sentence in sentences:
        words = [word.casefold() for word in sentence.words]
        grams += zip(*(islice(words, start, None) for start in range(n)), strict=False)
    return len(set(grams)) / len(grams) if grams else 0.0


def self_similarity(sentences: Sequence[Sentence], embedder: Embedder) -> float:
    """The mean cosine similarity of two different sentences of these; 0 with fewer than two."""
    count = len(sentences)
    if count < 2:
        return 0.0
    vectors = embedder.embed([sentence.text for sentence in sentences])
    sum_of_all = float((vectors.sum(axis=0) ** 2).sum())
    with_themselves = float((vectors**2).sum())
    return (sum_of_all - with_themselves) / (count * (count - 1))
