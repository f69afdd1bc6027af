"""A user's own data: what more annotation would bring, and what augmentation brings."""

from collections.abc import Sequence

import numpy as np

from paner.app.experiments.cell import Outcome
from paner.app.experiments.differences import drawn_means
from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting, Table
from paner.app.experiments.material import Material
from paner.app.experiments.next_sentences import choose, doubt
from paner.app.experiments.rows import available, embedder
from paner.app.experiments.telling import (
    arm_table,
    certain,
    curve_plot,
    difference_table,
    say_difference,
    say_seeds,
)
from paner.app.report.verdict import points
from paner.data.read import read
from paner.evaluate.bootstrap import Interval
from paner.evaluate.learning_curve import fit_curve

__all__ = ["IS_IT_WORTH_IT"]

FOLDS = 3
PARTS = (0.25, 0.5, 1.0)
MORE = 100
WHOLE = "-all"
LEAST_SIZES = 3  # through fewer points goes any curve
CURVES = 300  # drawings that a curve is put through
NOTICEABLE = 0.005  # half a point of F1
SUGGESTED = 20
LEAST_SUPPORT = 5  # entities of a type below which nothing can be said of it
WAYS = ("paraphrases", "everything", "entities", "mention-replacement")


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
    if setting.pool:
        read(setting.pool)  # what is wrong with it should not be found after the trainings
    folds = 0 if material.test else min(FOLDS, len(material.train))
    most = len(material.train) * (folds - 1) // folds if folds else len(material.train)
    ways = [way for way in WAYS if available(material, way, len(material.train))][:2]
    arms = []
    for size in sorted({max(2, round(part * most)) for part in PARTS}):
        for way in ("", *ways):
            whole = size == max(2, most)
            recipe = setting.recipe(
                gold=size,
                method=way,
                even=way not in ("everything", "entities"),
                folds=folds,
                pool=setting.pool if whole and not way else "",
            )
            label = f"{size} gold" + (f" + {way.replace('-', ' ')}" if way else "")
            label += " (all)" if whole and len(setting.data) > 1 else ""
            # half of one data set may be as many sentences as there are in another
            name = f"{way or 'gold'}-{size}{WHOLE if whole else ''}"
            arms.append(Arm(name, label, recipe, x=float(size), curve=way or "gold alone"))
    return arms


