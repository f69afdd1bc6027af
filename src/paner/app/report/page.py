"""Lays a report's records out as one HTML file that needs nothing but itself."""

from functools import partial
from pathlib import Path

from markupsafe import Markup

from paner.app.report import plots_run, plots_scores, verdict
from paner.app.report.confusions import TABLE_LIMIT, largest_confusions
from paner.app.report.content import ReportData
from paner.app.report.highlight import hues
from paner.app.report.templating import page_template

__all__ = ["render_report", "write_report"]


def write_report(data: ReportData, path: str | Path) -> None:
    """Write the report to one file, which a browser shows without a network."""
    Path(path).write_text(render_report(data), encoding="utf-8")


def render_report(data: ReportData) -> str:
    """The report as HTML. All texts of the data are escaped; the page runs no scripts."""
    return page_template("report.html.jinja").render(
        data=data,
        systems=data.systems,
        shown=data.systems[-1] if data.systems else None,
        hues=hues(data),
        level=_level(data),
        headline=verdict.headline(data),
        describe_difference=verdict.describe_difference,
        error_kinds=plots_scores.ERROR_KINDS,
        largest_confusions=largest_confusions,
        table_limit=TABLE_LIMIT,
        plot=_drawings(data),
    )


def _level(data: ReportData) -> str:
    level = (data.systems and data.systems[-1].evaluation.get("level")) or 0.95
    return f"{100 * level:g} %"


def _drawings(data: ReportData) -> dict[str, Markup]:
    """The plots for which there are data."""
    shown = data.systems[-1].evaluation if data.systems else {}
    wanted = {
        "scores": data.systems and partial(plots_scores.plot_scores, data.systems),
        "types": data.systems and partial(plots_scores.plot_types, data.systems),
        "errors": data.systems and partial(plots_scores.plot_errors, data.systems),
        "reliability": shown.get("reliability")
        and partial(plots_scores.plot_reliability, shown["reliability"]),
        "curves": data.curves and partial(plots_run.plot_curves, data.curves),
        "losses": data.losses and partial(plots_run.plot_losses, data.losses),
        "augmentations": data.augmentations
        and partial(plots_run.plot_augmentations, data.augmentations),
    }
    return {name: plot() for name, plot in wanted.items() if plot}
