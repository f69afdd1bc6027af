"""What is chosen on a dev set: the weight of transitions, and the calibration of confidences."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from paner.data.sentence import Entity, Sentence
from paner.models.compact.model import CompactModel
from paner.models.confidence import Calibration, fit_calibration
from paner.models.decoding import decode

__all__ = ["choose_on_dev"]


def choose_on_dev(
    model: CompactModel, dev: Sequence[Sentence]
) -> tuple[CompactModel, dict[str, Any]]:
    """Choose the transition weight by strict F1 on dev, and calibrate there.

    Args:
        model: A model just trained.
        dev: Annotated sentences.

    Returns:
        The model, and what was chosen from what, for the summary.
    """
    weights = sorted({model.transition_weight, *model.config.dev_transition_weights})
    tried = _tried(model, dev, weights)
    # a tie goes to the weight nearest to the configured one
    best = min(tried, key=lambda w: (-tried[w][0], abs(w - model.transition_weight)))
    calibration = _calibrated(dev, tried[best][1])
    chosen = dataclasses.replace(model, transition_weight=best, calibration=calibration)
    return chosen, {
        "sentences": len(dev),
        "f1": {str(weight): round(f1, 4) for weight, (f1, _) in tried.items()},
        "transition_weight": best,
        "calibration": dataclasses.asdict(calibration),
    }


def _tried(
    model: CompactModel, dev: Sequence[Sentence], weights: Sequence[float]
) -> dict[float, tuple[float, list[list[Entity]]]]:
    """For each transition weight the strict F1 and the entities found."""
    scores = [scores for chunk in model.scorer.score(dev) for _, scores in chunk]
    tried: dict[float, tuple[float, list[list[Entity]]]] = {}
    for weight in weights:
        found = decode(scores, model.transitions.weighted(weight), model.tag_set)
        tried[weight] = _strict_f1(dev, found), found
    return tried


def _strict_f1(gold: Sequence[Sentence], found: Sequence[Sequence[Entity]]) -> float:
    correct = sum(len(set(s.entities) & set(row)) for s, row in zip(gold, found, strict=True))
    total = sum(len(s.entities) for s in gold) + sum(map(len, found))
    return 2 * correct / total if total else 0.0


def _calibrated(gold: Sequence[Sentence], found: Sequence[Sequence[Entity]]) -> Calibration:
    pairs = [
        (entity.confidence or 0.0, entity in sentence.entities)
        for sentence, row in zip(gold, found, strict=True)
        for entity in row
    ]
    return fit_calibration([c for c, _ in pairs], [right for _, right in pairs])
