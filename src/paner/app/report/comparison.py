"""The page of `paner compare`: one HTML file that needs nothing but itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from paner.app.report.content import Mark, MarkedText
from paner.app.report.templating import page_template

__all__ = ["render_comparison"]

MOST = 200  # changed sentences a comparison: more than anyone reads


def render_comparison(found: Mapping[str, Any]) -> str:
    """The comparison as HTML. All texts are escaped; the page runs no scripts.

    Args:
        found: What `Compared.to_dict()` gave.
    """
    return page_template("comparison.html.jinja").render(
        found=found,
        comparisons=[(one, list(_rows(one))[:MOST]) for one in found["comparisons"]],
        hues=_hues(found),
        most=MOST,
    )


def _rows(comparison: Mapping[str, Any]) -> Iterable[tuple[Mapping[str, Any], list[MarkedText]]]:
    """Changed sentences with three marked texts each, those that got worse first."""
    order = ("worse", "better", "other")
    for change in sorted(comparison["changes"], key=lambda one: order.index(one["verdict"])):
        yield change, [_marked(change, side) for side in ("gold", "before", "after")]


def _marked(change: Mapping[str, Any], side: str) -> MarkedText:
    marks = tuple(Mark(one["start"], one["end"], one["label"]) for one in change[side])
    return MarkedText(change["characters"], marks)


def _hues(found: Mapping[str, Any]) -> dict[str, int]:
    labels = sorted({kind["label"] for one in found["comparisons"] for kind in one["types"]})
    return {label: 25 + index * 360 // len(labels) for index, label in enumerate(labels)}
