"""Which paraphrases to keep where more pass than are wanted: the most diverse."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

__all__ = ["most_diverse"]

MOST_SETS = 2_000  # sets that are looked at: all of 8 paraphrases, or of 16 where 4 are kept


def most_diverse(rows: Sequence[int], cosines: NDArray[np.float32], count: int) -> set[int]:
    """Choose the rows whose two most alike members, the original included, differ most.

    That is max-min dispersion: of all sets of `count` rows, together with row 0 (the original), the
    one with the smallest largest cosine; of those that are equal there, the one with the smallest
    second largest, and so on; then the earliest. Where there are more than 2,000 sets, rows are
    chosen farthest first instead, which comes near it.

    Args:
        rows: The rows to choose from.
        cosines: Similarities of all rows, symmetric; row 0 is the original.
        count: How many to keep, at most.

    Source:
        Ravi, Rosenkrantz & Tayi (1994), https://doi.org/10.1287/opre.42.2.299.

    >>> cosines = np.array([[1, 0.5, 0.6, 0.6], [0.5, 1, 0.7, 0.7], [0.6, 0.7, 1, 0.6],
    ...                     [0.6, 0.7, 0.6, 1]], dtype=np.float32)
    >>> most_diverse([1, 2, 3], cosines, 2)  # farthest first would take row 1, then lose
    {2, 3}
    """
    if count >= len(rows):
        return set(rows)
    if comb(len(rows), count) > MOST_SETS:
        return _farthest_first(rows, cosines, count)
    sets = combinations(sorted(rows), count)
    return set(min(sets, key=lambda chosen: _alikeness(list(chosen), cosines)))


def _alikeness(chosen: Sequence[int], cosines: NDArray[np.float32]) -> list[float]:
    """The cosines between all of a set and the original, largest first."""
    pairs = combinations((0, *chosen), 2)
    return sorted((float(cosines[one, other]) for one, other in pairs), reverse=True)


def _farthest_first(rows: Sequence[int], cosines: NDArray[np.float32], count: int) -> set[int]:
    chosen: list[int] = []
    left = sorted(rows)
    while len(chosen) < count:
        best = min(left, key=lambda row: max(float(cosines[row, o]) for o in (0, *chosen)))
        chosen.append(best)
        left.remove(best)
    return set(chosen)
