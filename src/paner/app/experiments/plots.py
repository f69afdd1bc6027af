"""Plots of experiments as files: the same figure always gives the same SVG."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paner.app.experiments.experiment import Plot
from paner.app.report.drawing import MARKERS, short

__all__ = ["write_plot"]

# Okabe & Ito's colours, told apart by all eyes
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_SETTINGS = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "grid.color": "#e4e4e4",
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "paner",
    "text.parse_math": False,
}


def write_plot(plot: Plot, folder: Path) -> tuple[Path, Path]:
    """Write plot.svg and plot.png into a folder."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    files = folder / "plot.svg", folder / "plot.png"
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        height = 1.6 + 0.34 * len(plot.names) if plot.names else 3.6
        figure = Figure(figsize=(6.4, height), layout="constrained")
        axes = figure.add_subplot()
        draw = _marks if plot.names else _lines
        draw(axes, plot)
        if len(plot.series) > 1:
            longest = max(len(series.name) for series in plot.series)
            columns = max(1, 84 // (longest + 6))
            figure.legend(loc="outside upper left", ncols=columns, fontsize=9)
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(files[0], metadata=nothing)
        figure.savefig(files[1], dpi=150, metadata={"Software": None})
    return files


def _lines(axes: Any, plot: Plot) -> None:
    for index, series in enumerate(plot.series):
        style = _style(index)
        axes.plot(series.x, series.y, label=short(series.name, 60), linewidth=1.6, **style)
        if series.low:
            axes.fill_between(series.x, series.low, series.high, color=style["color"], alpha=0.12)
    axes.set_xlabel(plot.x)
    axes.set_ylabel(plot.y)


def _marks(axes: Any, plot: Plot) -> None:
    """Marks with intervals beside names, the first name on top."""
    for index, series in enumerate(plot.series):
        shift = 0.16 * (index - (len(plot.series) - 1) / 2)
        places = [place + shift for place in series.x]
        axes.errorbar(
            series.y,
            places,
            xerr=_errors(series.y, series.low, series.high),
            label=short(series.name, 60),
            linestyle="none",
            **_style(index),
        )
    axes.set_yticks(range(len(plot.names)), [short(name, 44) for name in plot.names])
    axes.set_ylim(len(plot.names) - 0.5, -0.5)
    axes.set_xlabel(plot.x)


def _style(index: int) -> dict[str, Any]:
    return {
        "color": COLOURS[index % len(COLOURS)],
        "marker": MARKERS[index % len(MARKERS)],
        "markersize": 4.5,
    }


def _errors(
    values: Sequence[float], low: Sequence[float], high: Sequence[float]
) -> list[list[float]] | None:
    if not low:
        return None
    # a percentile interval need not hold the value itself
    below = [max(0.0, value - end) for value, end in zip(values, low, strict=True)]
    above = [max(0.0, end - value) for value, end in zip(values, high, strict=True)]
    return [below, above]
