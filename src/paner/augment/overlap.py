"""How much of a sentence stands word for word in another: copies that changed a word or two."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

__all__ = ["SeenText", "shingled"]

WIDTH = 4  # words; at five, one changed word in a short sentence hides a copy


def shingled(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """A sentence's sequences of four words, case folded; all its words where it has fewer.

    >>> sorted(shingled(["He", "is", "in", "Rome", "."]))
    [('he', 'is', 'in', 'rome'), ('is', 'in', 'rome', '.')]
    """
    folded = tuple(word.casefold() for word in words)
    width = min(WIDTH, len(folded))
    return frozenset(folded[i : i + width] for i in range(len(folded) - width + 1))


class SeenText:
    """Sentences to compare with, by their word sequences."""

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        self._sentences: list[tuple[str, ...]] = []
        self._where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for words in sentences:
            self.add(words)

    def add(self, words: Sequence[str]) -> None:
        """Remember a sentence."""
        for gram in shingled(words):
            self._where[gram].append(len(self._sentences))
        self._sentences.append(tuple(words))

    def nearest(self, grams: frozenset[tuple[str, ...]]) -> tuple[float, tuple[str, ...]]:
        """The largest share of `grams` that stands in one sentence, and that sentence."""
        counts = Counter(index for gram in grams for index in self._where.get(gram, ()))
        best = list(islice(counts.most_common(1), 1))
        if not best:
            return 0.0, ()
        index, count = best[0]
        return count / len(grams), self._sentences[index]
