"""Tables II and III: gold sentences alone, with paraphrases, and with all that can be made."""

from collections.abc import Mapping, Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.configs import reads_no_prompt
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.paper import PAPER
from paner.app.experiments.rows import available
from paner.app.experiments.telling import (
    arm_plot,
    arm_table,
    difference_table,
    paper_table,
    say_beside_paper,
    say_difference,
    say_seeds,
)

__all__ = ["AUGMENTATION"]

GOLD, MADE = 100, 200
PAIRS = (
    ("gold", "untrained"),
    ("paraphrases", "gold"),
    ("entities", "gold"),
    ("everything", "gold"),
)
MODEL = "Llama-3.1-8B"
UNTRAINED, BEFORE, AFTER = f"{MODEL}, 0+0", f"{MODEL}, 100+0", f"{MODEL}, 100+200"


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    size = min(GOLD, len(material.train))
    arms = [Arm("gold", f"{size} gold", setting.recipe(gold=GOLD), BEFORE)]
    if not reads_no_prompt(setting.recipe()):
        as_it_is = Arm("untrained", "nothing, as it is", setting.recipe(untrained=True), UNTRAINED)
        arms.insert(0, as_it_is)
    if made := min(MADE, available(material, "paraphrases", GOLD)):
        recipe = setting.recipe(gold=GOLD, method="paraphrases", made=made)
        arms.append(Arm("paraphrases", f"{size} gold + {made} paraphrases", recipe, AFTER))
    for method, label in (
        ("entities", f"{size} gold + paraphrases + proposed entities"),
        ("everything", f"{size} gold + all recorded: new sentences too"),
    ):
        if available(material, method, GOLD):
            recipe = setting.recipe(gold=GOLD, method=method, even=False)
            arms.append(Arm(method, label, recipe))
    return arms


def _findings(results: Results) -> Findings:
    verdict = [sentence for pair in PAIRS for sentence in say_difference(results, *pair)]
    for pair in PAIRS:
        verdict += say_beside_paper(results, *pair, "Table II", MODEL)
    if not results.of("untrained"):
        verdict.append(
            "The row 0+0 has no counterpart here: the compact backbone knows no label before"
            " training."
        )
    verdict += [
        (
            "Proposed entities and new sentences come from a language model's memory, which knows"
            " famous names of the tests too."
        ),
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 by training data", paper="Table II"),
            difference_table(results, PAIRS, "Differences"),
            paper_table("Table II", results.data),
            paper_table("Table III", ["CrossNER average"]),
        ),
        arm_plot(results),
        {"differences": _differences(results), "paper_rows": list(PAPER["Table II"])},
    )


def _differences(results: Results) -> Mapping[str, object]:
    found = {f"{one} less {other}": results.difference(one, other) for one, other in PAIRS}
    return {name: value.to_dict() for name, value in found.items() if value}


AUGMENTATION = Experiment(
    "augmentation",
    "what do paraphrases add to 100 annotated sentences?",
    "Table II",
    ("crossner-ai", "crossner-literature", "crossner-music", "crossner-science"),
    _arms,
    _findings,
)
