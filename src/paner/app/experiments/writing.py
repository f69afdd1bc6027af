"""An experiment's folder: results.json, table.md, plots, and the config that reruns it."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from paner.app.experiments.experiment import Experiment, Findings, Results, Table
from paner.app.experiments.paper import PAPER
from paner.app.experiments.plots import write_plot
from paner.app.experiments.setting_file import write_setting
from paner.app.stages import write_json
from paner.app.versions import versions

__all__ = ["command_of", "table_lines", "write_findings"]


def write_findings(
    experiment: Experiment, results: Results, findings: Findings, folder: Path
) -> None:
    """Write everything into the experiment's folder."""
    write_setting(experiment.name, results.setting, folder / "config.toml")
    write_json(folder / "results.json", _to_json(experiment, results, findings))
    write_plot(findings.plot, folder)
    lines = _page(experiment, results, findings)
    (folder / "table.md").write_text("\n".join(lines) + "\n", "utf-8")


def command_of(experiment: Experiment, results: Results) -> str:
    """The command line that gives the same results."""
    setting = results.setting
    options = [f"--data {data}" for data in results.data]
    options += [f"--model {model}" for model in setting.models]
    options += [f"--pool {setting.pool}"] if setting.pool else []
    options += [f"--backbone {setting.backbone}", f"--seeds {setting.seeds}"]
    options += [f"--steps {setting.steps}", f"--members {setting.members}"]
    options += [f"--dev-limit {setting.dev}"] if setting.dev else []
    return f"paner experiment {experiment.name} {' '.join(options)} -o DIR"


def _to_json(experiment: Experiment, results: Results, findings: Findings) -> dict[str, object]:
    return {
        "experiment": experiment.name,
        "question": experiment.question,
        "paper": experiment.paper,
        "command": command_of(experiment, results),
        "setting": asdict(results.setting),
        "versions": versions(),
        "seconds": round(_seconds(results)),
        "verdict": list(findings.verdict),
        "figures": dict(findings.figures),
        "tables": [asdict(table) for table in findings.tables],
        "plot": asdict(findings.plot),
        "paper_values": PAPER.get(experiment.paper, {}),
        "data": {name: _data(results, name) for name in results.data},
        "cells": [
            {
                **{k: v for k, v in asdict(outcome.cell).items() if k != "recipe"},
                "f1": outcome.f1,
                "dev_f1": outcome.dev_f1,
                **outcome.figures,
                **outcome.notes,
            }
            for outcome in results.outcomes
        ],
        "recipes": {arm.name: asdict(arm.recipe) for arm in results.arms},
    }


def _data(results: Results, name: str) -> dict[str, object]:
    material = results.materials[name]
    return {
        "train": len(material.train),
        "dev": len(material.dev),
        "test": len(material.test),
        "recorded": [path.name for path in material.recorded],
        "sha256": [part for part in material.digest.split() if "=" not in part],
        "warnings": list(material.warnings),
    }


def _page(experiment: Experiment, results: Results, findings: Findings) -> Iterator[str]:
    yield f"# {experiment.name}: {experiment.question}"
    yield ""
    for sentence in findings.verdict:
        yield f"- {sentence}"
    yield from ("", f"![{findings.plot.y or findings.plot.x}](plot.svg)", "")
    for table in findings.tables:
        yield from table_lines(table)
    for name, material in results.materials.items():
        if material.warnings:
            yield from (f"{name}: {'; '.join(material.warnings)}.", "")
    setting, made = results.setting, versions()
    minutes = _seconds(results) / 60
    yield (
        f"Command: `{command_of(experiment, results)}` ({len(results.outcomes)} cells;"
        f" their times add up to {minutes:.0f} minutes, whatever else the machine did). Backbone"
        f" {setting.backbone}, {setting.steps or 'default'} steps, {setting.members} member(s)."
        f" paner {made['paner']}, Python {made['python']}, torch {made['torch']},"
        f" {made['platform']}."
    )


def table_lines(table: Table) -> Iterator[str]:
    """A table in Markdown."""
    yield from (f"## {table.title}", "")
    yield f"| {' | '.join(table.header)} |"
    yield "| " + "--- | " * len(table.header)
    for row in table.rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    yield ""
    if table.note:
        yield from (table.note, "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _seconds(results: Results) -> float:
    return sum(outcome.figures.get("seconds", 0.0) for outcome in results.outcomes)