def _findings(results: Results) -> Findings:
    pairs: list[tuple[str, str]] = []
    verdict: list[str] = []
    figures: dict[str, object] = {}
    for data in results.data:  # each has its own full size
        size = max(arm.x or 0.0 for arm in results.arms if results.of(arm.name, data))
        gain = _gain_of_more(results, data, size)
        figures[f"{data}: gain of {MORE} more"] = gain and gain.to_list()
        verdict.append(_say_more(data, size, gain))
        whole = [arm for arm in results.arms if arm.x == size and arm.name.endswith(WHOLE)]
        pairs += [(arm.name, f"gold-{size:.0f}{WHOLE}") for arm in whole if arm.recipe.method]
    pairs = list(dict.fromkeys(pairs))
    verdict += [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    hurt, tested = _hurt(results, pairs)
    figures["hurt"] = hurt
    verdict.append(_say_hurt(hurt, tested))
    suggested = _suggestions(results)
    figures["annotate_next"] = suggested
    verdict.append(_say_next(suggested, results.setting.pool))
    verdict += _say_folds(results)
    verdict.append(say_seeds(results))
    tables = [
        arm_table(results, "Learning curve"),
        difference_table(results, pairs, "What augmentation brings at full size"),
    ]
    if suggested:
        rows = tuple((str(n), text) for n, text in enumerate(suggested, 1))
        tables.append(Table("Annotate these next", ("", "text"), rows))
    return Findings(tuple(verdict), tuple(tables), curve_plot(results, "gold sentences"), figures)


def _gain_of_more(results: Results, data: str, size: float) -> Interval | None:
    """Where the F1 lies that is gained from `size` to `MORE` more, by curves through the points.

    Each drawing of sentences and seeds gives a curve; with too few sizes there is none.
    """
    arms = [arm for arm in results.arms if arm.curve == "gold alone" and results.of(arm.name, data)]
    sizes = [arm.x or 1.0 for arm in arms]
    if len(sizes) < LEAST_SIZES:
        return None
    drawn = np.stack([drawn_means(results.scores(arm.name, data))[1] for arm in arms], axis=1)
    gains = [fit_curve(sizes, f1, resamples=1).gain(size, MORE) for f1 in drawn[:CURVES].tolist()]
    low, high = np.quantile(gains, [0.025, 0.975])
    return Interval(float(low), float(high))


def _say_more(data: str, size: float, gain: Interval | None) -> str:
    if gain is None:
        return f"{data}: too few sentences for a learning curve."
    numbers = f"{points(gain.low, sign=True)} to {points(gain.high, sign=True)} points of F1"
    doubt = "" if gain.low >= NOTICEABLE else " It cannot be told whether one would notice."
    if gain.high < NOTICEABLE:
        doubt = " One would hardly notice."
    return (
        f"{data}: {MORE} more annotated sentences, after {size:.0f}, would bring {numbers} (95 %"
        f" interval), if the curve goes on as it went.{doubt}"
    )


def _hurt(results: Results, pairs: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """The types that are certainly worse with augmentation, and how many were looked at."""
    hurt: list[str] = []
    tested = 0
    for name, baseline in pairs:
        way = next(arm.recipe.method for arm in results.arms if arm.name == name)
        for data in results.data:
            for label in sorted({t for o in results.of(baseline, data) for t in o.types}):
                once = (o for o in results.of(baseline, data) if o.cell.seed == 0)
                rows = (o.types.get(label, ()) for o in once)
                if sum(row[3] for of_cell in rows for row in of_cell) < LEAST_SUPPORT:
                    continue
                tested += 1
                found = results.difference(name, baseline, data, {label})
                if certain(found) < 0 and found is not None:
                    hurt.append(f"{label} ({data}, {way}): {points(found.f1, sign=True)}")
    return hurt, tested


def _say_hurt(hurt: Sequence[str], tested: int) -> str:
    if not hurt:
        return f"No type is certainly hurt by augmentation ({tested} comparisons)."
    return (
        f"Warning: augmentation hurts {'; '.join(hurt)}. ({tested} comparisons; one in forty would"
        " look like that by chance.)"
    )


def _say_folds(results: Results) -> list[str]:
    told = []
    for data in results.data:
        folds = max(
            outcome.cell.recipe.folds for outcome in results.outcomes if outcome.cell.data == data
        )
        if folds:
            chosen = (
                "choices are made on dev" if results.materials[data].dev else "nothing is chosen"
            )
            told.append(
                f"{data} has no test set: scores are cross-validated in {folds} folds, {chosen}."
            )
    return told


def _suggestions(results: Results) -> list[str]:
    """Texts of the pool that are worth annotating, most worth first."""
    pools = [outcome for outcome in results.outcomes if "pool" in outcome.notes]
    if not pools:
        return []
    texts = [s.text for s in read(results.setting.pool).sentences][: len(pools[0].notes["pool"])]
    doubts = [doubt([pool.notes["pool"][index] for pool in pools]) for index in range(len(texts))]
    known = [s.text for material in results.materials.values() for s in material.train]
    vectors = embedder().embed([*texts, *known])
    chosen = choose(doubts, vectors[: len(texts)], vectors[len(texts) :], SUGGESTED)
    return [texts[index] for index in chosen]


def _say_next(suggested: Sequence[str], pool: str) -> str:
    if not pool:
        return "Give texts with --pool FILE to be told which of them to annotate next."
    return (
        f"Annotate next: the {len(suggested)} texts listed below, which the taggers doubt most and"
        " which are unlike each other and what is annotated."
    )


IS_IT_WORTH_IT = Experiment(
    "is-it-worth-it",
    "is it worth while to annotate more, or to augment?",
    "",
    (),
    _arms,
    _findings,
    lambda setting: "" if setting.data else "your data: --data FILE, folder or run.toml",
)
