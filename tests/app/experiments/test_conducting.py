"""A killed experiment resumes, cells run in processes of their own, folders are not mixed up."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paner.app.experiments import running
from paner.app.experiments.augmentation import AUGMENTATION
from paner.app.experiments.cell import Cell, Outcome, Recipe
from paner.app.experiments.conducting import conduct
from paner.app.experiments.experiment import Arm, Setting
from paner.app.experiments.low_resource import LOW_RESOURCE
from paner.app.experiments.running import finished, possible_workers, run_cells
from paner.app.experiments.zero_shot import ZERO_SHOT
from paner.data.read import read, write
from paner.errors import ConfigError, DataError, PanerError, UsageError


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


def test_a_cell_is_run_once_whatever_it_is_called(setting: Setting, tmp_path: Path) -> None:
    ran: list[str] = []

    def announce(outcome: Outcome, _done: int, _number: int) -> None:
        ran.append(outcome.cell.arm)

    def arms(setting: Setting, *_: object) -> list[Arm]:
        names = ("gold", "the same")
        return [Arm(name, name, setting.recipe(gold=4)) for name in names]

    both = replace(AUGMENTATION, arms=arms)
    conduct(both, setting, tmp_path / "one", announce=announce)
    conduct(both, setting, tmp_path / "two", announce=announce, others=[tmp_path / "one"])

    assert ran == ["gold"]
    for folder in ("one", "two"):
        cells = json.loads((tmp_path / folder / "results.json").read_text("utf-8"))["cells"]
        assert [cell["arm"] for cell in cells] == ["gold", "the same"]
        assert len({cell["f1"] for cell in cells}) == 1


def test_a_tagger_that_is_scored_on_other_data_too_is_trained_once(
    setting: Setting, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paner.app.experiments import execution

    trained: list[int] = []
    real = execution.train_on

    def counted(*given: Any, **more: Any) -> Any:
        trained.append(more["seed"])
        return real(*given, **more)

    monkeypatch.setattr(execution, "train_on", counted)
    monkeypatch.setattr(execution, "_TRAINED", {})
    other = tmp_path / "other"
    shutil.copytree(tiny, other)
    setting = replace(setting, data=(tiny, str(other)))

    findings = conduct(ZERO_SHOT, setting, tmp_path / "out")

    assert len(trained) == 2  # of four cells
    assert len(findings.tables[0].rows) == 4


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


def test_a_damaged_file_of_cells_loses_the_damaged_lines_alone_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = Cell("a\u2028b", "gold", 0, Recipe())  # a line separator that JSON does not escape
    one, other = (Outcome(cell, key, 1, {}) for key in ("one", "other"))
    file = tmp_path / "cells.jsonl"
    # the last character is cut in half, as a kill may leave it
    lines = [one.to_json().encode(), b"{}", other.to_json().encode(), '{"é'.encode()[:-1]]
    file.write_bytes(b"\n".join(lines))

    found = finished(file)

    assert found == {"one": one, "other": other}
    assert "2 damaged or cut off lines" in capsys.readouterr().err
    assert finished(file) == found
    assert capsys.readouterr().err == ""


def test_a_file_in_the_place_of_the_folder_is_refused(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    with pytest.raises(ConfigError, match="the folder is a file"):
        conduct(AUGMENTATION, setting, tmp_path / "out")


def test_an_arm_whose_numbers_differ_between_data_sets_says_so(
    setting: Setting, tiny: str, tmp_path: Path
) -> None:
    fewer = tmp_path / "fewer"
    shutil.copytree(tiny, fewer)
    write(read(Path(tiny) / "train.conll").sentences[:6], fewer / "train.conll")
    gold = replace(
        AUGMENTATION,
        arms=lambda setting, material, _: [
            Arm("gold", f"{len(material.train)} gold", setting.recipe(gold=4))
        ],
    )

    findings = conduct(gold, replace(setting, data=(tiny, str(fewer))), tmp_path / "out")

    assert findings.tables[0].rows[0][0] == "12 gold / 6 gold"


def ended(_cell: Cell, _threads: int = 0) -> Outcome:
    """As if the system had ended the process."""
    os._exit(9)


def test_a_process_that_is_ended_is_an_error_not_a_traceback(
    setting: Setting, tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "run_cell", ended)
    cells = [Cell(tiny, "gold", seed, setting.recipe(gold=4)) for seed in range(2)]

    with pytest.raises(PanerError, match="ended from outside"):
        run_cells(cells, tmp_path / "cells.jsonl", workers=2, announce=lambda *_: None)


def test_data_without_an_entity_are_named_before_anything_is_run(
    setting: Setting, tmp_path: Path
) -> None:
    file = tmp_path / "plain.txt"
    file.write_text("Nothing is annotated here .\nNor here .\n", "utf-8")

    with pytest.raises(DataError, match=r"plain\.txt: no training sentence has an entity"):
        conduct(AUGMENTATION, replace(setting, data=(str(file),)), tmp_path / "out")
