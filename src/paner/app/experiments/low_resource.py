"""Table V: CoNLL-2003 with 100, 200 and 400 sentences, twice as many made from them."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.rows import available
from paner.app.experiments.telling import (
    arm_table,
    curve_plot,
    difference_table,
    paper_table,
    say_beside_paper,
    say_difference,
    say_seeds,
)

__all__ = ["LOW_RESOURCE"]

SIZES = (100, 200, 400)
METHODS = {
    "": "gold",
    "label-wise-replacement": "label-wise replacement",
    "mention-replacement": "mention replacement",
    "paraphrases": "PANER",
}


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    sizes = [size for size in SIZES if size <= len(material.train)] or [len(material.train)]
    arms = []
    for size in sizes:
        for method, row in METHODS.items():
            made = min(2 * size, available(material, method, size)) if method else 0
            if method and not made:
                continue
            recipe = setting.recipe(gold=size, drawn=True, method=method, made=made)
            name, label = f"{method or 'gold'}-{size}", f"{size} gold"
            label += f" + {made} by {method.replace('-', ' ')}" if method else ""
            curve = method or "gold alone"
            arms.append(Arm(name, label, recipe, f"{row} {size}", float(size), curve))
    return arms


def _findings(results: Results) -> Findings:
    pairs = [
        (arm.name, f"gold-{arm.x:.0f}") for arm in results.arms if arm.name != f"gold-{arm.x:.0f}"
    ]
    verdict = [
        sentence
        for data in results.data
        for pair in pairs
        for sentence in say_difference(results, *pair, data)
    ]
    for pair in pairs:
        verdict += say_beside_paper(results, *pair, "Table V")
    if not any(arm.recipe.method == "paraphrases" for arm in results.arms):
        verdict.append(
            "There are no recorded paraphrases for these data: PANER's own row is not repeated."
        )
    verdict += [
        "Sentences are drawn by seed with every type among them; their ids are in results.json.",
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by number of gold sentences", paper="Table V"),
            difference_table(results, pairs, "Differences to gold alone"),
            paper_table("Table V", results.data),
        ),
        curve_plot(results, "gold sentences"),
    )


LOW_RESOURCE = Experiment(
    "low-resource",
    "how far do simple augmenters go with 100 to 400 sentences?",
    "Table V",
    ("conll2003", "mit-movie"),
    _arms,
    _findings,
)
