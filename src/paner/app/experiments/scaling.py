"""Figure 4: F1 against the number of paraphrases, and where more of them stop to help."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.rows import available
from paner.app.experiments.telling import (
    arm_table,
    certain,
    curve_plot,
    difference_table,
    say_difference,
    say_seeds,
)

__all__ = ["SCALING", "enough"]

SIZES, STEP, MOST = (100, 50, 25), 50, 300
PAPERS = {"from 100 sentences": " The paper reads 200 off its curve for science."}
RULE = (
    "Rule for diminishing returns: the smallest number of paraphrases that no larger number of the"
    " same curve beats by a difference whose 95 % interval lies above 0."
)


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    arms = []
    for gold in sorted({min(size, len(material.train)) for size in SIZES}, reverse=True):
        for made in _numbers(gold, available(material, "paraphrases", gold)):
            method = "paraphrases" if made else ""
            recipe = setting.recipe(gold=gold, method=method, made=made)
            name, label = f"{gold}+{made}", f"{gold} gold + {made} paraphrases"
            curve = f"from {gold} sentences"
            arms.append(Arm(name, label, recipe, x=float(made), curve=curve))
    return arms


def _numbers(gold: int, most: int) -> list[int]:
    """Numbers of paraphrases: in steps of 50, or of the gold sentences where these are fewer.

    >>> _numbers(100, 290), _numbers(25, 74)
    ([0, 50, 100, 150, 200, 250, 290], [0, 25, 50, 74])
    """
    step = min(STEP, gold)
    numbers = [n for n in range(0, MOST + 1, step) if n <= most]
    rest = min(most, MOST) - numbers[-1]
    return [*numbers, numbers[-1] + rest] if 2 * rest > step else numbers


def enough(results: Results, curve: str) -> Arm | None:
    """The arm at which returns diminish, by the rule above."""
    arms = sorted((arm for arm in results.arms if arm.curve == curve), key=lambda arm: arm.x or 0)
    for place, arm in enumerate(arms):
        larger = (results.difference(other.name, arm.name) for other in arms[place + 1 :])
        if not any(certain(found) > 0 for found in larger):
            return arm
    return None


def _findings(results: Results) -> Findings:
    verdict: list[str] = []
    pairs: list[tuple[str, str]] = []
    found: dict[str, float] = {}
    for curve in dict.fromkeys(arm.curve for arm in results.arms):
        arms = [arm for arm in results.arms if arm.curve == curve]
        verdict += say_difference(results, arms[-1].name, arms[0].name)
        pairs += [(arm.name, arms[0].name) for arm in arms[1:]]
        stop = enough(results, curve)
        if stop is not None and len(arms) > 1:
            found[curve] = stop.x or 0.0
            verdict.append(_say_enough(curve, stop, arms[-1]) + PAPERS.get(curve, ""))
    verdict += [
        RULE,
        "Every point has the same optimiser steps, so more paraphrases mean fewer looks at each.",
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by number of paraphrases"),
            difference_table(results, pairs, "Differences to no paraphrases"),
        ),
        curve_plot(results, "paraphrases"),
        {"enough": found, "rule": RULE},
    )


def _say_enough(curve: str, stop: Arm, last: Arm) -> str:
    if not stop.x:
        return f"{curve.capitalize()}: no number of paraphrases is certainly better than none."
    if stop is last:
        return f"{curve.capitalize()}: returns do not diminish up to {stop.x:.0f} paraphrases."
    return f"{curve.capitalize()}: beyond {stop.x:.0f} paraphrases no number is certainly better."


SCALING = Experiment(
    "scaling",
    "how many paraphrases are enough?",
    "Figure 4",
    ("crossner-science",),
    _arms,
    _findings,
)
