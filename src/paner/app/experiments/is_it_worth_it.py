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

__all__ = ["IS_IT_WORTH_IT"]

FOLDS = 3
PARTS = (0.25, 0.5, 1.0)
MORE = 100
SUGGESTED = 20
LEAST_SUPPORT = 5  # entities of a type below which nothing can be said of it
WAYS = ("paraphrases", "everything", "entities", "mention-replacement")


def _arms(setting: Setting, material: Material, _: Sequence[Outcome]) -> list[Arm]:
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
            name = f"{way or 'gold'}-{size}"
            arms.append(Arm(name, label, recipe, x=float(size), curve=way or "gold alone"))
    return arms


def _findings(results: Results) -> Findings:
    size = max(arm.x or 0.0 for arm in results.arms)
    at_most = [arm for arm in results.arms if arm.x == size]
    pairs = [(arm.name, f"gold-{size:.0f}") for arm in at_most if arm.recipe.method]
    verdict: list[str] = []
    figures: dict[str, object] = {}
    for data in results.data:
        gain, low, high = _gain_of_more(results, data, size)
        figures[f"{data}: gain of {MORE} more"] = {"f1": gain, "interval": [low, high]}
        verdict.append(_say_more(data, size, gain, low, high))
    verdict += [sentence for pair in pairs for sentence in say_difference(results, *pair)]
    hurt, tested = _hurt(results, pairs)
    figures["hurt"] = hurt
    verdict.append(_say_hurt(hurt, tested))
    suggested = _suggestions(results)
    figures["annotate_next"] = suggested
    verdict.append(_say_next(suggested, results.setting.pool))
    if any(arm.recipe.folds for arm in results.arms):
        verdict.append(
            f"There is no test set: scores are cross-validated in {FOLDS} folds, nothing is chosen."
        )
    verdict.append(say_seeds(results))
    tables = [
        arm_table(results, "Learning curve"),
        difference_table(results, pairs, "What augmentation brings at full size"),
    ]
    if suggested:
        rows = tuple((str(n), text) for n, text in enumerate(suggested, 1))
        tables.append(Table("Annotate these next", ("", "text"), rows))
    return Findings(tuple(verdict), tuple(tables), curve_plot(results, "gold sentences"), figures)


def _gain_of_more(results: Results, data: str, size: float) -> tuple[float, float, float]:
    """F1 gained from `size` to `MORE` more if F1 goes on to grow with the logarithm of the size."""
    arms = [arm for arm in results.arms if arm.curve == "gold alone" and results.of(arm.name, data)]
    if len(arms) < 2:
        return 0.0, 0.0, 0.0
    means = [drawn_means(results.scores(arm.name, data)) for arm in arms]
    sizes = np.log([arm.x or 1.0 for arm in arms])
    slopes = np.polyfit(sizes, np.stack([np.append(drawn, f1) for f1, drawn in means]), 1)[0]
    gains = slopes * np.log((size + MORE) / size)
    low, high = np.quantile(gains[:-1], [0.025, 0.975])
    return float(gains[-1]), float(low), float(high)


def _say_more(data: str, size: float, gain: float, low: float, high: float) -> str:
    numbers = f"{points(gain, sign=True)} points of F1 (95 % interval {points(low, sign=True)}"
    numbers += f" to {points(high, sign=True)})"
    if low > 0:
        return (
            f"{data}: {MORE} more annotated sentences, after {size:.0f}, would bring about"
            f" {numbers}, if the curve goes on as it went."
        )
    return (
        f"{data}: it cannot be told whether {MORE} more annotated sentences, after {size:.0f},"
        f" would help: {numbers}."
    )


def _hurt(results: Results, pairs: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """The types that are certainly worse with augmentation, and how many were looked at."""
    hurt: list[str] = []
    tested = 0
    for name, baseline in pairs:
        way = next(arm.recipe.method for arm in results.arms if arm.name == name)
        for data in results.data:
            for label in sorted({t for o in results.of(baseline, data) for t in o.types}):
                rows = (o.types.get(label, ()) for o in results.of(baseline, data))
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
