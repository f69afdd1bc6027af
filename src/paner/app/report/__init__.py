"""One HTML file that shows a run: scores, plots, examples, provenance; no network, no scripts."""

from paner.app.report.content import (
    Augmentation,
    Comparison,
    Curve,
    CurvePoint,
    Example,
    Losses,
    Mark,
    MarkedText,
    Rejected,
    ReportData,
    Rewriting,
    System,
    mark_entities,
)
from paner.app.report.page import render_report, write_report

__all__ = [
    "Augmentation",
    "Comparison",
    "Curve",
    "CurvePoint",
    "Example",
    "Losses",
    "Mark",
    "MarkedText",
    "Rejected",
    "ReportData",
    "Rewriting",
    "System",
    "mark_entities",
    "render_report",
    "write_report",
]
