"""The benchmark for GPUs runs from end to end on a CPU, with a tiny model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("peft")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def results(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    sizes = ["--sentences", "2", "--step", "3", "--batches", "1", "2", "--rounds", "1"]
    command = ["--device", "cpu", "--shapes", "tiny", "--results", folder, "--write", *sizes]
    parts = ["--parts", "correctness", "training", "tagging", "--kind", "names"]
    done = subprocess.run(
        [sys.executable, str(repository / "benchmarks" / "gpu.py"), *map(str, command), *parts],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def tiny(results: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((results / "gpu.json").read_text("utf-8"))["shapes"]["tiny"]
    return found


def test_decoding_in_parallel_equals_one_token_at_a_time(tiny: dict[str, Any]) -> None:
    assert tiny["correctness"] == {"sentences": 2, "different": 0}


def test_a_shared_prefix_gives_the_packed_loss_and_gradient(tiny: dict[str, Any]) -> None:
    for shared, packed in (tiny["training"][:2], tiny["training"][2:]):
        assert packed["loss"] == pytest.approx(shared["loss"], rel=1e-5)
        assert packed["gradient differs"] < 1e-4
        assert packed["tokens"] > shared["tokens"]


def test_both_ways_of_tagging_stand_beside_generate(tiny: dict[str, Any], results: Path) -> None:
    sides = [row["side"] for row in tiny["tagging"] if row["batch"] == 2]
    assert sides[0] == "generate"
    assert {"word/tag, draft all O", "word/tag, draft right", "reading twice"} <= set(sides)
    assert "| reading twice | 2 |" in (results / "gpu.md").read_text("utf-8")
