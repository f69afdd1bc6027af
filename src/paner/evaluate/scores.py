"""Counts of right, predicted and annotated entities to precision, recall and F1.

A division by zero gives 0, as in seqeval and conlleval: a type that is never predicted has
precision 0, a type without gold entities has recall 0, and where both are empty F1 is 0.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from paner.evaluate.match import Pair

__all__ = ["Macro", "Score", "SentenceCounts", "macro", "score_types", "strict_counts", "total"]

SentenceCounts: TypeAlias = npt.NDArray[np.int64]
"""[S, 3]: for each of S sentences its correct, predicted and gold entities."""


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, with the counts that they come from.

    Args:
        correct: Predicted entities that are right.
        predicted: Predicted entities.
        support: Gold entities.

    >>> Score(correct=2, predicted=4, support=3).f1  # 2 * 2 / (4 + 3)
    0.5714285714285714
    """

    correct: int
    predicted: int
    support: int

    @property
    def precision(self) -> float:
        """The share of the predicted entities that are right."""
        return _ratio(self.correct, self.predicted)

    @property
    def recall(self) -> float:
        """The share of the gold entities that were found."""
        return _ratio(self.correct, self.support)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _ratio(2 * self.correct, self.predicted + self.support)

    def to_dict(self) -> dict[str, float | int]:
        """The score as plain numbers for JSON."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "support": self.support,
            "predicted": self.predicted,
            "correct": self.correct,
        }


@dataclass(frozen=True, slots=True)
class Macro:
    """Means over the types, each type weighing the same."""

    precision: float
    recall: float
    f1: float

    def to_dict(self) -> dict[str, float]:
        """The means as plain numbers for JSON."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}


def strict_counts(pairs: Iterable[Pair]) -> SentenceCounts:
    """Count, sentence by sentence, the strictly right, the predicted and the gold entities.

    Returns:
        Counts of shape [S, 3].
    """
    rows = [(len(p.correct), len(p.predicted_spans), len(p.gold_spans)) for p in pairs]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def total(counts: SentenceCounts) -> Score:
    """The micro score: all sentences' entities in one pot."""
    correct, predicted, support = (int(count) for count in counts.sum(axis=0))
    return Score(correct, predicted, support)


def score_types(pairs: Iterable[Pair]) -> dict[str, Score]:
    """The strict score of each type that is annotated or predicted, by name."""
    correct: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    support: Counter[str] = Counter()
    for pair in pairs:
        correct.update(span.label for span in pair.correct)
        predicted.update(span.label for span in pair.predicted_spans)
        support.update(span.label for span in pair.gold_spans)
    labels = sorted(support.keys() | predicted.keys())
    return {label: Score(correct[label], predicted[label], support[label]) for label in labels}


def macro(scores: Mapping[str, Score]) -> Macro:
    """The mean of the types' scores; zeros where there is no type."""
    rows = [(score.precision, score.recall, score.f1) for score in scores.values()]
    if not rows:
        return Macro(0.0, 0.0, 0.0)
    precision, recall, f1 = (float(mean) for mean in np.mean(rows, axis=0))
    return Macro(precision, recall, f1)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
