"""Whether two systems differ by more than chance: approximate randomisation over sentences.

If the systems were alike, it would not matter which of them tagged a sentence. So their taggings
change places, each sentence's with probability one half, again and again; the p-value is the share
of such shufflings whose F1s differ at least as much as the real ones.

Source:
    Noreen (1989), Computer-Intensive Methods for Testing Hypotheses; Yeh (2000),
    https://aclanthology.org/C00-2137.
"""

import numpy as np
import numpy.typing as npt

from paner.errors import UsageError
from paner.evaluate.scores import SentenceCounts

__all__ = ["holm", "randomisation_p"]

_SWAPS_AT_ONCE = 4_000_000  # about 32 MB


def randomisation_p(
    counts: SentenceCounts, other: SentenceCounts, *, rounds: int = 10_000, seed: int = 0
) -> float:
    """The two-sided p-value of the difference in micro F1.

    Args:
        counts: The first system's counts, [S, 3].
        other: The second system's counts for the same S sentences.
        rounds: How many shufflings; the smallest p-value is 1 / (rounds + 1).
        seed: The same seed gives the same answer.

    Raises:
        UsageError: The two do not cover the same sentences, or `rounds` is below 1.

    >>> same = np.array([[1, 2, 2], [0, 1, 1]])
    >>> randomisation_p(same, same, rounds=10)
    1.0
    """
    if rounds < 1:
        raise UsageError(f"rounds must be at least 1, not {rounds}")
    if not np.array_equal(counts[:, 2], other[:, 2]):
        raise UsageError("the two systems were not scored on the same gold sentences")
    change = (other - counts)[:, :2].astype(np.float64)
    change = change[np.any(change != 0, axis=1)]  # where both say the same, a swap changes nothing
    sums, others = counts.sum(axis=0), other.sum(axis=0)
    observed = abs(_difference(np.zeros((1, 2)), sums, others)[0])
    rng = np.random.default_rng(seed)
    at_once = max(1, _SWAPS_AT_ONCE // max(1, len(change)))
    extreme = 0
    for first in range(0, rounds, at_once):
        swaps = rng.integers(0, 2, size=(min(at_once, rounds - first), len(change)))
        moved = swaps.astype(np.float64) @ change
        # A difference that equals the real one counts, whatever the last bit says.
        extreme += int(np.sum(abs(_difference(moved, sums, others)) >= observed - 1e-12))
    return float((extreme + 1) / (rounds + 1))


def holm(p_values: list[float]) -> list[float]:
    """P-values of several comparisons, raised so that all together err at the stated rate.

    Source:
        Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.

    >>> holm([0.04, 0.01, 0.03])
    [0.06, 0.03, 0.06]
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    raised, least = dict.fromkeys(order, 0.0), 0.0
    for rank, index in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p_values[index]))
        raised[index] = least
    return [raised[index] for index in range(len(p_values))]


def _difference(
    moved: npt.NDArray[np.float64], sums: SentenceCounts, others: SentenceCounts
) -> npt.NDArray[np.float64]:
    """Differences in F1 after moving counts from one system to the other, one a row of `moved`."""
    return _f1(sums[:2] + moved, sums[2]) - _f1(others[:2] - moved, others[2])


def _f1(correct_and_predicted: npt.NDArray[np.float64], support: int) -> npt.NDArray[np.float64]:
    entities = correct_and_predicted[:, 1] + support
    values = np.zeros(len(entities))
    np.divide(2.0 * correct_and_predicted[:, 0], entities, out=values, where=entities > 0)
    return values
