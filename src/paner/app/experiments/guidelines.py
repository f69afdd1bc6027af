"""Guidelines by type: which types gain from them, and whether choosing them on dev pays on test."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.configs import reads_no_prompt
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting, Table
from paner.app.experiments.material import Material
from paner.app.experiments.telling import (
    arm_plot,
    arm_table,
    certain,
    difference_table,
    say_difference,
    say_seeds,
)
from paner.app.report.verdict import points
from paner.evaluate.scores import Score

__all__ = ["GUIDELINES", "losing_types"]

GOLD = 100
WITH, WITHOUT, CHOSEN = "guidelines", "names", "chosen"


def _arms(setting: Setting, material: Material, outcomes: Sequence[Outcome]) -> list[Arm]:
    arms = [
        Arm(WITHOUT, "names only", setting.recipe(gold=GOLD, instruction="names")),
        Arm(WITH, "guidelines for all types", setting.recipe(gold=GOLD, instruction="guidelines")),
    ]
    mine = [outcome for outcome in outcomes if outcome.cell.data == material.name]
    if any(outcome.dev_types for outcome in mine):
        without = losing_types(mine)
        recipe = setting.recipe(gold=GOLD, instruction="guidelines", without=without)
        arms.append(Arm(CHOSEN, "guidelines for the types that gain on dev", recipe))
    return arms


def losing_types(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The types whose F1 on dev, all seeds together, is higher without guidelines."""
    labels = {label for outcome in outcomes for label in outcome.dev_types}
    by_arm = {
        arm: {label: _dev_f1([o for o in outcomes if o.cell.arm == arm], label) for label in labels}
        for arm in (WITH, WITHOUT)
    }
    return tuple(sorted(label for label in labels if by_arm[WITH][label] < by_arm[WITHOUT][label]))


def _dev_f1(outcomes: Sequence[Outcome], label: str) -> float:
    rows = [row[1:] for outcome in outcomes for row in outcome.dev_types.get(label, ())]
    return Score(*(sum(column) for column in zip(*rows, strict=True))).f1 if rows else 0.0


def _findings(results: Results) -> Findings:
    pairs = [(WITH, WITHOUT), (CHOSEN, WITH), (CHOSEN, WITHOUT)]
    by_type, gaining, losing = _by_type(results)
    chosen = {
        outcome.cell.data: list(outcome.cell.recipe.without) for outcome in results.of(CHOSEN)
    }
    verdict = [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    verdict += [
        (
            f"Certainly better with guidelines: {', '.join(gaining) or 'no type'}; certainly worse:"
            f" {', '.join(losing) or 'no type'}. One type in twenty would differ by chance."
        ),
        *(
            f"On {data}, dev chose no guidelines for: {', '.join(types) or 'none'}."
            for data, types in chosen.items()
        ),
        say_seeds(results),
    ]
    return Findings(
        tuple(verdict),
        (
            arm_table(results, "F1 with and without guidelines"),
            difference_table(results, pairs, "Differences"),
            by_type,
        ),
        arm_plot(results),
        {"without_guidelines": chosen, "gaining": gaining, "losing": losing},
    )


def _by_type(results: Results) -> tuple[Table, list[str], list[str]]:
    rows: list[tuple[str, ...]] = []
    gaining: list[str] = []
    losing: list[str] = []
    for data in results.data:
        for label in sorted({t for o in results.of(WITH, data) for t in o.types}):
            found = results.difference(WITH, WITHOUT, data, {label})
            one, other = (results.mean(arm, data, {label}) for arm in (WITHOUT, WITH))
            if found is None or one is None or other is None:
                continue
            low, high = (points(end, sign=True) for end in found.interval.to_list())
            difference = (points(found.f1, sign=True), f"{low} to {high}")
            rows.append((data, label, points(one.f1), points(other.f1), *difference))
            sides = {1: gaining, -1: losing}
            sides.get(certain(found), []).append(f"{label} ({data})")
    header = ("data", "type", "names only", "guidelines", "F1 points", "95 % interval")
    return Table("By type", header, tuple(rows)), gaining, losing


def _needs(setting: Setting) -> str:
    if reads_no_prompt(setting.recipe()):
        return "a language model as --backbone: an encoder reads no guidelines"
    return ""


GUIDELINES = Experiment(
    "guidelines",
    "which types gain from guidelines, and does it pay to choose?",
    "open question 2",
    ("crossner-ai",),
    _arms,
    _findings,
    _needs,
)
