"""Plots of the scores. F1 is drawn in points (0 to 100), as tables print it."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from paner.app.report.content import Json, System
from paner.app.report.drawing import INK, MARKERS, SERIES, SURFACE, draw, legend, short

__all__ = ["ERROR_KINDS", "plot_errors", "plot_reliability", "plot_scores", "plot_types"]

_MOST_TYPES = 40
ERROR_KINDS = ("missed", "spurious", "wrong_type", "wrong_boundary", "wrong_both")


def plot_scores(systems: Sequence[System]) -> Markup:
    """Strict and set F1 of each system, with their intervals."""

    def plot(axes: Any) -> None:
        for index, (key, name) in enumerate((("strict", "strict F1"), ("set", "set F1"))):
            for row, system in enumerate(systems):
                score = system.evaluation[key]
                place, f1 = row + (index - 0.5) * 0.28, 100 * score["f1"]
                low, high = (100 * end for end in score.get("interval") or (score["f1"],) * 2)
                axes.plot([low, high], [place, place], color=SERIES[index], linewidth=2)
                axes.plot(
                    [f1],
                    [place],
                    MARKERS[index],
                    color=SERIES[index],
                    label=name if row == 0 else None,
                    linestyle="none",
                )
                axes.annotate(
                    f"{f1:.1f}", (high, place), (5, 0), textcoords="offset points", va="center"
                )
        axes.set_yticks(range(len(systems)), [short(system.name) for system in systems])
        axes.set_ylim(len(systems) - 0.4, -0.6)
        axes.margins(x=0.12)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("F1, with bootstrap interval")
        legend(axes)

    described = "F1 of each system with its interval; the numbers stand in the table of scores"
    return draw("scores", plot, describe=described, height=1.3 + 0.55 * len(systems))


def plot_types(systems: Sequence[System]) -> Markup:
    """F1 of each type, one mark a system, the types with most gold entities first, at most 40."""
    types = sorted({label for system in systems for label in system.evaluation["per_type"]})
    support = {label: max(_support(system, label) for system in systems) for label in types}
    types = sorted(types, key=lambda label: (-support[label], label))[:_MOST_TYPES]

    def plot(axes: Any) -> None:
        for row, label in enumerate(types):
            scores = [_type_f1(system, label) for system in systems]
            axes.plot([min(scores), max(scores)], [row, row], color=INK, alpha=0.25, linewidth=2)
        for index, system in enumerate(systems):
            scores = [_type_f1(system, label) for label in types]
            style = {"color": SERIES[index % len(SERIES)], "linestyle": "none", "markersize": 6}
            marker = MARKERS[index % len(MARKERS)]
            rows = range(len(types))
            axes.plot(scores, rows, marker, label=short(system.name), alpha=0.9, **style)
        axes.set_yticks(range(len(types)), [f"{short(t)} ({support[t]})" for t in types])
        axes.set_ylim(len(types) - 0.4, -0.6)
        axes.set_xlim(-3, 103)
        axes.set_xlabel("strict F1 (gold entities in brackets)")
        legend(axes)

    described = "F1 of each type and system; the numbers stand in the table by type"
    return draw("types", plot, describe=described, height=1.2 + 0.27 * len(types))


def plot_errors(systems: Sequence[System]) -> Markup:
    """Errors of each system, stacked by kind."""

    def plot(axes: Any) -> None:
        rows = range(len(systems))
        left = [0] * len(systems)
        for index, kind in enumerate(ERROR_KINDS):
            counts = [system.evaluation["errors"].get(kind, 0) for system in systems]
            axes.barh(
                rows,
                counts,
                0.6,
                left=left,
                color=SERIES[index],
                edgecolor=SURFACE,
                label=kind.replace("_", " "),
            )
            left = [before + count for before, count in zip(left, counts, strict=True)]
        axes.set_yticks(rows, [short(system.name) for system in systems])
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("errors")
        legend(axes, columns=3)

    described = "Errors by kind; the numbers stand in the table of errors"
    return draw("errors", plot, describe=described, height=1.5 + 0.4 * len(systems))


def plot_reliability(reliability: Json) -> Markup:
    """Share of right entities against confidence; a mark's area grows with its entities."""

    def plot(axes: Any) -> None:
        bins = reliability["bins"]
        most = max(one["count"] for one in bins)
        axes.plot([0, 100], [0, 100], "--", color=INK, alpha=0.5, linewidth=1)
        confidence = [100 * one["confidence"] for one in bins]
        accuracy = [100 * one["accuracy"] for one in bins]
        axes.plot(confidence, accuracy, color=SERIES[0], alpha=0.6)
        sizes = [20 + 160 * one["count"] / most for one in bins]
        axes.scatter(confidence, accuracy, sizes, color=SERIES[0], zorder=3)
        axes.set_xlim(-4, 104)
        axes.set_ylim(-4, 104)
        axes.set_xlabel("confidence, %")
        axes.set_ylabel("right, %")

    described = "Share of right entities against confidence; the diagonal is perfect"
    return draw("reliability", plot, describe=described, width=4.2, height=3.4)


def _support(system: System, label: str) -> int:
    support: int = system.evaluation["per_type"].get(label, {}).get("support", 0)
    return support


def _type_f1(system: System, label: str) -> float:
    f1: float = system.evaluation["per_type"].get(label, {}).get("f1", 0.0)
    return 100 * f1
