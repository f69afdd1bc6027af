"""A run goes the whole way, and a second one does only what changed."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.app.run import run
from paner.app.run_report import write_run_report
from paner.errors import ConfigError

TRAIN = """\
Ada\tB-person
Lovelace\tI-person
met\tO
Babbage\tB-person
in\tO
London\tB-place
.\tO

Mary\tB-person
Somerville\tI-person
was\tO
born\tO
in\tO
Jedburgh\tB-place
.\tO
"""
TEST = """\
Emmy\tB-person
Noether\tI-person
worked\tO
in\tO
Erlangen\tB-place
.\tO
"""
ANSWERS = """\
{"template": "<person_1> met <person_2> in <place_1> .", \
"paraphrases": ["It was in <place_1> that <person_1> and <person_2> met each other ."]}
{"type": "person", "mentions": ["Grace Hopper", "Hedy Lamarr"]}
{"type": "place", "mentions": ["Vienna", "New York"]}
{"text": "Some said [Alan Turing|person] had lived near [Wilmslow|place] for years ."}
"""
CONFIG = """\
[data]
train = "train.conll"
dev = "test.conll"
test = "test.conll"
[augment]
recorded = ["answers.jsonl"]
[train]
steps = 2
seed = {seed}
[evaluate]
resamples = 50
[report]
title = "Mathematicians"
learning_curve = [1]
"""


def announced(config: Path, folder: Path) -> dict[str, str]:
    stages: dict[str, str] = {}
    run(config, folder, announce=lambda name, state: stages.update({name: state.split()[0]}))
    return stages


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mathematicians")
    (folder / "train.conll").write_text(TRAIN, "utf-8")
    (folder / "test.conll").write_text(TEST, "utf-8")
    (folder / "answers.jsonl").write_text(ANSWERS, "utf-8")
    (folder / "run.toml").write_text(CONFIG.format(seed=0), "utf-8")
    return folder / "run.toml"


def test_a_run_goes_the_whole_way_and_again_only_where_something_changed(config: Path) -> None:
    folder = config.parent / "results"

    first = announced(config, folder)
    report = (folder / "report.html").read_text("utf-8")
    again = announced(config, folder)
    config.write_text(CONFIG.format(seed=1), "utf-8")
    reseeded = announced(config, folder)

    assert set(first.values()) == {"made"}
    assert set(again.values()) == {"unchanged"}
    assert reseeded["read"] == reseeded["augment"] == "unchanged"
    assert reseeded["train gold"] == reseeded["train augmented"] == reseeded["report"] == "made"
    assert "Mathematicians" in report
    assert "paraphrase" in report
    account = json.loads((folder / "augmentation.json").read_text("utf-8"))
    rows = (folder / "augmented.jsonl").read_text("utf-8").splitlines()
    assert account["kept"] == len(rows)
    tagged = (folder / "tagged" / "augmented.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in tagged] == ["Emmy Noether worked in Erlangen ."]

    (folder / "report.html").unlink()
    assert write_run_report(folder).read_text("utf-8").startswith("<!doctype html>")


def test_a_named_file_that_is_missing_is_an_error(config: Path, tmp_path: Path) -> None:
    lost = tmp_path / "run.toml"
    lost.write_text(config.read_text("utf-8"), "utf-8")

    with pytest.raises(ConfigError, match="train names a file that does not exist"):
        run(lost, tmp_path / "out")


def test_a_report_of_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no finished run"):
        write_run_report(tmp_path)


def test_the_command_says_where_the_results_are(
    paner: Callable[..., subprocess.CompletedProcess[str]], config: Path
) -> None:
    folder = config.parent / "by command"

    result = paner("run", config, "-o", folder)

    assert result.returncode == 0, result.stderr
    for name in ("models/augmented", "tagged/augmented.jsonl", "report.html"):
        assert (folder / name).exists()
    assert "report.html" in result.stdout
    assert "gold" in result.stdout
    assert "augmented" in result.stdout
