"""Which of an answer's words are which of the input's: GNER's hierarchical matching.

The first that holds of: both are the same words; the answer's words are some of the input's, in
order; else the longest common subsequence. Written from the paper's description, to the same
choice where several subsequences are equally long.

Source:
    Ding et al. (2024), "Rethinking Negative Instances for Generative Named Entity Recognition",
    https://arxiv.org/abs/2402.16602; Hunt & Szymanski (1977), "A fast algorithm for computing
    longest common subsequences".
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

__all__ = ["match_words"]

# A matched pair and the one before it, back to the first.
_Chain = tuple[int, int, "_Chain | None"]


def match_words(words: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of positions in the input and in the answer whose words are equal, both rising.

    Args:
        words: The input's words, as they shall be compared.
        written: The answer's words, likewise.

    >>> match_words("a b a c".split(), "a c".split()), match_words("a b c".split(), "c b d".split())
    ([(0, 0), (3, 1)], [(2, 0)])
    """
    if list(words) == list(written):
        return [(index, index) for index in range(len(words))]
    pairs = _in_order(words, written)
    return _longest_common(words, written) if pairs is None else pairs


def _in_order(words: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]] | None:
    """Each written word at its first place behind the one before it, if all have one."""
    pairs: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        if len(pairs) < len(written) and word == written[len(pairs)]:
            pairs.append((index, len(pairs)))
    return pairs if len(pairs) == len(written) else None


def _longest_common(words: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, in time that grows with the number of equal pairs."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(written):
        places[word].append(place)
    # for each length: the least place in `written` where such a subsequence can end, and the chain
    ends: list[int] = []
    chains: list[_Chain] = []
    for index, word in enumerate(words):
        for place in reversed(places.get(word, ())):
            length = bisect_left(ends, place)
            chain = (index, place, chains[length - 1] if length else None)
            ends[length : length + 1] = [place]
            chains[length : length + 1] = [chain]
    pairs: list[tuple[int, int]] = []
    link = chains[-1] if chains else None
    while link is not None:
        pairs.append(link[:2])
        link = link[2]
    return pairs[::-1]
