"""The command line explains itself, and the documentation is what it says."""

import subprocess
from collections.abc import Callable
from pathlib import Path

Paner = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS = [
    ["inspect"],
    ["convert"],
    ["schema", "draft"],
    ["augment"],
    ["prepare", "pile-ner"],
    ["prepare", "mix"],
    ["prompt", "show"],
    ["train"],
    ["tag"],
    ["evaluate"],
    ["compare"],
    ["benchmark", "list"],
    ["benchmark", "fetch"],
    ["benchmark", "run"],
    ["run"],
    ["experiment"],
    ["report"],
    ["export", "axolotl"],
    ["export", "modal"],
]
INTRODUCTION = """# Commands

What every command takes, as `--help` prints it. Formats are told from the content; `--format`
forces one (see [formats](formats.md)). Results go to stdout, progress and notes to stderr.
Exit codes: 0 done, 1 the data or the run is wrong, 2 the command was called wrongly.
"""


def test_the_page_of_commands_is_what_help_prints(
    paner: Paner, repository: Path, golden: Callable[[Path, str], None]
) -> None:
    sections = [
        f"\n## paner {' '.join(command)}\n\n```\n{paner(*command, '--help').stdout.strip()}\n```\n"
        for command in COMMANDS
    ]

    golden(repository / "docs" / "commands.md", INTRODUCTION + "".join(sections))


def test_help_lists_every_command(paner: Paner) -> None:
    result = paner("--help")

    assert result.returncode == 0
    assert all(f"  {command[0]} " in result.stdout for command in COMMANDS)


def test_an_unknown_command_is_a_usage_error(paner: Paner) -> None:
    result = paner("bogus")

    assert result.returncode == 2
    assert "No such command 'bogus'" in result.stderr


def test_the_version_is_printed(paner: Paner) -> None:
    import paner as package

    assert paner("--version").stdout == f"paner {package.__version__}\n"
