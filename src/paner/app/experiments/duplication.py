"""Table IV: are paraphrases more than duplicates? With every other way to the same size."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.rows import MORE_GOLD, available
from paner.app.experiments.telling import (
    arm_plot,
    arm_table,
    difference_table,
    paper_table,
    say_beside_paper,
    say_difference,
    say_seeds,
)

__all__ = ["DUPLICATION"]

GOLD, MADE, DEFAULT_STEPS = 100, 200, 300
PAPERS = {
    "duplication": "100 gold + 200 duplicates",
    "paraphrases": "100 gold + 200 paraphrases",
    MORE_GOLD: "300 gold",
}
METHODS = {
    "duplication": "duplicates",
    "paraphrases": "paraphrases",
    "mention-replacement": "with mention replacement",
    "label-wise-replacement": "with label-wise replacement",
    "segment-shuffling": "with shuffled segments",
    "substitution": "with substituted entities",
    MORE_GOLD: "more gold",
}


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    gold = min(GOLD, len(material.train))
    there = {method: available(material, method, gold) for method in METHODS}
    made = min(MADE, there["paraphrases"] or MADE)
    steps = setting.steps or DEFAULT_STEPS
    once = setting.recipe(gold=gold, steps=steps)
    fewer = setting.recipe(gold=gold, steps=max(1, round(steps * gold / (gold + made))))
    arms = [
        Arm("gold", f"{gold} gold, same steps", once),
        Arm("gold-epochs", f"{gold} gold, same epochs", fewer),
    ]
    for method, label in METHODS.items():
        if there[method]:
            number = min(made, there[method])
            recipe = setting.recipe(gold=gold, method=method, made=number, steps=steps)
            name = f"{gold} gold + {number} {label}"
            own = "more-gold" if method == MORE_GOLD else method  # "gold" is gold alone
            arms.append(Arm(own, name, recipe, PAPERS.get(method, "")))
    return arms


def _findings(results: Results) -> Findings:
    names = [arm.name for arm in results.arms]
    against = "duplication"
    pairs = [(name, against) for name in names if name not in (against, "gold-epochs")]
    pairs += [("paraphrases", "gold-epochs"), (against, "gold-epochs")]
    pairs = [pair for pair in pairs if set(pair) <= set(names)]
    verdict = [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    found = results.difference("paraphrases", against)
    for pair in pairs:
        verdict += say_beside_paper(results, *pair, "Table IV", "Llama-3.1-8B")
    verdict += [
        (
            "All arms of the larger size have the same steps and hence the same epochs; gold alone"
            " is given both ways: as many steps, and as many epochs in fewer steps."
        ),
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 at equal size", paper="Table IV"),
            difference_table(results, pairs, "Differences"),
            paper_table("Table IV", results.data),
        ),
        arm_plot(results),
        {"paraphrases_less_duplicates": found.to_dict() if found else None},
    )


DUPLICATION = Experiment(
    "duplication",
    "are paraphrases more than duplicates?",
    "Table IV",
    ("crossner-ai",),
    _arms,
    _findings,
)
