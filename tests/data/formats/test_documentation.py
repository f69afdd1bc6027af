"""The documentation of the formats names all of them, with the endings that write them."""

from pathlib import Path

from paner.data.formats.detect import FORMATS


def test_every_format_stands_in_the_table_with_its_endings() -> None:
    page = Path(__file__).parents[3] / "docs" / "formats.md"

    rows = [
        line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]

    written = {row.split("|")[1].strip(" `"): row.split("|")[3].split() for row in rows}
    assert written == {
        known.name: [f"`{ending}`" for ending in known.suffixes] for known in FORMATS
    }
