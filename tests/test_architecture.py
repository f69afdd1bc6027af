"""The house: every file is named, layers hold, importing stays light, documentation is complete."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

START, END = "<!-- files: written by pytest --update-golden -->\n", "<!-- end of files -->\n"

OTHER_FILES = {
    ".ci/run": "What continuous integration runs: checks and tests on a clean clone.",
    ".gitignore": "What stays out of the repository.",
    "ARCHITECTURE.md": "This file.",
    "tests/augment/llm/answers.jsonl": "Answers of a language model, written for the tests.",
    "CHANGELOG.md": "What changed, for users.",
    "LICENSE": "Apache-2.0.",
    "Makefile": "The commands of the house: demo, test, check, format, benchmark.",
    "README.md": "What it is, the two commands, results, limits.",
    "constraints.txt": "The exact versions that the tests pass with.",
    "benchmarks/results/compact.jsonl": "One line a training of compact.md.",
    "benchmarks/results/decoding.json": "Every figure of decoding.md.",
    "benchmarks/results/llm_backbone.jsonl": "One line a training of llm_backbone.md.",
    "benchmarks/results/tagging_speed.json": "Every single time behind tagging_speed.md.",
    "examples/maintenance/dev.conll": "54 annotated sentences to choose on.",
    "examples/maintenance/recorded/entities.jsonl": "Recorded: 40 and more mentions a type.",
    "examples/maintenance/recorded/new_sentences.jsonl": "Recorded: 68 annotated sentences.",
    "examples/maintenance/recorded/paraphrases.jsonl": "Recorded: three rewordings a sentence.",
    "examples/maintenance/test.conll": "107 annotated sentences to report on.",
    "examples/maintenance/train.conll": "104 annotated sentences to learn from.",
    "examples/maintenance/unlabelled.txt": "40 records without annotation.",
    "pyproject.toml": "Package, dependencies and the settings of every tool.",
    "src/paner/app/report/templates/report.html.jinja": "The report's page.",
    "src/paner/app/report/templates/style.css": "The report's looks, light and dark.",
    "src/paner/py.typed": "Marks the package as typed.",
}


RESULT_FILES = {  # of each experiment's folder in docs/results
    "results.json": "Every number, and what it was made with.",
    "plot.svg": "The plot.",
    "plot.png": "The plot as an image.",
}


def first_line(path: Path) -> str:
    """What a file says of itself: docstring, heading or comment."""
    if path.parts[-4:-2] == ("docs", "results") and path.name in RESULT_FILES:
        return RESULT_FILES[path.name]
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        docstring = ast.get_docstring(ast.parse(text)) or _tested(path)
        return docstring.split("\n\n")[0].replace("\n", " ")
    if path.suffix == ".md":
        return text.splitlines()[0].lstrip("# ")
    comment = re.match(r"(?:#|\{#|<!--|/\*)\s*(.*?)\s*(?:#\}|-->|\*/)?\n", text)
    return comment[1] if comment else ""


def _tested(path: Path) -> str:
    """A test file without words of its own tests the module that it mirrors."""
    return f"Tests of `{path.stem.removeprefix('test_')}`." if path.stem[:5] == "test_" else ""


def tracked_files(repository: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [Path(name) for name in sorted(listed) if (repository / name).exists()]


def file_list(repository: Path) -> str:
    lines: list[str] = []
    folder = Path()
    for path in sorted(tracked_files(repository), key=lambda p: (p.parent.as_posix(), p.name)):
        if path.parent != folder:
            folder = path.parent
            lines += ["", f"### `{folder.as_posix()}/`", ""]
        about = OTHER_FILES.get(path.as_posix()) or first_line(repository / path)
        lines.append(f"- `{path.name}`: {about}")
    return "\n".join(lines).strip() + "\n"


def test_architecture_names_every_file_with_what_it_says_of_itself(
    repository: Path, golden: Callable[[Path, str], None]
) -> None:
    page = repository / "ARCHITECTURE.md"
    before, rest = page.read_text("utf-8").split(START)
    after = rest.split(END)[1]

    golden(page, f"{before}{START}{file_list(repository)}{END}{after}")


def test_every_file_says_what_it_is_for(repository: Path) -> None:
    silent = [
        path.as_posix()
        for path in tracked_files(repository)
        if path.as_posix() not in OTHER_FILES and not first_line(repository / path)
    ]

    assert silent == []


@pytest.mark.parametrize(
    "statement", ["import paner", "import paner.app.cli", "import paner.app.run"]
)
def test_importing_loads_no_heavy_library(statement: str) -> None:
    heavy = ["torch", "transformers", "spacy", "pyarrow", "matplotlib", "seqeval"]
    code = f"{statement}; import sys; print([name for name in {heavy} if name in sys.modules])"

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "[]"


def test_every_public_name_can_be_imported_and_is_documented(repository: Path) -> None:
    import paner

    page = (repository / "docs" / "api.md").read_text("utf-8")

    assert [name for name in paner.__all__ if not hasattr(paner, name)] == []
    assert [name for name in paner.__all__ if f"`{name}" not in page] == []
    assert sorted(paner._HOMES) == sorted(paner.__all__)
    assert set(paner.__all__) <= set(dir(paner))


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    import paner

    with pytest.raises(AttributeError, match="no attribute 'tagger'"):
        _ = paner.tagger
