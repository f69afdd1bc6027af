"""A killed experiment resumes, cells run in processes of their own, folders are not mixed up."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from paner.app.experiments.augmentation import AUGMENTATION
from paner.app.experiments.cell import Outcome
from paner.app.experiments.conducting import conduct
from paner.app.experiments.experiment import Arm, Setting
from paner.app.experiments.low_resource import LOW_RESOURCE
from paner.app.experiments.running import finished, possible_workers
from paner.errors import ConfigError, UsageError


def test_a_killed_experiment_loses_the_running_cells_alone(
    setting: Setting, tmp_path: Path
) -> None:
    ran: list[str] = []

    def killed(outcome: Outcome, done: int, _number: int) -> None:
        ran.append(outcome.cell.arm)
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conduct(LOW_RESOURCE, setting, tmp_path, announce=killed)
    with (tmp_path / "cells.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"cell":{"data":"half a li')
    conduct(LOW_RESOURCE, setting, tmp_path, announce=killed)
    again = conduct(LOW_RESOURCE, setting, tmp_path, announce=killed)

    assert len(ran) == len(set(ran)) == 4
    assert len(finished(tmp_path / "cells.jsonl")) == 4
    assert again.verdict


def test_cells_run_in_processes_of_their_own(setting: Setting, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    gold = replace(
        AUGMENTATION, arms=lambda setting, *_: [Arm("gold", "gold", setting.recipe(gold=4))]
    )

    conduct(
        gold,
        replace(setting, seeds=2),
        tmp_path,
        workers=2,
        announce=lambda _outcome, done, number: told.append((done, number)),
    )

    assert told == [(1, 2), (2, 2)]
    cells = json.loads((tmp_path / "results.json").read_text("utf-8"))["cells"]
    assert [cell["seed"] for cell in cells] == [0, 1]


def test_a_folder_of_another_experiment_is_refused(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('experiment = "scaling"\n', "utf-8")

    with pytest.raises(ConfigError, match="holds something else"):
        conduct(AUGMENTATION, setting, tmp_path)


def test_an_experiment_without_arms_on_its_data_says_so(setting: Setting, tmp_path: Path) -> None:
    none = replace(AUGMENTATION, arms=lambda *_: [])

    with pytest.raises(UsageError, match="nothing to run"):
        conduct(none, setting, tmp_path)


def test_workers_are_as_many_as_asked_for_or_as_the_machine_bears() -> None:
    assert possible_workers(3) == 3
    assert possible_workers(0) >= 1
