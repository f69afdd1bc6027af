"""Plots of what led to the scores: training sizes, losses, answers kept and rejected."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from paner.app.report.content import Augmentation, Curve, Losses
from paner.app.report.drawing import MARKERS, SERIES, SURFACE, draw, legend, short

__all__ = ["plot_augmentations", "plot_curves", "plot_losses"]


def plot_curves(curves: Sequence[Curve]) -> Markup:
    """F1 by number of gold sentences."""

    def plot(axes: Any) -> None:
        for index, curve in enumerate(curves):
            colour = SERIES[index % len(SERIES)]
            points = sorted(curve.points, key=lambda point: point.size)
            sizes = [point.size for point in points]
            marker = f"{MARKERS[index % len(MARKERS)]}-"
            scores = [100 * point.f1 for point in points]
            axes.plot(sizes, scores, marker, color=colour, label=short(curve.name))
            banded = [p for p in points if p.low is not None and p.high is not None]
            axes.fill_between(
                [point.size for point in banded],
                [100 * (point.low or 0) for point in banded],
                [100 * (point.high or 0) for point in banded],
                color=colour,
                alpha=0.14,
                linewidth=0,
            )
        axes.set_xticks(sorted({point.size for curve in curves for point in curve.points}))
        axes.set_xlabel("gold sentences")
        axes.set_ylabel("strict F1")
        legend(axes)

    described = "F1 against the number of gold sentences, one line a system"
    return draw("curves", plot, describe=described, width=4.4, height=2.9)


def plot_losses(losses: Sequence[Losses]) -> Markup:
    """Training loss by step."""

    def plot(axes: Any) -> None:
        for index, line in enumerate(losses):
            steps, values = [step for step, _ in line.steps], [loss for _, loss in line.steps]
            colour = SERIES[index % len(SERIES)]
            axes.plot(steps, values, color=colour, label=short(line.name), linewidth=1.6)
        axes.set_xlabel("training step")
        axes.set_ylabel("loss")
        axes.set_ylim(bottom=0)
        legend(axes)

    return draw("losses", plot, describe="Training loss against the step", width=4.4, height=2.9)


def plot_augmentations(augmentations: Sequence[Augmentation]) -> Markup:
    """Kept, rejected and failed answers of each method."""

    def plot(axes: Any) -> None:
        rows = range(len(augmentations))
        parts = (
            ("kept", [one.kept for one in augmentations]),
            ("rejected", [sum(one.rejected.values()) for one in augmentations]),
            ("failed", [sum(one.failed.values()) for one in augmentations]),
        )
        left = [0] * len(augmentations)
        for index, (name, counts) in enumerate(parts):
            colour = SERIES[index]
            axes.barh(rows, counts, 0.6, left=left, color=colour, edgecolor=SURFACE, label=name)
            left = [before + count for before, count in zip(left, counts, strict=True)]
        axes.set_yticks(rows, [short(one.method.replace("_", " ")) for one in augmentations])
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("answers")
        legend(axes, columns=3)

    described = "Kept, rejected and failed answers; the numbers stand in the table below"
    height = 1.3 + 0.4 * len(augmentations)
    return draw("augmentations", plot, describe=described, height=height)
