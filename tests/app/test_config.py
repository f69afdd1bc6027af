"""A run's settings: read whole, or refused with the key that is wrong."""

from pathlib import Path

import pytest

from paner.app.config import AugmentConfig, DataConfig, read_config
from paner.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "run.toml"
    path.write_text(text, "utf-8")
    return path


def test_settings_are_read_and_the_rest_has_defaults(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[data]\ntrain = "a"\ntest = "b"\nlimit = 5\n'
        '[augment]\nrecorded = ["c", "d"]\nsubstitution_share = 1\n'
        "[report]\nlearning_curve = [25, 50]\n",
    )

    config = read_config(path)

    assert config.data == DataConfig(train="a", test="b", limit=5)
    assert config.augment == AugmentConfig(recorded=("c", "d"), substitution_share=1.0)
    assert config.report.learning_curve == (25, 50)
    assert config.train.backbone == "compact"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the table [data] is missing"),
        ("data = 3", "data must be a table; found 3; expected [data]"),
        ('[data]\ntrain = "a"', "data.test is missing"),
        ('[data]\ntrain = "a"\ntest = "b"\ntests = "c"', "unknown key in [data]; found 'tests'"),
        ('[data]\ntrain = "a"\ntest = "b"\n[trian]\n', "unknown table; found 'trian'"),
        ('[data]\ntrain = 1\ntest = "b"', "data.train has the wrong value; found 1; expected str"),
        (
            '[data]\ntrain = "a"\ntest = "b"\n[train]\nseed = true',
            "train.seed has the wrong value; found True; expected int",
        ),
        (
            '[data]\ntrain = "a"\ntest = "b"\n[augment]\nrecorded = "c"',
            "augment.recorded has the wrong value; found 'c'; expected a list",
        ),
        (
            '[data]\ntrain = "a"\ntest = "b"\n[report]\nlearning_curve = [1, "x"]',
            "report.learning_curve has the wrong value; found 'x'; expected int",
        ),
        (
            '[data]\ntrain = "a"\ntest = "b"\noverlaps = "longer"',
            "data.overlaps has the wrong value; found 'longer'; expected error or longest",
        ),
        ("[data", "this is no TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        read_config(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_or_undecodable_file_is_named(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'title = "caf\xe9"')

    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "missing.toml")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_config(latin)
