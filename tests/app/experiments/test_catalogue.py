"""Every experiment runs from its cells to its folder, through the real code, at tiny size."""

import json
import math
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from paner.app.experiments.catalogue import EXPERIMENTS, experiment_named
from paner.app.experiments.conducting import conduct
from paner.app.experiments.experiment import Setting
from paner.app.experiments.setting_file import read_setting
from paner.data.read import write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError, UsageError


def corpus(first: int, number: int) -> list[Sentence]:
    names = [("Ann", "Oslo"), ("Bob", "Bergen"), ("Eve", "Rome")]
    chosen = [names[(first + n) % 3] for n in range(number)]
    return [
        Sentence.from_words(
            [person, "left", place, str(n)], [Entity(0, 1, "person"), Entity(2, 3, "place")]
        )
        for n, (person, place) in enumerate(chosen)
    ]


RUN_ELSEWHERE = {
    "guidelines",
    "zero-shot",
    "languages",
    "is-it-worth-it",
}  # below and in test_language_models.py


def folder_is_whole(folder: Path, name: str) -> dict[str, Any]:
    results: dict[str, Any] = json.loads((folder / "results.json").read_text("utf-8"))
    page = (folder / "table.md").read_text("utf-8")
    cells = results["cells"]

    assert all(math.isfinite(cell["f1"]) for cell in cells)
    assert len((folder / "cells.jsonl").read_text("utf-8").splitlines()) >= len(cells)
    assert results["verdict"]
    assert page.startswith(f"# {name}: ")
    assert "| trained on |" in page or "| tagged |" in page
    assert ET.parse(folder / "plot.svg").getroot().tag.endswith("svg")
    assert (folder / "plot.png").read_bytes().startswith(b"\x89PNG")
    assert read_setting(folder / "config.toml")[0] == name
    return results


@pytest.mark.parametrize("name", [name for name in EXPERIMENTS if name not in RUN_ELSEWHERE])
def test_an_experiment_runs_and_writes_its_folder(
    name: str, setting: Setting, tmp_path: Path
) -> None:
    conduct(experiment_named(name), setting, tmp_path)

    folder_is_whole(tmp_path, name)


def test_a_tagger_is_scored_on_the_labels_that_it_shares(
    setting: Setting, tiny: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.conll"
    train = (Path(tiny) / "train.conll").read_text("utf-8")
    other.write_text(train.replace("-place", "-city"), "utf-8")

    findings = conduct(
        experiment_named("zero-shot"),
        replace(setting, data=(tiny, str(other))),
        tmp_path / "zero-shot",
    )

    folder_is_whole(tmp_path / "zero-shot", "zero-shot")
    rows = {row[:3] for row in findings.tables[0].rows}
    assert (tiny, f"100 sentences of {other}", "1 of 2") in rows
    assert (tiny, "its own 100 sentences", "2 of 2") in rows


def test_a_single_file_in_another_language_is_split(setting: Setting, tmp_path: Path) -> None:
    file = tmp_path / "deutsch.conll"
    lines = [f"{name}\tB-person\nging\tO\nheim\tO\n.\tO\n" for name in ("Anna", "Jürgen") * 6]
    file.write_text("\n".join(lines), "utf-8")

    conduct(experiment_named("languages"), replace(setting, data=(str(file),)), tmp_path / "out")

    results = folder_is_whole(tmp_path / "out", "languages")
    assert len(results["cells"]) == 4


def test_advice_on_ones_own_data_is_cross_validated_and_names_texts_to_annotate(
    setting: Setting, tiny: str, tmp_path: Path
) -> None:
    pool = tmp_path / "pool.txt"
    pool.write_text("Rosalind Franklin left Paris .\nNothing happened at all .\n", "utf-8")
    train = str(Path(tiny) / "train.conll")

    findings = conduct(
        experiment_named("is-it-worth-it"),
        replace(setting, data=(train,), pool=str(pool)),
        tmp_path / "out",
    )

    results = folder_is_whole(tmp_path / "out", "is-it-worth-it")
    advice = "\n".join(findings.verdict)
    assert {cell["fold"] for cell in results["cells"]} == {0, 1, 2}
    assert "100 more annotated sentences" in advice
    assert "hurt" in advice
    assert "cross-validated" in advice
    assert len(findings.figures["annotate_next"]) == 2


def test_guidelines_cannot_be_tried_on_a_backbone_that_reads_none(
    setting: Setting, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="reads no guidelines"):
        conduct(experiment_named("guidelines"), setting, tmp_path)


def test_an_unknown_experiment_is_refused() -> None:
    with pytest.raises(UsageError, match="no experiment is named 'bogus'"):
        experiment_named("bogus")


def test_more_gold_is_an_arm_of_its_own(setting: Setting, tiny: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(tiny, data)
    write(corpus(0, 103), data / "train.conll")

    conduct(experiment_named("duplication"), replace(setting, data=(str(data),)), tmp_path / "out")

    results = folder_is_whole(tmp_path / "out", "duplication")
    made = {cell["arm"]: cell["made"] for cell in results["cells"]}
    assert (made["gold"], made["more-gold"]) == (0, 3)
    assert len(results["cells"]) == len(made)


def test_advice_is_given_at_the_full_size_of_each_data_set(
    setting: Setting, tiny: str, tmp_path: Path
) -> None:
    few, dev = tmp_path / "few.conll", tmp_path / "few"
    write(corpus(0, 9), few)
    shutil.copytree(tiny, dev)
    (dev / "test.conll").unlink()
    write(corpus(0, 2), dev / "train.conll")

    findings = conduct(
        experiment_named("is-it-worth-it"),
        replace(setting, data=(tiny, str(few), str(dev))),
        tmp_path / "out",
    )

    advice = "\n".join(findings.verdict)
    assert f"{tiny}: 100 more annotated sentences, after 12" in advice
    assert f"{few}: 100 more annotated sentences, after 6" in advice
    assert "“6 gold + mention replacement (all)”" in advice
    assert f"{few} has no test set: scores are cross-validated in 3 folds, nothing is" in advice
    assert f"{dev} has no test set: scores are cross-validated in 2 folds, choices are" in advice


def test_a_pool_that_cannot_be_read_is_found_before_any_training(
    setting: Setting, tmp_path: Path
) -> None:
    pool, out = tmp_path / "pool.txt", tmp_path / "out"
    pool.touch()

    with pytest.raises(DataError, match="the file is empty"):
        conduct(experiment_named("is-it-worth-it"), replace(setting, pool=str(pool)), out)

    assert not (out / "cells.jsonl").exists()
