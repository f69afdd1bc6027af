"""One experiment with several seeds: the mean, the spread, and how sure the mean is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from paner.errors import UsageError
from paner.evaluate.bootstrap import Interval

__all__ = ["Spread", "spread"]

# Student's t, 97.5 %, for 1 to 30 degrees of freedom (any table of the distribution).
_T = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of several seeds.

    Args:
        values: One figure a seed.
        mean: Their mean.
        deviation: Their standard deviation (divided by n - 1); `None` for one seed.
        interval: Where the mean over all seeds lies (Student's t, 95 %); `None` for one seed.
            It tells of training, not of the choice of test sentences.
    """

    values: tuple[float, ...]
    mean: float
    deviation: float | None
    interval: Interval | None

    def to_dict(self) -> dict[str, object]:
        """The figures as plain values for JSON."""
        return {
            "values": list(self.values),
            "mean": self.mean,
            "deviation": self.deviation,
            "interval": self.interval and self.interval.to_list(),
        }

    def __str__(self) -> str:
        """The figures in words, as F1 points."""
        if self.deviation is None or self.interval is None:
            return f"{100 * self.mean:.1f} (one seed: nothing is known about the spread)"
        low, high = (100 * end for end in self.interval.to_list())
        few = "; few seeds, so the interval is wide" if high - low > 5 else ""
        return (
            f"{100 * self.mean:.1f} ± {100 * self.deviation:.1f} (standard deviation over"
            f" {len(self.values)} seeds; 95 % interval of the mean {low:.1f} to {high:.1f}{few})"
        )


def spread(values: Sequence[float]) -> Spread:
    """Mean, standard deviation and interval over seeds.

    Raises:
        UsageError: There is no value.

    >>> str(spread([0.60, 0.62, 0.61]))
    '61.0 ± 1.0 (standard deviation over 3 seeds; 95 % interval of the mean 58.5 to 63.5)'
    """
    if not values:
        raise UsageError("there is no figure to average")
    mean = fmean(values)
    if len(values) == 1:
        return Spread(tuple(values), mean, None, None)
    deviation = stdev(values)
    t = _T[min(len(values) - 1, len(_T)) - 1]  # beyond the table it changes the second digit
    reach = t * deviation / math.sqrt(len(values))
    return Spread(tuple(values), mean, deviation, Interval(mean - reach, mean + reach))
