"""A run's folder makes each stage once, and again when anything under it changed."""

import json
from pathlib import Path

import pytest

from paner.app.stages import RunFolder, hash_path
from paner.errors import ConfigError


class Kitchen:
    """A run with one stage that writes a file, and counts how often it had to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cooked = folder, 0
        self.recipe = folder.parent / "recipe.txt"
        self.recipe.write_text("soup", "utf-8")

    def run(self, guests: int = 2) -> None:
        RunFolder(self.folder).stage(
            "dinner",
            depends_on={"guests": guests, "recipe": self.recipe},
            outputs=["dinner.txt"],
            make=self.cook,
        )

    def cook(self) -> None:
        self.cooked += 1
        (self.folder / "dinner.txt").write_text(self.recipe.read_text("utf-8"), "utf-8")


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    kitchen = Kitchen(tmp_path / "run")
    kitchen.run()
    return kitchen


def test_a_stage_whose_dependencies_stayed_is_not_made_again(kitchen: Kitchen) -> None:
    kitchen.run()

    assert kitchen.cooked == 1


def test_a_changed_setting_makes_the_stage_again(kitchen: Kitchen) -> None:
    kitchen.run(guests=3)

    assert kitchen.cooked == 2


def test_a_changed_input_file_makes_the_stage_again(kitchen: Kitchen) -> None:
    kitchen.recipe.write_text("salad", "utf-8")
    kitchen.run()

    assert kitchen.cooked == 2
    assert (kitchen.folder / "dinner.txt").read_text("utf-8") == "salad"


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_a_harmed_output_makes_the_stage_again(kitchen: Kitchen, harm: str) -> None:
    dinner = kitchen.folder / "dinner.txt"
    if harm == "missing":
        dinner.unlink()
    else:
        dinner.write_text("cold", "utf-8")

    kitchen.run()

    assert kitchen.cooked == 2


def test_a_stage_that_failed_is_tried_again(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")

    def fail() -> None:
        raise OSError("no gas")

    with pytest.raises(OSError, match="no gas"):
        folder.stage("dinner", depends_on={}, outputs=["dinner.txt"], make=fail)

    folder.stage(
        "dinner",
        depends_on={},
        outputs=["dinner.txt"],
        make=(tmp_path / "run" / "dinner.txt").touch,
    )
    assert folder.made == {"dinner": "made"}


def test_a_damaged_record_of_a_stage_makes_it_again(kitchen: Kitchen) -> None:
    (kitchen.folder / "stages" / "dinner.json").write_text("{", "utf-8")

    kitchen.run()

    assert kitchen.cooked == 2


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()

    with pytest.raises(ConfigError, match="holds something that is no run"):
        RunFolder(tmp_path)
    with pytest.raises(ConfigError, match="is a file"):
        RunFolder(tmp_path / "thesis.tex")


def test_a_folders_hash_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1", "utf-8")
    before = hash_path(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")

    assert hash_path(tmp_path) != before


def test_a_record_is_json_with_the_time_it_took(kitchen: Kitchen) -> None:
    record = json.loads((kitchen.folder / "stages" / "dinner.json").read_text("utf-8"))

    assert set(record) == {"fingerprint", "outputs", "seconds"}
