"""Controlled substitution, the paper's open question: how often should entities be exchanged?"""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting, Table
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

__all__ = ["SUBSTITUTION"]

GOLD, MADE = 100, 200
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
METHOD = "substituted-paraphrases"
DIVERSITY = ("distinct_1", "distinct_2", "distinct_3", "self_similarity")


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    made = min(MADE, available(material, METHOD, GOLD))
    arms = [Arm("gold", f"{min(GOLD, len(material.train))} gold", setting.recipe(gold=GOLD))]
    for share in SHARES if made else ():
        recipe = setting.recipe(gold=GOLD, method=METHOD, made=made, share=share)
        label = f"+ {made} paraphrases, share {share:g}"
        arms.append(Arm(f"share-{share:g}", label, recipe, x=share))
    return arms


def _findings(results: Results) -> Findings:
    shares = [arm.name for arm in results.arms if arm.x is not None]
    pairs = [(name, shares[0]) for name in shares[1:]]
    verdict = [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    on_dev = {name: _dev_f1(results, name) for name in shares}
    if on_dev:
        best = max(on_dev, key=lambda name: on_dev[name])
        told = next(arm.label for arm in results.arms if arm.name == best)
        verdict.append(f"Best on dev: {told}; what is best is chosen there, not on test.")
    up = [name for name, other in pairs if certain(results.difference(name, other)) > 0]
    verdict += [
        (
            f"{len(up)} of {len(pairs)} shares above 0 are certainly better than paraphrases with"
            " their own entities."
        ),
        (
            "The proposed entities come from a language model's memory, which knows famous names of"
            " the tests too."
        ),
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by share of substituted entities"),
            _diversity(results),
            difference_table(results, pairs, "Differences to share 0"),
        ),
        curve_plot(results, "share of entities that are exchanged"),
        {"dev_f1": on_dev},
    )


def _dev_f1(results: Results, arm: str) -> float:
    found = [outcome.dev_f1 or 0.0 for outcome in results.of(arm)]
    return sum(found) / len(found)


def _diversity(results: Results) -> Table:
    rows = []
    for arm in results.arms:
        values = [results.figure(arm.name, name) for name in (*DIVERSITY, "unseen_recall")]
        if values[0] is not None:
            shown = ["-" if value is None else f"{value:.3f}" for value in values]
            rows.append((arm.label, *shown))
    grams = ("distinct 1-grams", "distinct 2-grams", "distinct 3-grams")
    header = ("made", *grams, "self-similarity", "recall on unseen mentions")
    note = (
        "Of the sentences made: the share of word sequences that repeat no other, and the mean"
        " cosine similarity of two of them (lower is more diverse)."
    )
    return Table("Diversity", header, tuple(rows), note)


SUBSTITUTION = Experiment(
    "substitution",
    "how many entities of a paraphrase should be exchanged?",
    "open question 3",
    ("crossner-ai",),
    _arms,
    _findings,
)
