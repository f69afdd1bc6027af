"""A benchmark is run from end to end: samples, trainings, warnings, and no seed twice."""

import json
from pathlib import Path

import pytest

from paner.app.benchmark_run import BenchmarkRun, run_benchmark
from paner.app.comparing import read_run
from paner.data.benchmarks import load_benchmark
from paner.errors import ConfigError, UsageError

TRAIN = [
    "Ann\tB-person\nsmiled\tO\n",
    "Oslo\tB-place\nsleeps\tO\n",
    "Bob\tB-person\nleft\tO\nBergen\tB-place\n",
    "Nobody\tO\ncame\tO\n",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A benchmark of a few sentences, in place of crossner-ai's files."""
    place = tmp_path / "crossner" / "ai"
    place.mkdir(parents=True)
    for split, rows in (("train", TRAIN), ("dev", TRAIN[:1]), ("test", TRAIN[1:])):
        (place / f"{split}.txt").write_text("\n".join(rows) + "\n", "utf-8")
    return tmp_path


def test_seeds_are_sampled_trained_scored_and_not_repeated(folder: Path, tmp_path: Path) -> None:
    benchmark = load_benchmark("crossner-ai", folder)
    asked, said = BenchmarkRun(2, 2, "compact", 2, 100), list[str]()
    out = tmp_path / "out"

    first = run_benchmark(benchmark, asked, out, announce=said.append)
    again = run_benchmark(benchmark, asked, out, announce=said.append)

    assert again == json.loads((out / "results.json").read_text("utf-8")) == first
    assert said[2:] == ["seed 0: unchanged", "seed 1: unchanged"]
    assert [len(one["sample"]["places"]) for one in first["runs"]] == [2, 2]
    assert all(one["sample"]["types_left_out"] == [] for one in first["runs"])
    assert "test: 3 sentences also stand in train" in first["warnings"]
    assert len(first["scores"]["strict"]["values"]) == 2
    assert "over 2 seeds" in first["in_words"]["strict F1"]
    assert first["runs"][0]["evaluation"]["unseen"] is not None
    run = read_run(str(out))
    assert len(run.predictions) == 2
    assert run.gold == out / "data" / "test.jsonl"


def test_a_benchmark_without_a_test_split_cannot_be_run(folder: Path, tmp_path: Path) -> None:
    (folder / "pilener").mkdir()
    row = {"text": "Ann smiled", "entities": [{"text": "Ann", "label": "person"}], "negatives": []}
    (folder / "pilener" / "train.json").write_text(json.dumps(row) + "\n", "utf-8")

    with pytest.raises(UsageError, match="nothing to score on"):
        run_benchmark(
            load_benchmark("pile-ner", folder), BenchmarkRun(1, 1, "compact", 1, 0), tmp_path / "o"
        )


def test_a_seed_is_run_again_when_the_data_changed_or_its_record_is_damaged(
    folder: Path, tmp_path: Path
) -> None:
    asked, said = BenchmarkRun(2, 1, "compact", 2, 0), list[str]()
    out = tmp_path / "out"
    run_benchmark(load_benchmark("crossner-ai", folder), asked, out)
    test = folder / "crossner" / "ai" / "test.txt"
    test.write_text(test.read_text("utf-8").replace("Oslo", "Rome"), "utf-8")

    run_benchmark(load_benchmark("crossner-ai", folder), asked, out, announce=said.append)
    (out / "seeds" / "seed-0.json").write_text("{", "utf-8")
    run_benchmark(load_benchmark("crossner-ai", folder), asked, out, announce=said.append)

    assert ["unchanged" in line for line in said] == [False, False]


def test_a_folder_that_holds_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    benchmark, asked = load_benchmark("crossner-ai", folder), BenchmarkRun(2, 1, "compact", 1, 0)
    out, other = tmp_path / "out", {"benchmark": {"name": "buster"}}
    out.mkdir()
    (out / "results.json").write_text(json.dumps(other), "utf-8")

    with pytest.raises(ConfigError, match="holds something else"):
        run_benchmark(benchmark, asked, out)
    (out / "seeds").mkdir()
    with pytest.raises(ConfigError, match="found 'buster'"):
        run_benchmark(benchmark, asked, out)
    with pytest.raises(ConfigError, match="the folder is a file"):
        run_benchmark(benchmark, asked, out / "results.json")
