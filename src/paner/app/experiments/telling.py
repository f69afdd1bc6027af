"""Tables and sentences that several experiments share."""

from collections.abc import Sequence
from statistics import fmean

from paner.app.experiments.differences import Mean
from paner.app.experiments.experiment import Arm, Plot, Results, Series, Table
from paner.app.experiments.paper import PAPER, paper_value
from paner.app.report.content import Comparison
from paner.app.report.verdict import describe_difference, points
from paner.evaluate.bootstrap import Difference

__all__ = [
    "arm_plot",
    "arm_table",
    "certain",
    "curve_plot",
    "difference_table",
    "paper_table",
    "say_beside_paper",
    "say_difference",
    "say_seeds",
]

NONE = "-"


def arm_table(results: Results, title: str, *, paper: str = "") -> Table:
    """Mean F1 and spread over seeds by arm and data set, with the paper's rows beneath ours.

    Args:
        results: All outcomes.
        title: The heading.
        paper: The paper's table that the arms' `paper` rows stand in.
    """
    rows: list[tuple[str, ...]] = []
    for arm in results.arms:
        over_all = results.mean(arm.name)
        if over_all is None:
            continue
        by_data = [_f1(results.mean(arm.name, data)) for data in results.data]
        numbers = (_interval(over_all), str(over_all.seeds), _count(results, arm, "steps"))
        rows.append((arm.label, *by_data, points(over_all.f1), *numbers))
        values = [paper_value(paper, arm.paper, data) for data in results.data]
        if arm.paper and any(value is not None for value in values):
            shown = [NONE if value is None else f"{value:.1f}" for value in values]
            rows.append((f"*paper: {arm.paper}*", *shown, *[""] * 4))
    header = ("trained on", *results.data, "mean", "95 % interval", "seeds", "steps")
    note = (
        "Strict span F1 in per cent, ± standard deviation over seeds; the interval is that of the"
        " mean, over test sentences and seeds."
    )
    if paper:
        note += f" *Paper* rows are PANER's {paper}: other models and training data, not ours."
    return Table(title, header, tuple(rows), note)


def difference_table(results: Results, pairs: Sequence[tuple[str, str]], title: str) -> Table:
    """Differences of arms, with intervals: over all data sets, then by data set."""
    labels = {arm.name: arm.label for arm in results.arms}
    places = [None, *results.data] if len(results.data) > 1 else results.data
    rows: list[tuple[str, ...]] = []
    for arm, baseline in pairs:
        for data in places:
            found = results.difference(arm, baseline, data)
            if found is not None:
                names = (labels[arm], labels[baseline], data or "all")
                rows.append((*names, *_numbers(found)))
    header = ("trained on", "less", "data", "F1 points", "95 % interval", "p")
    note = "Same test sentences and seeds on both sides; intervals over sentences and seeds."
    return Table(title, header, tuple(rows), note)


def say_difference(
    results: Results, arm: str, baseline: str, data: str | None = None
) -> tuple[str, ...]:
    """One sentence on a difference, as careful as its interval; nothing where there is none."""
    found = results.difference(arm, baseline, data)
    if found is None:
        return ()
    labels = {one.name: one.label for one in results.arms}
    where = f"On {data}: " if data else ""
    told = describe_difference(Comparison(labels[arm], labels[baseline], found.to_dict()))
    return (f"{where}{told}",)


def say_seeds(results: Results) -> str:
    """What the intervals can know."""
    seeds = results.setting.seeds
    few = (
        "One seed: the intervals speak of other test sentences, not of other seeds."
        if seeds == 1
        else f"{seeds} seeds: the intervals draw test sentences and seeds anew; of seeds they"
        " know little with so few."
    )
    return f"{few} Data sets are compared on one set of recorded answers each."


