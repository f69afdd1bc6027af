"""The benchmark of tagging speed runs from end to end on data of four sentences."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("spacy")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # loads and trains with three libraries

SENTENCES = """\
Ada\tB-person
Lovelace\tI-person
worked\tO
in\tO
London\tB-city
.\tO

The\tO
pump\tO
of\tO
Oslo\tB-city
leaks\tO

Nothing\tO
happened\tO
today\tO
.\tO

Call\tO
Ann\tB-person
Lee\tI-person
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """What the trial run writes."""
    data, out = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("results")
    folder = data / "crossner" / "tiny"
    folder.mkdir(parents=True)
    for split in ("train", "dev", "test"):
        (folder / f"{split}.txt").write_text(SENTENCES, "utf-8")
    script = repository / "benchmarks" / "tagging_speed.py"
    done = subprocess.run(
        [sys.executable, script, "--quick", "--domains", "tiny", "--out", out],
        env={**os.environ, "PANER_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


def test_every_side_is_scored_and_timed(written: Path) -> None:
    results: dict[str, Any] = json.loads((written / "tagging_speed.json").read_text("utf-8"))

    sides = {"paner, default", "paner, float32", "paner, int8", "spaCy, efficiency"}
    sides.add("token classifier")
    assert {score["side"] for score in results["scores"]} == sides
    assert all(0 <= score["f1"] <= 100 for score in results["scores"])
    timed = [(timing["side"], timing["threads"]) for timing in results["timings"]]
    assert sorted(timed) == sorted(
        [*((side, threads) for side in sides for threads in (1, 2)), ("spaCy, 2 processes", 2)]
    )
    assert all(timing["seconds"] > 0 for timing in results["timings"])


def test_the_page_tells_how_it_was_made_and_compares_with_ours(written: Path) -> None:
    page = (written / "tagging_speed.md").read_text("utf-8")

    assert "`python benchmarks/tagging_speed.py --domains tiny --quick`" in page
    assert "sentences/s with 2 threads" in page
    ours = [line for line in page.splitlines() if line.startswith("| paner, default |")]
    assert [line.count(" 1.00 |") for line in ours] == [0, 1, 1]
