"""Data by name: folders, files, runs, benchmarks; split or folded where there is no test set."""

import json
import shutil
from pathlib import Path

import pytest

from paner.app.experiments.material import fold_of, load_material, split_off
from paner.data.sentence import Entity
from paner.errors import UsageError


def test_a_folder_gives_its_splits_schema_and_recordings(tiny: str) -> None:
    material = load_material(tiny)

    assert [len(split) for split in (material.train, material.dev, material.test)] == [12, 3, 5]
    assert material.schema is not None
    assert [path.name for path in material.recorded] == ["answers.jsonl"]
    assert split_off(material) is material


def test_a_runs_configuration_gives_the_same(tiny: str) -> None:
    config = Path(tiny) / "run.toml"
    config.write_text(
        '[data]\ntrain = "train.conll"\ntest = "test.conll"\nlimit = 3\n'
        '[augment]\nrecorded = ["recorded/answers.jsonl"]\n',
        "utf-8",
    )

    material = load_material(str(config))

    assert [len(split) for split in (material.train, material.dev, material.test)] == [3, 0, 5]
    assert len(material.recorded) == 1


def test_a_single_file_is_split_without_loss(tiny: str) -> None:
    whole = load_material(str(Path(tiny) / "train.conll"))

    split = split_off(whole)

    parts = [*split.train, *split.dev, *split.test]
    assert [len(part) for part in (split.train, split.dev, split.test)] == [7, 2, 3]
    assert {s.id for s in parts} == {s.id for s in whole.train}


def test_folds_hold_every_sentence_once(tiny: str) -> None:
    whole = load_material(str(Path(tiny) / "train.conll"))

    folds = [fold_of(whole, fold, 3) for fold in range(3)]

    tested = [s.id for fold in folds for s in fold.test]
    assert sorted(tested) == sorted(s.id for s in whole.train)
    assert all(not {s.id for s in f.train} & {s.id for s in f.test} for f in folds)
    with pytest.raises(UsageError, match="too few to fold"):
        fold_of(whole, 0, 13)


def test_the_digest_changes_with_a_file(tiny: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    (copy / "dev.conll").write_text("Ann\tB-person\n", "utf-8")

    assert load_material(str(copy)).digest != load_material(tiny).digest


def test_leaks_are_told(tiny: str, tmp_path: Path) -> None:
    for split in ("train", "test"):
        shutil.copy(Path(tiny) / "train.conll", tmp_path / f"{split}.conll")

    assert load_material(str(tmp_path)).warnings == ("test: 12 sentences stand in train too",)


@pytest.mark.data
def test_a_benchmark_comes_with_its_recorded_answers(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANER_DATA", str(data_dir))

    material = load_material("crossner-ai")

    assert [len(split) for split in (material.train, material.dev, material.test)] == [
        100,
        350,
        431,
    ]
    assert [path.parent.name for path in material.recorded] == [
        "paraphrases",
        "entities",
        "synthetic",
    ]
    assert any("also stand in dev" in warning for warning in material.warnings)


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file, folder or benchmark 'no such data'"):
        load_material("no such data")
    with pytest.raises(UsageError, match="no file named train"):
        load_material(str(tmp_path))


def test_what_was_mended_in_reading_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "train.conll"
    file.write_text("Ann\tB-person\n\nBob\tI-person\nleft\tO\n", "utf-8")

    assert load_material(str(file)).warnings == (
        "train: 1 malformed tags (read as conlleval does)",
    )


def test_a_runs_rule_for_overlaps_and_its_limit_count(tiny: str, tmp_path: Path) -> None:
    entities = [{"start": start, "end": 7, "label": "person"} for start in (0, 4)]
    line = json.dumps({"text": "Ann Lee", "entities": entities})
    (tmp_path / "train.jsonl").write_text(f"{line}\n{line}\n", "utf-8")
    shutil.copy(Path(tiny) / "test.conll", tmp_path)
    digests = set()
    for limit in (0, 1):
        config = tmp_path / f"run-{limit}.toml"
        config.write_text(
            '[data]\ntrain = "train.jsonl"\ntest = "test.conll"\noverlaps = "longest"\n'
            f"limit = {limit}\n",
            "utf-8",
        )
        material = load_material(str(config))
        digests.add(material.digest)
        assert material.train[0].entities == (Entity(0, 2, "person"),)
        assert any("overlapping" in warning for warning in material.warnings)

    assert len(digests) == 2


def test_two_files_of_one_split_are_refused_but_brats_two_are_one(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("Ann left .", "utf-8")
    (tmp_path / "train.ann").write_text("T1\tperson 0 3\tAnn\n", "utf-8")

    assert len(load_material(str(tmp_path)).train) == 1

    (tmp_path / "train.conll").write_text("Ann\tB-person\n", "utf-8")
    load_material.cache_clear()
    with pytest.raises(UsageError, match="several files for train"):
        load_material(str(tmp_path))


def test_a_single_sentence_can_be_neither_split_nor_folded(tmp_path: Path) -> None:
    file = tmp_path / "one.conll"
    file.write_text("Ann\tB-person\n", "utf-8")

    with pytest.raises(UsageError, match="1 sentences, too few to split"):
        split_off(load_material(str(file)))
    with pytest.raises(UsageError, match="1 sentences, too few to fold"):
        fold_of(load_material(str(file)), 0, 1)


def test_repeated_sentences_of_a_file_that_is_split_are_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "train.conll"
    file.write_text("Ann\tB-person\n\n" * 3, "utf-8")

    (warning,) = load_material(str(file)).warnings
    assert warning.startswith("train: 2 sentences repeat an earlier one")
