"""Whether a confidence of 0.8 means that eight of ten entities are right."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from paner.errors import DataError, UsageError
from paner.evaluate.match import Pair

__all__ = ["Bin", "Reliability", "measure_reliability"]


@dataclass(frozen=True, slots=True)
class Bin:
    """The predicted entities whose confidence lies in [low, high), the last bin including 1.

    Args:
        low: Lower end.
        high: Upper end.
        count: Entities in it.
        confidence: Their mean confidence.
        accuracy: The share of them that is strictly right.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidences against outcomes.

    Args:
        bins: The bins that hold any entity, from low to high confidence.
        calibration_error: Expected calibration error: the mean distance between a bin's
            confidence and its accuracy, weighted by its count. 0 is best.
        brier: The mean squared distance between a confidence and 1 (right) or 0 (wrong).
        count: Predicted entities with a confidence.
        without: Predicted entities without one, which are left out.

    Source:
        Guo, Pleiss, Sun & Weinberger (2017), https://arxiv.org/abs/1706.04599.
    """

    bins: tuple[Bin, ...]
    calibration_error: float
    brier: float
    count: int
    without: int

    def to_dict(self) -> dict[str, object]:
        """The measurements as plain data for JSON."""
        return {
            "calibration_error": self.calibration_error,
            "brier": self.brier,
            "count": self.count,
            "without": self.without,
            "bins": [
                {
                    "low": b.low,
                    "high": b.high,
                    "count": b.count,
                    "confidence": b.confidence,
                    "accuracy": b.accuracy,
                }
                for b in self.bins
            ],
        }


def measure_reliability(pairs: Iterable[Pair], *, num_bins: int = 10) -> Reliability | None:
    """Compare the predicted entities' confidences with whether they are strictly right.

    Returns:
        The measurements; None where no predicted entity has a confidence.

    Raises:
        DataError: A confidence is no probability.
        UsageError: `num_bins` is below 1.
    """
    if num_bins < 1:
        raise UsageError(f"num_bins must be at least 1, not {num_bins}")
    confidences, right, without = _judged(pairs)
    if not confidences:
        return None
    confidence, correct = np.array(confidences), np.array(right, dtype=np.float64)
    place = np.minimum((confidence * num_bins).astype(np.int64), num_bins - 1)
    bins = []
    for index in np.unique(place).tolist():
        inside = place == index
        bins.append(
            Bin(
                index / num_bins,
                (index + 1) / num_bins,
                int(inside.sum()),
                float(confidence[inside].mean()),
                float(correct[inside].mean()),
            )
        )
    distance = sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / len(confidence)
    brier = float(np.mean((confidence - correct) ** 2))
    return Reliability(tuple(bins), distance, brier, len(confidence), without)


def _judged(pairs: Iterable[Pair]) -> tuple[list[float], list[bool], int]:
    confidences: list[float] = []
    right: list[bool] = []
    without = 0
    for pair in pairs:
        correct = pair.correct
        for span, entity in zip(pair.predicted_spans, pair.predicted.entities, strict=True):
            if entity.confidence is None:
                without += 1
                continue
            if not 0 <= entity.confidence <= 1:
                raise DataError(
                    f"a predicted entity of sentence {pair.index + 1} has no probability as"
                    " confidence",
                    found=entity,
                    expected="a number between 0 and 1",
                )
            confidences.append(entity.confidence)
            right.append(span in correct)
    return confidences, right, without
