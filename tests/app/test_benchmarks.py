"""`paner benchmark` on the command line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Paner = Callable[..., subprocess.CompletedProcess[str]]


def test_the_list_names_licences_checksums_and_what_is_here(paner: Paner, tmp_path: Path) -> None:
    (tmp_path / "pilener").mkdir()
    (tmp_path / "pilener" / "train.json").write_text("[]", "utf-8")

    result = paner("benchmark", "list", "--from", tmp_path, "--json")

    found = {one["name"]: one for one in json.loads(result.stdout)["benchmarks"]}
    assert len(found) == 10
    assert found["pile-ner"]["here"]
    assert not found["crossner-politics"]["here"]
    assert all(file["sha256"] for file in found["crossner-politics"]["files"])
    assert "research only" in found["pile-ner"]["licence"]


def test_fetching_from_a_folder_that_lacks_a_file_says_which(paner: Paner, tmp_path: Path) -> None:
    result = paner(
        "benchmark", "fetch", "mit-movie", "--from", tmp_path, "--to", tmp_path / "there"
    )

    assert result.returncode == 1
    assert "movie/train.txt: the folder named with --from does not hold this file" in result.stderr
    assert "Apache-2.0" in result.stderr
