"""What people see in a terminal: tables and JSON on stdout, notes and progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from paner.data.sentence import Sentence

__all__ = ["note", "print_json", "print_table", "progress", "tracked"]

Advance = Callable[[int, int], None]
"""Called with steps done and steps in all."""


def print_json(value: object) -> None:
    """Print one JSON object on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_table(
    rows: Iterable[Sequence[object]], header: Sequence[str], *, title: str = ""
) -> None:
    """Print rows as a table on stdout; numbers stand to the right."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    rows = [list(row) for row in rows]
    for column, name in enumerate(header):
        numeric = bool(rows) and all(isinstance(row[column], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    width = None if sys.stdout.isatty() else 140
    Console(width=width, markup=False, highlight=False, emoji=False).print(table)


def note(message: str) -> None:
    """Print a line on stderr."""
    sys.stderr.write(f"{message}\n")


def note_counts(counts: Mapping[str, int], source: str) -> None:
    """Print on stderr what a reader or writer skipped, joined or mended."""
    for reason, count in counts.items():
        if count:
            note(f"{source}: {count} {reason}")


@contextmanager
def progress(title: str) -> Iterator[Advance]:
    """Show a bar on stderr while a long work runs; nothing where stderr is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield advance


def tracked(items: Iterable[Sentence], advance: Advance) -> Iterator[Sentence]:
    """Pass items on, telling `advance` how many went by."""
    for number, item in enumerate(items, 1):
        yield item
        advance(number, 0)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "-" if value is None else str(value)
