"""Other languages than English, the paper's open question: the same recipe on their data."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material, split_off
from paner.app.experiments.rows import available
from paner.app.experiments.telling import (
    arm_plot,
    arm_table,
    difference_table,
    say_difference,
    say_seeds,
)

__all__ = ["LANGUAGES"]

GOLD, MADE = 100, 200
METHODS = ("paraphrases", "mention-replacement", "label-wise-replacement", "segment-shuffling")


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    whole = split_off(material)
    gold = min(GOLD, len(whole.train))
    arms = [Arm("gold", f"{GOLD} gold, or all", setting.recipe(gold=gold, drawn=True))]
    for method in METHODS:
        if available(whole, method, gold):
            recipe = setting.recipe(gold=gold, drawn=True, method=method, made=2 * gold)
            arms.append(Arm(method, f"+ twice as many by {method.replace('-', ' ')}", recipe))
    return arms


def _findings(results: Results) -> Findings:
    pairs = [(arm.name, "gold") for arm in results.arms if arm.name != "gold"]
    places = [None, *results.data] if len(results.data) > 1 else [None]
    verdict = [
        sentence
        for pair in pairs
        for data in places
        for sentence in say_difference(results, *pair, data)
    ]
    verdict += [
        (
            "The default encoder learnt English, without case: an encoder of the language itself or"
            " of many languages can be named with --backbone."
        ),
        "A single file without a test set is split once, at random: a quarter is the test set.",
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by language and training data"),
            difference_table(results, pairs, "Differences to gold alone"),
        ),
        arm_plot(results),
    )


LANGUAGES = Experiment(
    "languages",
    "does the recipe work in other languages?",
    "open question 1",
    ("german-legal", "romanian", "norwegian"),
    _arms,
    _findings,
)
