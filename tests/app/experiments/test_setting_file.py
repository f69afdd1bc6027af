"""The file that reruns an experiment."""

from pathlib import Path

import pytest

from paner.app.experiments.experiment import Setting
from paner.app.experiments.setting_file import read_setting, write_setting
from paner.errors import ConfigError


def test_a_setting_reads_back(tmp_path: Path) -> None:
    setting = Setting(data=('a "quoted" \\ name', "ü"), seeds=5, steps=0, models=("m",), pool="p")

    write_setting("scaling", setting, tmp_path / "config.toml")

    assert read_setting(tmp_path / "config.toml") == ("scaling", setting)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seeds = 3", "experiment is missing"),
        ('experiment = "x"\nbogus = 1', "unknown key"),
        ('experiment = "x"\nseeds = "3"', "seeds has the wrong value"),
        ('experiment = "x"\ndata = [1]', "data has the wrong value"),
        ("= =", "this is no TOML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ConfigError, match=message):
        read_setting(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_setting(tmp_path / "none.toml")


@pytest.mark.parametrize("line", ["seeds = 0", "members = 0", "steps = -1", "dev = -5"])
def test_numbers_that_are_too_small_are_refused(line: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'experiment = "scaling"\n{line}\n', "utf-8")

    with pytest.raises(ConfigError, match="is too small; found"):
        read_setting(file)
