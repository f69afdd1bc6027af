"""What is chosen on a dev set: the weight of transitions, and the calibration of confidences."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from paner.data.sentence import Entity, Sentence
from paner.models.confidence import Calibration, fit_calibration
from paner.models.decoding import decode
from paner.models.tags import TagSet
from paner.models.transitions import Transitions

__all__ = ["Scoring", "calibrated_on", "choose_on_dev", "strict_f1"]

M = TypeVar("M", bound="Scoring")


class Scoring(Protocol):
    """A model whose word scores are decoded under transitions."""

    @property
    def tag_set(self) -> TagSet:
        """The tags that it scores."""
        ...

    @property
    def transitions(self) -> Transitions:
        """As counted, not weighted."""
        ...

    @property
    def transition_weight(self) -> float:
        """How much they count."""
        ...

    @property
    def tried_weights(self) -> Sequence[float]:
        """What else to try."""
        ...

    def score(
        self, sentences: Iterable[Sentence]
    ) -> Iterator[list[tuple[Sentence, npt.NDArray[np.float32]]]]:
        """Log-probabilities of each word's tags, chunk by chunk in the order given."""
        ...

    def with_choice(self, transition_weight: float, calibration: Calibration) -> Self:
        """The same model with what was chosen."""
        ...


def choose_on_dev(model: M, dev: Sequence[Sentence]) -> tuple[M, dict[str, Any]]:
    """Choose the transition weight by strict F1 on dev, and calibrate there.

    Args:
        model: A model just trained.
        dev: Annotated sentences.

    Returns:
        The model, and what was chosen from what, for the summary.
    """
    weights = sorted({model.transition_weight, *model.tried_weights})
    tried = _tried(model, dev, weights)
    # a tie goes to the weight nearest to the configured one
    best = min(tried, key=lambda w: (-tried[w][0], abs(w - model.transition_weight)))
    calibration = calibrated_on(dev, tried[best][1])
    return model.with_choice(best, calibration), {
        "sentences": len(dev),
        "f1": {str(weight): round(f1, 4) for weight, (f1, _) in tried.items()},
        "transition_weight": best,
        "calibration": dataclasses.asdict(calibration),
    }


def _tried(
    model: Scoring, dev: Sequence[Sentence], weights: Sequence[float]
) -> dict[float, tuple[float, list[list[Entity]]]]:
    """For each transition weight the strict F1 and the entities found."""
    scores = [scores for chunk in model.score(dev) for _, scores in chunk]
    tried: dict[float, tuple[float, list[list[Entity]]]] = {}
    for weight in weights:
        found = decode(scores, model.transitions.weighted(weight), model.tag_set)
        tried[weight] = strict_f1(dev, found), found
    return tried


def strict_f1(gold: Sequence[Sentence], found: Sequence[Sequence[Entity]]) -> float:
    """Strict F1 over all sentences."""
    correct = sum(len(set(s.entities) & set(row)) for s, row in zip(gold, found, strict=True))
    total = sum(len(s.entities) for s in gold) + sum(map(len, found))
    return 2 * correct / total if total else 0.0


def calibrated_on(gold: Sequence[Sentence], found: Sequence[Sequence[Entity]]) -> Calibration:
    """A calibration fitted to which of the entities found are right."""
    pairs = [
        (entity.confidence or 0.0, entity in sentence.entities)
        for sentence, row in zip(gold, found, strict=True)
        for entity in row
    ]
    return fit_calibration([c for c, _ in pairs], [right for _, right in pairs])