def say_beside_paper(
    results: Results, arm: str, baseline: str, table: str, model: str = ""
) -> tuple[str, ...]:
    """Whether a difference agrees with the paper's; nothing on data that its table lacks.

    Args:
        results: All outcomes.
        arm: What is compared.
        baseline: With what.
        table: The paper's table that the arms' `paper` rows stand in.
        model: The paper's model, where the table has one.
    """
    rows = {one.name: one for one in results.arms}
    if not {arm, baseline} <= rows.keys():
        return ()
    gains: dict[str | None, float] = {
        data: after - before
        for data in results.data
        if results.of(arm, data)
        and results.of(baseline, data)
        and (after := paper_value(table, rows[arm].paper, data)) is not None
        and (before := paper_value(table, rows[baseline].paper, data)) is not None
    }
    if len(gains) == len(results.data):
        gains = {None: fmean(gains.values())}
    where = f"“{rows[arm].label}” beside “{rows[baseline].label}”"
    source = ", ".join(filter(None, (table, model)))
    return tuple(
        f"{where}{f' on {data}' if data else ''}: {_beside_paper(found, gain, source)}"
        for data, gain in gains.items()
        if (found := results.difference(arm, baseline, data))
    )


def _beside_paper(found: Difference, gain: float, source: str) -> str:
    low, high = (100 * end for end in found.interval.to_list())
    theirs = f"the paper has {points(gain / 100, sign=True)} points ({source})"
    inside = "inside" if low <= gain <= high else "outside"
    if certain(found) == 0:
        return f"{theirs}, {inside} our interval; ours cannot be told from none."
    agrees = "agree" if (found.f1 > 0) == (gain > 0) else "do not agree"
    return f"{theirs}, {inside} our interval: the directions {agrees}."


def paper_table(table: str, data: Sequence[str]) -> Table:
    """A table of the paper, for the data sets that it and we have."""
    rows = [
        (name, *("-" if data_set not in row else f"{row[data_set]:.1f}" for data_set in data))
        for name, row in PAPER[table].items()
    ]
    return Table(f"The paper's {table}", ("F1 in the paper", *data), tuple(rows))


def certain(difference: Difference | None) -> int:
    """1 or -1 where the interval lies above or below 0, else 0."""
    if difference is None:
        return 0
    return (difference.interval.low > 0) - (difference.interval.high < 0)


def arm_plot(results: Results) -> Plot:
    """A mark an arm, a colour a data set."""
    arms = [arm for arm in results.arms if results.of(arm.name)]
    series = []
    for data in results.data:
        found = [(place, results.mean(arm.name, data)) for place, arm in enumerate(arms)]
        series.append(_series(data, [(place, mean) for place, mean in found if mean]))
    return Plot("strict F1, 95 % interval", "", tuple(series), tuple(arm.label for arm in arms))


def curve_plot(results: Results, x: str) -> Plot:
    """F1 over a number, a line a curve and data set."""
    series = []
    for data in results.data:
        for curve in dict.fromkeys(arm.curve for arm in results.arms if arm.x is not None):
            arms = [arm for arm in results.arms if arm.curve == curve and arm.x is not None]
            found = [(arm.x or 0.0, results.mean(arm.name, data)) for arm in arms]
            several = [data] if len(results.data) > 1 or not curve else []
            name = " ".join([*several, curve]).strip()
            series.append(_series(name, [(place, mean) for place, mean in found if mean]))
    return Plot(x, "strict F1, 95 % interval", tuple(one for one in series if one.x))


def _series(name: str, found: Sequence[tuple[float, Mean]]) -> Series:
    found = sorted(found, key=lambda point: point[0])
    return Series(
        name,
        tuple(float(x) for x, _ in found),
        tuple(100 * mean.f1 for _, mean in found),
        tuple(100 * mean.interval.low for _, mean in found),
        tuple(100 * mean.interval.high for _, mean in found),
    )


def _f1(mean: Mean | None) -> str:
    if mean is None:
        return NONE
    return points(mean.f1) + (f" ± {points(mean.spread)}" if mean.seeds > 1 else "")


def _interval(mean: Mean) -> str:
    return f"{points(mean.interval.low)} to {points(mean.interval.high)}"


def _numbers(found: Difference) -> tuple[str, ...]:
    low, high = (points(end, sign=True) for end in found.interval.to_list())
    return points(found.f1, sign=True), f"{low} to {high}", f"{found.p_value:.2g}"


def _count(results: Results, arm: Arm, name: str) -> str:
    value = results.figure(arm.name, name)
    return NONE if value is None else f"{value:.0f}"
