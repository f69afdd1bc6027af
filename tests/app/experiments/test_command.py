"""`paner experiment` as people call it, and the page over all results."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.app.experiments.catalogue import EXPERIMENTS
from paner.app.experiments.index import write_index
from paner.errors import DataError

Paner = Callable[..., subprocess.CompletedProcess[str]]


def test_the_list_names_every_experiment(paner: Paner) -> None:
    listed = paner("experiment", "list")

    assert listed.returncode == 0
    assert all(name in listed.stdout for name in EXPERIMENTS)


def test_the_command_runs_resumes_from_its_config_and_prints_the_verdict(
    paner: Paner, tiny: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    options = ("--seeds", 1, "--steps", 2, "-o", out)

    first = paner("experiment", "zero-shot", "--data", tiny, *options)
    again = paner("experiment", out / "config.toml", "-o", out, "--json")

    assert first.returncode == 0, first.stderr
    assert "1/1" in first.stderr
    assert "| trained on" not in first.stdout
    assert "One seed" in first.stdout
    assert "No tagger was scored on data that it was not trained on" in first.stdout
    assert again.returncode == 0, again.stderr
    assert "1/1" not in again.stderr
    assert json.loads(again.stdout)["experiment"] == "zero-shot"


def test_an_unknown_experiment_is_wrong_usage(paner: Paner) -> None:
    result = paner("experiment", "bogus")

    assert result.returncode == 2
    assert "no experiment is named 'bogus'" in result.stderr


def test_the_page_over_all_results_says_what_was_not_run(tmp_path: Path) -> None:
    (tmp_path / "scaling").mkdir()
    results = {
        "paper": "Figure 4",
        "seconds": 90,
        "cells": [{}, {}],
        "verdict": ["More is more."],
        "versions": {"platform": "Linux"},
        "setting": {
            "data": ["x"],
            "backbone": "compact",
            "steps": 0,
            "members": 1,
            "seeds": 3,
        },
    }
    (tmp_path / "scaling" / "results.json").write_text(json.dumps(results), "utf-8")

    page = write_index(tmp_path).read_text("utf-8")

    assert "- More is more." in page
    assert "[Tables and plot](scaling/table.md)" in page
    assert "`paner experiment guidelines -o DIR` runs it. It needs a language model" in page


def test_options_beside_a_config_are_refused_not_ignored(paner: Paner, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('experiment = "scaling"\n', "utf-8")

    result = paner("experiment", config, "--seeds", 3, "--data", "x")

    assert result.returncode == 2
    assert "so --data, --seeds cannot be named beside it" in result.stderr


def test_the_page_over_all_results_names_damaged_ones(tmp_path: Path) -> None:
    (tmp_path / "scaling").mkdir()
    for text in ("{", "[]"):
        (tmp_path / "scaling" / "results.json").write_text(text, "utf-8")
        with pytest.raises(DataError, match=r"scaling/results\.json: "):
            write_index(tmp_path)
