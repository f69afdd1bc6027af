"""The experiments that need prompts, on a language model of two layers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.models.causal.conftest import tiny_qwen2  # noqa: F401 - a fixture

from paner.app.experiments.catalogue import experiment_named
from paner.app.experiments.cell import Cell, Outcome, Recipe
from paner.app.experiments.conducting import conduct
from paner.app.experiments.configs import config_of
from paner.app.experiments.experiment import Setting
from paner.app.experiments.guidelines import losing_types
from paner.models.causal.config import CausalConfig


@pytest.fixture
def with_a_language_model(
    setting: Setting,
    tiny_qwen2: Path,  # noqa: F811 - the fixture above
) -> Setting:
    return replace(setting, backbone=str(tiny_qwen2), steps=2)


def test_guidelines_are_chosen_by_type_on_dev_in_a_second_round(
    with_a_language_model: Setting, tmp_path: Path
) -> None:
    findings = conduct(experiment_named("guidelines"), with_a_language_model, tmp_path)

    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [cell["arm"] for cell in results["cells"]] == ["names", "guidelines", "chosen"]
    assert list(findings.figures["without_guidelines"]) == list(with_a_language_model.data)
    assert "By type" in (tmp_path / "table.md").read_text("utf-8")


def test_a_language_model_is_scored_before_any_training(
    with_a_language_model: Setting, tmp_path: Path
) -> None:
    findings = conduct(experiment_named("augmentation"), with_a_language_model, tmp_path)

    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    first = results["cells"][0]
    assert first["arm"] == "untrained"
    assert first["steps"] == 0
    assert not any("no counterpart" in sentence for sentence in findings.verdict)


def test_a_prompts_format_and_words_reach_the_language_model(
    with_a_language_model: Setting,
) -> None:
    recipe = with_a_language_model.recipe(tags="BIO", tagging="word-tag", instruction="definitions")

    config = config_of(recipe, [], 1)

    assert isinstance(config, CausalConfig)
    assert (config.tag_format, config.tagging, config.prompt) == ("bio", "word-tag", "definitions")
    assert config.steps == 2


def test_a_type_that_is_better_on_dev_without_guidelines_loses_them() -> None:
    def outcome(arm: str, person: int, place: int) -> Outcome:
        dev = {"person": ((0, person, 2, 2),), "place": ((0, place, 2, 2),)}
        return Outcome(Cell("x", arm, 0, Recipe()), "key", 1, {}, dev)

    found = losing_types([outcome("guidelines", 1, 2), outcome("names", 2, 1)])

    assert found == ("person",)
