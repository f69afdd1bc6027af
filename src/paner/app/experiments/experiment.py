"""What an experiment is: its arms, and what it finds; what it is run with; what it was given."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from paner.app.experiments.cell import Cell, Outcome, Recipe
from paner.app.experiments.differences import Mean, Scores, mean_f1, seed_difference
from paner.app.experiments.material import Material
from paner.evaluate.bootstrap import Difference

__all__ = [
    "Arm",
    "Experiment",
    "Findings",
    "Plot",
    "Results",
    "Series",
    "Setting",
    "Table",
    "cells",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a person may set.

    Args:
        data: Data sets, as `load_material` takes them.
        backbone: `compact`, or what `paner train --backbone` takes.
        seeds: How many: 0, 1, …
        steps: Optimiser steps of each training; 0 is the backbone's default.
        members: Trainings that are averaged (compact backbone).
        dev: Choose on the first so many development sentences; 0 is all.
        models: Folders of saved taggers (`zero-shot`).
        pool: A file of texts to choose the next ones from (`is-it-worth-it`).
    """

    data: tuple[str, ...] = ()
    backbone: str = "compact"
    seeds: int = 3
    steps: int = 300
    members: int = 1
    dev: int = 0
    models: tuple[str, ...] = ()
    pool: str = ""

    def recipe(self, **choices: Any) -> Recipe:
        """A recipe with these choices, and the setting's for the rest."""
        rest = {"backbone": self.backbone, "steps": self.steps, "members": self.members}
        return Recipe(**{**rest, "dev": self.dev, **choices})


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to make a tagger, compared with others.

    Args:
        name: Short, unique in the experiment.
        label: As tables say it.
        recipe: How.
        paper: The row of the paper's table that it stands beside.
        x: Its place on the horizontal axis, where arms form a curve.
        curve: The curve's name.
        data: The data sets it is run on; empty for all.
    """

    name: str
    label: str
    recipe: Recipe
    paper: str = ""
    x: float | None = None
    curve: str = ""
    data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page.

    Args:
        title: Its heading.
        header: Names of the columns.
        rows: Cells, as text.
        note: What one must know to read it.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Points of a plot with their intervals; `y`, `low` and `high` as they are drawn."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: lines over numbers, or marks beside names where `names` are given."""

    x: str
    y: str
    series: tuple[Series, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What an experiment found.

    Args:
        verdict: In plain words, one point each.
        tables: For the page.
        plot: For the page.
        figures: Every number that the verdict states, for results.json.
    """

    verdict: tuple[str, ...]
    tables: tuple[Table, ...]
    plot: Plot
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """The outcomes of an experiment, asked by arm and data set.

    Args:
        setting: What it was run with.
        materials: The data, by name.
        arms: In the order of the tables.
        outcomes: Of all cells.
    """

    setting: Setting
    materials: Mapping[str, Material]
    arms: Sequence[Arm]
    outcomes: Sequence[Outcome]

    @cached_property
    def data(self) -> list[str]:
        """The data sets, in order."""
        return list(self.materials)

    def of(self, arm: str, data: str | None = None) -> list[Outcome]:
        """The outcomes of an arm, by seed and fold."""
        return [
            outcome
            for outcome in self.outcomes
            if outcome.cell.arm == arm and data in (None, outcome.cell.data)
        ]

    def scores(
        self, arm: str, data: str | None = None, labels: Collection[str] | None = None
    ) -> Scores:
        """Counts by data set and seed; the folds of a seed stand one after the other."""
        found: dict[str, dict[int, list[Any]]] = {}
        for outcome in self.of(arm, data):
            by_seed = found.setdefault(outcome.cell.data, {})
            by_seed.setdefault(outcome.cell.seed, []).append(outcome.counts(labels))
        return {
            name: [np.concatenate(folds) for _, folds in sorted(by_seed.items())]
            for name, by_seed in found.items()
        }

    def mean(
        self, arm: str, data: str | None = None, labels: Collection[str] | None = None
    ) -> Mean | None:
        """Mean F1 of an arm; None where it was not run."""
        scores = self.scores(arm, data, labels)
        return mean_f1(scores) if scores else None

    def difference(
        self,
        arm: str,
        baseline: str,
        data: str | None = None,
        labels: Collection[str] | None = None,
    ) -> Difference | None:
        """F1 of an arm less another's; None where they share no data."""
        one, other = self.scores(arm, data, labels), self.scores(baseline, data, labels)
        return seed_difference(one, other) if one.keys() & other.keys() else None

    def figure(self, arm: str, name: str, data: str | None = None) -> float | None:
        """The mean of another figure."""
        values = [o.figures[name] for o in self.of(arm, data) if name in o.figures]
        return float(np.mean(values)) if values else None


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment.

    Args:
        name: On the command line.
        question: What it answers.
        paper: The paper's table or figure.
        data: The data sets where none are named.
        arms: Which arms there are for a data set; called again when all were run, with the
            outcomes so far, until it has no new ones.
        findings: What the outcomes say.
        needs: What else the experiment needs, in words, where the setting lacks it; empty if it
            can run.
    """

    name: str
    question: str
    paper: str
    data: tuple[str, ...]
    arms: Callable[[Setting, Material, Sequence[Outcome]], Sequence[Arm]]
    findings: Callable[[Results], Findings]
    needs: Callable[[Setting], str] = lambda _setting: ""


def cells(arms: Mapping[str, Sequence[Arm]], seeds: int) -> list[Cell]:
    """All cells, seed by seed, so that an interrupted experiment is an even one.

    Args:
        arms: By data set.
        seeds: How many.
    """
    return [
        Cell(data, arm.name, seed, arm.recipe, fold)
        for seed in range(seeds)
        for data, of_data in arms.items()
        for arm in of_data
        for fold in range(max(1, arm.recipe.folds))
    ]
