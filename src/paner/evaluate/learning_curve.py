"""What more data would bring: a saturating power law through measured points.

    F1(n) = ceiling - amplitude * n ** -decay,   0 <= ceiling <= 1, amplitude >= 0, decay > 0

by least squares. It cannot fall, and it comes ever closer to its ceiling. Three sizes are the
least that can tell it; the intervals come from drawing the points again, with replacement, so that
a curve through few points, or noisy ones, says how little it knows. Far beyond the largest size it
is a guess, whatever the interval says.

Source:
    Gu, Du & Lu (2001) and Figueroa et al. (2012), https://doi.org/10.1186/1472-6947-12-8 (inverse
    power law learning curves).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from paner.errors import UsageError
from paner.evaluate.bootstrap import Interval

__all__ = ["LearningCurve", "fit_curve"]

Floats: TypeAlias = npt.NDArray[np.float64]

_DECAYS = np.geomspace(0.02, 3.0, 120)  # neighbours differ by 4 %, far less than points tell
_SIZES = 3
FEW_POINTS, WIDE = 6, 3.0  # points measured; points of F1, more than 100 sentences often bring


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """A fitted curve.

    Args:
        ceiling: What F1 approaches with ever more data.
        amplitude: How far below the ceiling one sentence would be.
        decay: How quickly the distance shrinks.
        error: Root mean square distance of the points from the curve.
        points: Sizes and F1s that it was fitted to.
        resampled: Parameters of the curves through redrawn points, [R, 3].
    """

    ceiling: float
    amplitude: float
    decay: float
    error: float
    points: tuple[tuple[float, float], ...]
    resampled: Floats = field(repr=False, compare=False)

    def at(self, size: float) -> float:
        """The F1 that the curve expects with so many sentences."""
        return self.ceiling - self.amplitude * math.pow(size, -self.decay)

    def gain(self, size: float, more: float) -> float:
        """By how much F1 is expected to rise when `more` sentences join `size`."""
        return self.at(size + more) - self.at(size)

    def interval(self, size: float, *, more: float = 0, level: float = 0.95) -> Interval:
        """Where F1 at a size lies; or, with `more`, where the gain lies."""
        ceilings, amplitudes, decays = self.resampled.T
        values = ceilings - amplitudes * float(size) ** -decays
        if more:
            values = ceilings - amplitudes * float(size + more) ** -decays - values
        low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
        return Interval(float(low), float(high), level)

    def told(self, size: float, more: float) -> str:
        """The gain in words, with how little may be known about it.

        >>> curve = fit_curve([50, 100, 200, 400], [0.5, 0.55, 0.58, 0.6])
        >>> curve.told(400, 100).startswith("100 sentences more than 400 are expected to bring 0.")
        True
        """
        interval = self.interval(size, more=more)
        low, high = (100 * end for end in interval.to_list())
        largest = max(point for point, _ in self.points)
        doubts = [
            *(["the points are few"] if len(self.points) < FEW_POINTS else []),
            *(["the interval is wide"] if high - low > WIDE else []),
            *(
                [f"it lies beyond the largest measured size, {largest:g}"]
                if size + more > largest
                else []
            ),
        ]
        return (
            f"{more:g} sentences more than {size:g} are expected to bring"
            f" {100 * self.gain(size, more):.1f} points of F1 ({100 * interval.level:g} % interval"
            f" {low:.1f} to {high:.1f})"
            + (f": take it as a guess, {_listed(doubts)}" if doubts else "")
        )

    def diminishes_at(self, *, more: float = 100, below: float = 0.01) -> float | None:
        """The smallest measured size from which `more` sentences bring less than `below` F1."""
        for size, _ in sorted(self.points):
            if self.gain(size, more) < below:
                return size
        return None

    def to_dict(self) -> dict[str, object]:
        """The curve as plain values for JSON."""
        return {
            "law": "ceiling - amplitude * n ** -decay",
            "ceiling": self.ceiling,
            "amplitude": self.amplitude,
            "decay": self.decay,
            "error": self.error,
            "points": [list(point) for point in self.points],
        }


def fit_curve(
    sizes: Sequence[float], scores: Sequence[float], *, resamples: int = 500, seed: int = 0
) -> LearningCurve:
    """Fit the law to measured points; several seeds of a size are several points.

    Args:
        sizes: Numbers of training sentences, above 0.
        scores: The F1 of each, 0 to 1.
        resamples: How many times the points are drawn again for the intervals.
        seed: The same seed gives the same intervals.

    Raises:
        UsageError: There are fewer than three sizes, or a value is impossible.

    >>> curve = fit_curve([50, 100, 200, 400], [0.5, 0.55, 0.58, 0.6])
    >>> 0.6 < curve.at(800) < curve.ceiling
    True
    """
    n, f1 = np.array(sizes, dtype=np.float64), np.array(scores, dtype=np.float64)
    if len(n) != len(f1) or len(set(n.tolist())) < _SIZES or np.any(n <= 0):
        raise UsageError(
            f"a learning curve needs scores at three sizes or more, all above 0; got"
            f" {len(f1)} scores at sizes {sorted(set(n.tolist()))}"
        )
    parameters, error = _fitted(n, f1)
    rng = np.random.default_rng(seed)
    draws = rng.integers(len(n), size=(resamples, len(n)))
    told = (draw for draw in draws if len(set(n[draw].tolist())) >= _SIZES)
    redrawn = [parameters, *(_fitted(n[draw], f1[draw])[0] for draw in told)]
    points = tuple(zip(n.tolist(), f1.tolist(), strict=True))
    return LearningCurve(*parameters, error, points, np.array(redrawn))


def _listed(doubts: Sequence[str]) -> str:
    return "since " + " and ".join(doubts)


def _fitted(n: Floats, f1: Floats) -> tuple[tuple[float, float, float], float]:
    """The best ceiling and amplitude for each decay, and of these the best decay."""
    shrunk = n[None, :] ** -_DECAYS[:, None]  # [decays, points]
    centred, mean = shrunk - shrunk.mean(axis=1, keepdims=True), f1.mean()
    amplitudes = np.maximum(0.0, -(centred @ (f1 - mean)) / (centred**2).sum(axis=1))
    ceilings = mean + amplitudes * shrunk.mean(axis=1)
    # Where the best ceiling lies above 1, the best amplitude under a ceiling of 1.
    capped = np.maximum(0.0, (shrunk @ (1.0 - f1)) / (shrunk**2).sum(axis=1))
    amplitudes = np.where(ceilings > 1, capped, amplitudes)
    ceilings = np.minimum(ceilings, 1.0)
    misses = f1 - (ceilings[:, None] - amplitudes[:, None] * shrunk)
    squares = (misses**2).mean(axis=1)
    best = int(np.argmin(squares))
    found = float(ceilings[best]), float(amplitudes[best]), float(_DECAYS[best])
    return found, float(np.sqrt(squares[best]))
