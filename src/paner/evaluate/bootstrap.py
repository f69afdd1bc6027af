"""How far an F1 would move with other test sentences: the bootstrap over sentences.

A sentence is drawn whole, with all its entities, since errors inside a sentence depend on each
other. Few sentences give wide intervals, and that is the truth about them.

Source:
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13 (percentile interval);
    Berg-Kirkpatrick, Burkett & Klein (2012), https://aclanthology.org/D12-1091 (two systems).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paner.errors import UsageError
from paner.evaluate.scores import SentenceCounts, total

__all__ = ["Difference", "Interval", "f1_difference", "f1_interval"]

_DRAWS_AT_ONCE = 4_000_000  # about 32 MB of sentence numbers


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that holds the middle `level` of the resampled values."""

    low: float
    high: float
    level: float = 0.95

    def to_list(self) -> list[float]:
        """The two ends, for JSON."""
        return [self.low, self.high]


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much one system's F1 is above another's on the same sentences.

    Args:
        f1: The first system's F1 less the second's.
        interval: Where the difference lies in resampled corpora.
        p_value: Two-sided: how often resampling turns the sign, doubled, at most 1.
    """

    f1: float
    interval: Interval
    p_value: float

    def to_dict(self) -> dict[str, float | list[float]]:
        """The difference as plain numbers for JSON."""
        return {
            "f1": self.f1,
            "interval": self.interval.to_list(),
            "level": self.interval.level,
            "p_value": self.p_value,
        }


def f1_interval(
    counts: SentenceCounts, *, resamples: int = 1000, seed: int = 0, level: float = 0.95
) -> Interval:
    """The percentile interval of the micro F1.

    Args:
        counts: Correct, predicted and gold entities of each sentence, [S, 3].
        resamples: How many corpora of S sentences to draw, with replacement.
        seed: The same seed gives the same interval.
        level: The share of the drawn corpora whose F1 lies inside.

    Raises:
        UsageError: `resamples` or `level` is impossible.
    """
    _check(resamples, level)
    if not len(counts):
        return Interval(0.0, 0.0, level)
    values = [_f1(counts, draws) for draws in _draws(len(counts), resamples, seed)]
    return _percentiles(np.concatenate(values), level)


def f1_difference(
    counts: SentenceCounts,
    other: SentenceCounts,
    *,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Difference:
    """Compare two systems on the same sentences: each drawn corpus scores both.

    Args:
        counts: The first system's counts, [S, 3].
        other: The second system's counts for the same S sentences.
        resamples: How many corpora to draw.
        seed: The same seed gives the same answer.
        level: The share of the drawn differences inside the interval.

    Raises:
        UsageError: The two do not cover the same sentences, or a setting is impossible.
    """
    _check(resamples, level)
    if not np.array_equal(counts[:, 2], other[:, 2]):
        raise UsageError(
            f"the two systems were not scored on the same gold sentences ({len(counts)} and"
            f" {len(other)}, with {counts[:, 2].sum()} and {other[:, 2].sum()} entities)"
        )
    observed = total(counts).f1 - total(other).f1
    if not len(counts):
        return Difference(observed, Interval(0.0, 0.0, level), 1.0)
    drawn = _draws(len(counts), resamples, seed)
    values = np.concatenate([_f1(counts, draws) - _f1(other, draws) for draws in drawn])
    turned = min(np.count_nonzero(values <= 0), np.count_nonzero(values >= 0))
    p_value = min(1.0, 2 * (turned + 1) / (resamples + 1))
    return Difference(observed, _percentiles(values, level), p_value)


def _draws(num_sentences: int, resamples: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Sentence numbers of the drawn corpora, [corpora, S] at a time."""
    rng = np.random.default_rng(seed)
    at_once = max(1, _DRAWS_AT_ONCE // num_sentences)
    for first in range(0, resamples, at_once):
        size = (min(at_once, resamples - first), num_sentences)
        yield rng.integers(num_sentences, size=size)


def _f1(counts: SentenceCounts, draws: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    correct = counts[:, 0][draws].sum(axis=1)
    entities = (counts[:, 1] + counts[:, 2])[draws].sum(axis=1)
    values = np.zeros(len(draws))
    np.divide(2.0 * correct, entities, out=values, where=entities > 0)
    return values


def _percentiles(values: npt.NDArray[np.float64], level: float) -> Interval:
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level)


def _check(resamples: int, level: float) -> None:
    if resamples < 1:
        raise UsageError(f"resamples must be at least 1, not {resamples}")
    if not 0 < level < 1:
        raise UsageError(f"level must lie between 0 and 1, not {level}")
