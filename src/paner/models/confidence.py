"""From the share of taggings that hold a span to a probability that means something."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from paner.data.sentence import Entity

__all__ = ["USUAL", "Calibration", "fit_calibration"]

PRIOR = 4.0  # weight of what is believed without data, as if from so many uncertain spans
ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line through log-odds (Platt's scaling).

    Args:
        slope: Below 1 where the model is too sure of itself.
        offset: What is added to the log-odds.

    Source:
        Platt (1999), Probabilistic outputs for support vector machines.
    """

    slope: float = 1.0
    offset: float = 0.0

    def calibrated(self, entity: Entity) -> Entity:
        """The entity with its confidence calibrated."""
        if entity.confidence is None:
            return entity
        confidence = self.apply(entity.confidence)
        return Entity(entity.start, entity.end, entity.label, confidence)

    def apply(self, confidence: float) -> float:
        """The calibrated probability, strictly between 0 and 1.

        >>> round(Calibration(slope=0.5).apply(0.9), 3)
        0.75
        """
        return _logistic(self.slope * _log_odds(confidence) + self.offset)


# Fitted on predictions for the four dev sets of CrossNER (7 taggers of a hundred sentences
# with all recorded answers). The share of taggings says 0.91 on average where 0.69 are right;
# with lines fitted on dev the expected calibration error on test falls from 0.22 to 0.03, the log
# loss from 0.98 to 0.51. Isotonic regression does as well, a slope alone worse (0.07 and 0.53).
USUAL = Calibration(slope=0.39, offset=-0.75)


def fit_calibration(
    confidences: Sequence[float], correct: Sequence[bool], *, prior: Calibration = USUAL
) -> Calibration:
    """Fit a line to how often spans of a confidence are right, by Newton's method.

    With few spans the result stays near `prior`, and is `prior` with none.

    Args:
        confidences: Of predicted entities, not calibrated.
        correct: Whether each has the right boundaries and label.
        prior: What is believed without data.
    """
    odds = np.array([_log_odds(confidence) for confidence in confidences])
    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    goals = np.array(correct, dtype=np.float64)
    center = np.array([prior.slope, prior.offset])
    line = center.copy()
    for _ in range(ROUNDS):
        probabilities = 1.0 / (1.0 + np.exp(-np.clip(inputs @ line, -30.0, 30.0)))
        gradient = inputs.T @ (probabilities - goals) + PRIOR * (line - center)
        spread = probabilities * (1.0 - probabilities)
        curvature = (inputs * spread[:, None]).T @ inputs + PRIOR * np.eye(2)
        change = np.linalg.solve(curvature, gradient)
        line -= np.clip(change, -1.0, 1.0)
        if np.abs(change).max() < 1e-9:
            break
    return Calibration(max(float(line[0]), 0.05), float(line[1]))


def _log_odds(confidence: float) -> float:
    bounded = min(max(confidence, 1e-6), 1.0 - 1e-6)
    return math.log(bounded / (1.0 - bounded))


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
