"""`paner experiment`: one experiment, all of them, or what there is."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from paner.app.experiments.catalogue import EXPERIMENTS, experiment_named
from paner.app.experiments.cell import Outcome
from paner.app.experiments.conducting import conduct
from paner.app.experiments.experiment import Setting
from paner.app.experiments.index import write_index
from paner.app.experiments.running import possible_workers
from paner.app.experiments.setting_file import read_setting
from paner.app.show import note, print_json, print_table
from paner.errors import PanerError, UsageError

__all__ = ["QUICK_DEV", "QUICK_STEPS", "run_experiment"]

QUICK_STEPS, QUICK_DEV = 150, 200


def run_experiment(
    name: str,
    setting: Setting,
    out: Path | None,
    *,
    workers: int,
    quick: bool,
    as_json: bool,
    given: Sequence[str] = (),
) -> None:
    """Run what is asked for and say what was found.

    Args:
        name: An experiment's name, `all`, `list`, or the path of a config.toml.
        setting: What the command line said.
        out: The folder; the experiment's name without it.
        workers: Cells at a time; 0 for what the machine bears.
        quick: Fewer steps, and choices on fewer development sentences.
        as_json: Print the verdict as JSON.
        given: Options of the setting that the command line named.

    Raises:
        UsageError: A config.toml and options of the setting are named together.
    """
    if name == "list":
        rows = [(e.name, e.paper or "ours", e.question) for e in EXPERIMENTS.values()]
        print_table(rows, ("experiment", "paper", "question"))
        return
    if name.endswith(".toml"):
        if given:
            raise UsageError(
                f"{name} says what to run, so {', '.join(given)} cannot be named beside it; change"
                " the file, or name the experiment"
            )
        name, setting = read_setting(Path(name))
    if quick:
        setting = replace(setting, steps=QUICK_STEPS, members=1, dev=QUICK_DEV)
    folder = out or Path(name)
    if name == "all":
        _run_all(setting, folder, workers)
        return
    experiment = experiment_named(name)
    workers = possible_workers(workers)
    findings = conduct(experiment, setting, folder, workers=workers, announce=_announce)
    if as_json:
        print_json({"experiment": name, "verdict": findings.verdict, **findings.figures})
        return
    for table in findings.tables:
        print_table(table.rows, table.header, title=table.title)
    sys.stdout.write("".join(f"{sentence}\n" for sentence in findings.verdict))
    note(f"wrote {folder / 'table.md'}")


def _run_all(setting: Setting, folder: Path, workers: int) -> None:
    """Every experiment that can be run with this setting, and the page over them."""
    for name, experiment in EXPERIMENTS.items():
        if lacking := experiment.needs(setting):
            note(f"{name}: not run; it needs {lacking}")
            continue
        try:
            conduct(
                experiment,
                setting,
                folder / name,
                workers=possible_workers(workers),
                others=[folder / other for other in EXPERIMENTS if other != name],
                announce=_announce,
            )
        except PanerError as error:  # data that are not here; the others can still be run
            note(f"{name}: not run; {error}")
    note(f"wrote {write_index(folder)}")


def _announce(outcome: Outcome, done: int, number: int) -> None:
    cell = outcome.cell
    fold = f", fold {cell.fold}" if cell.recipe.folds else ""
    note(
        f"{done}/{number} {cell.data}, {cell.arm}, seed {cell.seed}{fold}:"
        f" F1 {100 * outcome.f1:.1f} in {outcome.figures['seconds']:.0f} s"
    )
