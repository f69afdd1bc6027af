"""Tables VI and VII: a tagger on data whose sentences it never saw."""

from collections.abc import Sequence

from paner.app.experiments.cell import Outcome
from paner.app.experiments.experiment import (
    Arm,
    Experiment,
    Findings,
    Plot,
    Results,
    Series,
    Setting,
    Table,
)
from paner.app.experiments.material import Material
from paner.app.experiments.telling import paper_table, say_seeds
from paner.app.report.verdict import points

__all__ = ["ZERO_SHOT"]

GOLD = 100
OWN = "own"


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    own = Arm(OWN, "its own 100 sentences", setting.recipe(gold=GOLD))
    if setting.models:
        return [
            Arm(f"model-{n}", f"saved tagger {model}", setting.recipe(model=model))
            for n, model in enumerate(setting.models, 1)
        ]
    others = [name for name in setting.data if name != material.name]
    return [
        own,
        *(
            Arm(
                f"from-{name}", f"100 sentences of {name}", setting.recipe(gold=GOLD, train_on=name)
            )
            for name in others
        ),
    ]


def _findings(results: Results) -> Findings:
    rows, series, figures = [], [], {}
    for data in results.data:
        marks: list[tuple[int, float, float, float]] = []
        for place, arm in enumerate(results.arms):
            outcomes = results.of(arm.name, data)
            if not outcomes:
                continue
            shared = set(outcomes[0].notes["labels_known"])
            there = shared | set(outcomes[0].notes["labels_unknown"])
            on_shared = results.mean(arm.name, data, shared)
            on_all = results.mean(arm.name, data, there)
            own = results.mean(OWN, data, shared) if results.of(OWN, data) else None
            if on_shared is None or on_all is None:
                continue
            interval = on_shared.interval
            rows.append(
                (
                    data,
                    arm.label,
                    f"{len(shared)} of {len(there)}",
                    points(on_shared.f1) if shared else "-",
                    f"{points(interval.low)} to {points(interval.high)}" if shared else "-",
                    points(own.f1) if own and shared else "-",
                    points(on_all.f1),
                )
            )
            low, high = 100 * interval.low, 100 * interval.high
            marks.append((place, 100 * on_shared.f1, low, high))
            figures[f"{data}, {arm.label}"] = {"shared": sorted(shared), "f1": on_shared.f1}
        columns = [tuple(float(mark[n]) for mark in marks) for n in range(4)]
        series.append(Series(data, *columns))
    names = ("tagged", "trained on", "labels known", "F1 on these", "95 % interval")
    header = (*names, "F1 on these, trained on its own", "F1 on all labels")
    return Findings(
        (
            (
                "A compact tagger cannot tag a type that it never saw: it is scored on the labels"
                " that it shares with the data, and the last column counts the others as missed."
                " A language model is told of all types of the data, seen before or not."
            ),
            *_best(results),
            "Labels of one name need not mean the same in two data sets.",
            say_seeds(results),
        ),
        (
            Table("F1 on data that was not trained on", header, tuple(rows)),
            paper_table("Table VI", ["average of seven"]),
            paper_table("Table VII", ["buster"]),
        ),
        Plot(
            "strict F1 on shared labels, 95 % interval",
            "",
            tuple(series),
            tuple(arm.label for arm in results.arms),
        ),
        figures,
    )


def _best(results: Results) -> list[str]:
    """For each data set the largest number of shared labels."""
    if all(outcome.cell.arm == OWN for outcome in results.outcomes):
        return [
            (
                "No tagger was scored on data that it was not trained on: name a saved one with"
                " --model, or several data sets."
            )
        ]
    told = []
    for data in results.data:
        others = [o for o in results.outcomes if o.cell.data == data and o.cell.arm != OWN]
        if others:
            known = max(len(o.notes["labels_known"]) for o in others)
            there = len(others[0].notes["labels_known"]) + len(others[0].notes["labels_unknown"])
            told.append(
                f"On {data}, no foreign tagger was trained on more than {known} of {there} labels."
            )
    return told


ZERO_SHOT = Experiment(
    "zero-shot",
    "what does a tagger find in data that it was not trained on?",
    "Table VI",
    ("crossner-ai", "crossner-literature", "crossner-music", "crossner-science"),
    _arms,
    _findings,
)
