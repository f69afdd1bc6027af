"""An experiment from its setting to its folder."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paner.app.experiments.experiment import Arm, Experiment, Findings, Results, Setting, cells
from paner.app.experiments.material import load_material
from paner.app.experiments.running import Announce, run_cells
from paner.app.experiments.setting_file import read_setting, write_setting
from paner.app.experiments.writing import write_findings
from paner.errors import ConfigError, DataError, UsageError

if TYPE_CHECKING:
    from paner.app.experiments.cell import Cell, Outcome

__all__ = ["conduct"]

CELLS = "cells.jsonl"


def conduct(
    experiment: Experiment,
    setting: Setting,
    folder: Path,
    *,
    workers: int = 1,
    others: Sequence[Path] = (),
    announce: Announce = lambda _outcome, _done, _all: None,
) -> Findings:
    """Run what is not yet run, and write what was found.

    Args:
        experiment: Which.
        setting: With what; data that are not named are the experiment's own.
        folder: New, or that of an earlier run of the same experiment.
        workers: Cells at a time.
        others: Folders of other experiments, whose cells need not be run again.
        announce: Told of each finished cell.

    Raises:
        PanerError: The experiment cannot be run on these data, or the folder is another's.
    """
    if lacking := experiment.needs(setting):
        raise UsageError(f"{experiment.name} needs {lacking}")
    setting = replace(setting, data=setting.data or experiment.data)
    materials = {name: load_material(name) for name in setting.data}
    for name, material in materials.items():
        if not setting.models and not any(sentence.entities for sentence in material.train):
            raise DataError("no training sentence has an entity", path=name)
    _claim(folder, experiment, setting)
    asked: list[Cell] = []
    outcomes: list[Outcome] = []
    while True:
        arms = {
            name: tuple(experiment.arms(setting, material, outcomes))
            for name, material in materials.items()
        }
        wanted = cells(arms, setting.seeds)
        if not wanted:
            raise UsageError(f"{experiment.name}: there is nothing to run on these data")
        if wanted == asked:
            break
        asked = wanted
        outcomes = run_cells(
            asked,
            folder / CELLS,
            workers=workers,
            announce=announce,
            others=[other / CELLS for other in others],
        )
    of_all = [arm for of_data in arms.values() for arm in of_data]
    results = Results(setting, materials, _once(of_all), outcomes)
    findings = experiment.findings(results)
    write_findings(experiment, results, findings, folder)
    return findings


def _once(arms: Sequence[Arm]) -> list[Arm]:
    """Each arm once, by its name; where data sets differ in its numbers, its label has them all."""
    labels: dict[str, dict[str, None]] = {}
    for arm in arms:
        labels.setdefault(arm.name, {})[arm.label] = None
    once = {arm.name: arm for arm in reversed(arms)}
    return [replace(once[name], label=" / ".join(told)) for name, told in labels.items()]


def _claim(folder: Path, experiment: Experiment, setting: Setting) -> None:
    config = folder / "config.toml"
    if folder.exists() and not folder.is_dir():
        raise ConfigError("the folder is a file", path=folder, expected="a folder")
    if folder.is_dir() and any(folder.iterdir()):
        name = read_setting(config)[0] if config.exists() else "something else"
        if name != experiment.name:
            raise ConfigError(
                "the folder holds something else",
                path=folder,
                found=name,
                expected=f"an empty or new folder, or one of {experiment.name}",
            )
    folder.mkdir(parents=True, exist_ok=True)
    write_setting(experiment.name, setting, config)
