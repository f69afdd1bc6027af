"""The readme's figures are those of the recorded runs, and its links lead somewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

START, END = "<!-- results -->\n", "<!-- end of results -->\n"


def table_of(page: str) -> str:
    """The first table of a page of results."""
    lines = page.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append(line)
    return "\n".join(rows) + "\n"


def test_the_readmes_table_is_the_recorded_one(
    repository: Path, golden: Callable[[Path, str], None]
) -> None:
    page = repository / "README.md"
    results = (repository / "benchmarks" / "results" / "compact.md").read_text("utf-8")
    before, rest = page.read_text("utf-8").split(START)
    after = rest.split(END)[1]

    golden(page, f"{before}{START}{table_of(results)}{END}{after}")


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "docs"])
def test_links_lead_somewhere(repository: Path, page: str) -> None:
    place = repository / page
    for path in sorted(place.glob("*.md")) if place.is_dir() else [place]:
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))

        assert [link for link in links if not (path.parent / link).exists()] == []
