"""What is chosen on a dev set: averaged weights or not, transition weight, calibration."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from paner.data.sentence import Entity, Sentence
from paner.models.compact.fitting import Average
from paner.models.compact.model import CompactModel
from paner.models.compact.tagging import Scorer
from paner.models.confidence import Calibration, fit_calibration
from paner.models.decoding import decode

__all__ = ["choose_on_dev"]


def choose_on_dev(
    model: CompactModel, dev: Sequence[Sentence] | None, average: Average | None
) -> tuple[CompactModel, dict[str, Any]]:
    """Choose by strict F1 on dev; without dev take the averaged weights and the configured weight.

    The network is changed in place.

    Args:
        model: A model just trained, with its last weights.
        dev: Annotated sentences; none, or an empty list, chooses nothing.
        average: Averaged weights, where there are any.

    Returns:
        The model, and what was chosen from what, for the summary.
    """
    if not dev:
        if average is not None:
            average.swap()
        return model, {"averaged": average is not None}
    weights = sorted({model.transition_weight, *model.config.dev_transition_weights})
    tried = _tried(model, dev, weights)
    averaged = False
    if average is not None:
        average.swap()
        other = _tried(model, dev, weights)
        averaged = max(f1 for f1, _ in other.values()) >= max(f1 for f1, _ in tried.values())
        if averaged:
            tried = other
        else:
            average.swap()
    # a tie goes to the weight nearest to the configured one
    best = min(tried, key=lambda w: (-tried[w][0], abs(w - model.transition_weight)))
    calibration = _calibrated(dev, tried[best][1])
    chosen = dataclasses.replace(model, transition_weight=best, calibration=calibration)
    return chosen, {
        "averaged": averaged,
        "dev": {
            "sentences": len(dev),
            "f1": {str(weight): round(f1, 4) for weight, (f1, _) in tried.items()},
            "transition_weight": best,
        },
    }


def _tried(
    model: CompactModel, dev: Sequence[Sentence], weights: Sequence[float]
) -> dict[float, tuple[float, list[list[Entity]]]]:
    """For each transition weight the strict F1 and the entities found."""
    scorer = Scorer(model.network, model.reading, model.config)
    scores = [scores for chunk in scorer.score(dev) for _, scores in chunk]
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
