"""Turns a matplotlib figure into inline SVG that follows the page's colours and fonts.

Plots are drawn with stand-in colours, which become CSS variables, so that one drawing serves the
light and the dark page. The same figure always gives the same bytes.
"""

import io
import re
import warnings
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

__all__ = ["GRID", "INK", "MARKERS", "SERIES", "SURFACE", "draw", "legend", "short"]

INK, GRID, SURFACE = "#0a0b01", "#0a0b02", "#0a0b03"
MARKERS = "osD^vP"
SERIES = tuple(f"#0a0b1{index}" for index in range(6))

_COLOURS = {
    INK: "currentColor",
    GRID: "var(--grid)",
    SURFACE: "var(--surface)",
    **{colour: f"var(--series-{index})" for index, colour in enumerate(SERIES)},
}
_SETTINGS = {
    "axes.axisbelow": True,
    "axes.edgecolor": GRID,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same widths everywhere
    "font.size": 11,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "legend.edgecolor": "none",
    "legend.facecolor": SURFACE,
    "legend.labelcolor": INK,
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and copied
    "text.color": INK,
    "text.parse_math": False,  # a type's name may hold a dollar sign
    "xtick.color": INK,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.major.size": 0,
}


def draw(
    name: str, plot: Callable[[Any], None], *, describe: str, width: float = 5.2, height: float
) -> Markup:
    """Draw one plot.

    Args:
        name: Unique on the page; element names in the drawing derive from it.
        plot: Draws onto the axes that it is given.
        describe: What the plot shows, for those who do not see it.
        width: In inches; 72 units of the drawing are one.
        height: In inches.

    Returns:
        An `<svg>` element.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    with mpl.rc_context({**_SETTINGS, "svg.hashsalt": name}), warnings.catch_warnings():
        # The page's own fonts have the glyphs that the measuring font lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(width, height), layout="constrained")
        plot(figure.add_subplot())
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(buffer, format="svg", metadata=nothing)
    return _inline(buffer.getvalue(), describe, round(width * 72))


def short(name: str, limit: int = 22) -> str:
    """A name that fits beside an axis."""
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def _inline(svg: str, describe: str, width: int) -> Markup:
    """An SVG file as an element of an HTML page."""
    svg = svg[svg.index("<svg") :]
    opening, _, drawing = svg.partition(">")
    view_box = re.search(r'viewBox="[\d. ]+"', opening)
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r'<g id="[^"]*"', "<g", drawing)  # `axes_1` stands in every drawing
    for colour, variable in _COLOURS.items():
        drawing = drawing.replace(colour, variable)
    size = view_box.group() if view_box else ""
    label = Markup.escape(describe)
    return Markup(  # noqa: S704 - matplotlib has escaped its texts, and the label is escaped here
        f'<svg role="img" aria-label="{label}" {size} style="--width: {width}px">{drawing.strip()}'
    )


def legend(axes: Any, columns: int = 2) -> None:
    """A legend above the axes, where it covers nothing."""
    axes.figure.legend(
        loc="outside upper left",
        ncols=columns,
        fontsize=10,
        frameon=False,
        handlelength=1.4,
        columnspacing=1.4,
    )
