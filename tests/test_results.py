"""Every number of docs/results stands in a results.json there."""

import json
from collections.abc import Callable
from pathlib import Path

from paner.app.experiments.catalogue import EXPERIMENTS
from paner.app.experiments.experiment import Table
from paner.app.experiments.index import index_text
from paner.app.experiments.writing import table_lines


def test_the_page_over_all_results_is_made_of_them(
    repository: Path, golden: Callable[[Path, str], None]
) -> None:
    folder = repository / "docs" / "results"

    golden(folder / "README.md", index_text(folder))


def test_every_table_and_verdict_is_that_of_its_results(repository: Path) -> None:
    for page in sorted((repository / "docs" / "results").glob("*/table.md")):
        results = json.loads((page.parent / "results.json").read_text("utf-8"))
        tables = [Table(**table) for table in results["tables"]]
        expected = [line for table in tables for line in table_lines(table)]
        text = page.read_text("utf-8")

        assert results["experiment"] == page.parent.name
        assert results["experiment"] in EXPERIMENTS
        assert [line for line in expected if line not in text.splitlines()] == []
        assert [line for line in results["verdict"] if f"- {line}" not in text.splitlines()] == []
