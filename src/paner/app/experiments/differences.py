"""F1 and differences of F1 over several seeds and data sets, with intervals.

Test sentences and seeds are drawn anew together: the interval says how far a figure would move with
other test sentences and other seeds. With one seed it can only speak of the sentences, and with
three it knows little of seeds; the texts say how many there were.

Source:
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 8 and 13.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paner.evaluate.bootstrap import Difference, Interval
from paner.evaluate.scores import SentenceCounts

__all__ = ["RESAMPLES", "Mean", "Scores", "drawn_means", "mean_f1", "seed_difference"]

RESAMPLES = 1000
LEVEL = 0.95

Scores = Mapping[str, Sequence[SentenceCounts]]
"""By data set, for each seed the counts of the same sentences, [S, 3]."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean F1 over data sets and seeds.

    Args:
        f1: The mean.
        interval: Where it lies with other sentences and seeds.
        spread: Standard deviation of the seeds' means; 0 with one seed.
        seeds: How many seeds (the fewest of any data set).
    """

    f1: float
    interval: Interval
    spread: float
    seeds: int


def mean_f1(scores: Scores, *, resamples: int = RESAMPLES, seed: int = 0) -> Mean:
    """The mean F1 with its interval."""
    observed, drawn = drawn_means(scores, resamples=resamples, seed=seed)
    seeds = min(map(len, scores.values()))
    of_seeds = [
        np.mean([_f1(counts[index].sum(axis=0)) for counts in scores.values()])
        for index in range(seeds)
    ]
    spread = float(np.std(of_seeds, ddof=1)) if seeds > 1 else 0.0
    return Mean(observed, _percentiles(drawn), spread, seeds)


def seed_difference(
    scores: Scores, baseline: Scores, *, resamples: int = RESAMPLES, seed: int = 0
) -> Difference:
    """By how much one arm's mean F1 is above another's: same sentences, same seeds, drawn alike.

    Args:
        scores: One arm.
        baseline: The other; data sets and numbers of seeds are those that both have.
        resamples: How many times to draw.
        seed: The same seed gives the same answer.
    """
    shared = [name for name in scores if name in baseline]
    seeds = {name: min(len(scores[name]), len(baseline[name])) for name in shared}
    one = {name: scores[name][: seeds[name]] for name in shared}
    other = {name: baseline[name][: seeds[name]] for name in shared}
    observed, drawn = drawn_means(one, resamples=resamples, seed=seed)
    observed_other, drawn_other = drawn_means(other, resamples=resamples, seed=seed)
    values = drawn - drawn_other
    turned = min(np.count_nonzero(values <= 0), np.count_nonzero(values >= 0))
    p_value = min(1.0, 2 * (turned + 1) / (resamples + 1))
    return Difference(observed - observed_other, _percentiles(values), p_value)


def drawn_means(
    scores: Scores, *, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, Floats]:
    """The mean F1 as observed and in each drawing, [R]; equal shapes and seeds draw alike."""
    rng = np.random.default_rng(seed)
    observed: list[float] = []
    drawn: list[Floats] = []
    for by_seed in scores.values():
        counts = np.stack(list(by_seed)).astype(np.float64)  # [K, S, 3]
        num_seeds, num_sentences = counts.shape[:2]
        times = rng.multinomial(num_sentences, [1 / num_sentences] * num_sentences, resamples)
        f1 = _f1(np.einsum("rs,ksc->rkc", times, counts))  # [R, K]
        chosen = rng.integers(num_seeds, size=(resamples, num_seeds))
        drawn.append(np.take_along_axis(f1, chosen, axis=1).mean(axis=1))
        observed.append(float(_f1(counts.sum(axis=1)).mean()))
    return float(np.mean(observed)), np.mean(drawn, axis=0)


def _f1(counts: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> Floats:
    entities = (counts[..., 1] + counts[..., 2]).astype(np.float64)
    f1 = np.zeros_like(entities)
    np.divide(2.0 * counts[..., 0], entities, out=f1, where=entities > 0)
    return f1


def _percentiles(values: Floats) -> Interval:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high), LEVEL)
