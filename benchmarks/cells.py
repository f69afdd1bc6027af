"""Cells of a table of trainings: one arm, domain and seed each, run once, kept as JSON lines."""

import json
import os
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace, RawTextHelpFormatter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["DOMAINS", "Table", "mean", "spread"]

RESULTS = Path(__file__).parent / "results"
DOMAINS = ("ai", "literature", "music", "science")


class Placed(Protocol):
    """What is known of every cell."""

    @property
    def arm(self) -> str:
        """What it was trained on, or how."""
        ...

    @property
    def domain(self) -> str:
        """A domain of CrossNER."""
        ...

    @property
    def seed(self) -> int:
        """Where chance starts."""
        ...


C = TypeVar("C", bound=Placed)


class Table(Generic[C]):
    """A benchmark's cells and page, `results/NAME.jsonl` and `results/NAME.md`.

    Args:
        name: Of both files.
        cell: Makes a cell of its fields.
        arms: What there is to run.
    """

    def __init__(self, name: str, cell: Callable[..., C], arms: Iterable[str]) -> None:
        self._lines, self._page = RESULTS / f"{name}.jsonl", RESULTS / f"{name}.md"
        self._cell, self._arms = cell, list(arms)

    def parser(self, about: str | None, *, seeds: int) -> ArgumentParser:
        """The options that every such benchmark has."""
        parser = ArgumentParser(description=about, formatter_class=RawTextHelpFormatter)
        parser.add_argument("--arms", nargs="+", default=self._arms, choices=self._arms)
        parser.add_argument("--domains", nargs="+", default=list(DOMAINS), choices=list(DOMAINS))
        parser.add_argument("--seeds", type=int, default=seeds)
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--cell", nargs=3, help="one cell in this process: ARM DOMAIN SEED")
        return parser

    def finished(self) -> list[C]:
        """Finished cells."""
        if not self._lines.exists():
            return []
        lines = self._lines.read_text("utf-8").splitlines()
        return [self._cell(**json.loads(line)) for line in lines]

    def add(self, cell: Any) -> None:
        """Keep a finished cell."""
        RESULTS.mkdir(exist_ok=True)
        with self._lines.open("a", encoding="utf-8") as results:
            results.write(json.dumps(asdict(cell)) + "\n")
        print(cell, flush=True)

    def run_missing(
        self, options: Namespace, rest: Sequence[str], *, but: Sequence[str] = ()
    ) -> None:
        """Run what was asked for and is not there, each cell in a process of its own.

        Args:
            options: As `parser` read them.
            rest: What every process is told besides.
            but: Arms to leave out.

        Raises:
            SystemExit: A cell failed; all others were run.
        """
        done = {(cell.arm, cell.domain, cell.seed) for cell in self.finished()}
        waiting = [
            (arm, domain, seed)
            for seed in range(options.seeds)  # an interrupted table is an even one
            for arm in options.arms
            for domain in options.domains
            if arm not in but and (arm, domain, seed) not in done
        ]
        running: dict[subprocess.Popen[bytes], str] = {}
        failed: list[str] = []
        threads: Mapping[str, str] = {"OMP_NUM_THREADS": "1"} if options.workers > 1 else {}
        while waiting or running:
            for process in [process for process in running if process.poll() is not None]:
                cell_name = running.pop(process)
                failed += [cell_name] if process.returncode else []
            while waiting and len(running) < options.workers:
                cell = [str(part) for part in waiting.pop(0)]
                command = [sys.executable, sys.argv[0], "--cell", *cell, *rest]
                started = subprocess.Popen(command, env={**os.environ, **threads})
                running[started] = " ".join(cell)
            time.sleep(0.5)
        if failed:
            sys.exit(f"these cells failed: {', '.join(failed)}")

    def write(self, page: str) -> None:
        """Write the page, and print it."""
        RESULTS.mkdir(exist_ok=True)
        self._page.write_text(page, "utf-8")
        print(page)


def mean(values: Iterable[float]) -> float:
    """The mean, or not a number where there is nothing."""
    values = list(values)
    return statistics.fmean(values) if values else float("nan")


def spread(values: Sequence[float]) -> float:
    """Standard deviation over seeds."""
    return statistics.stdev(values) if len(values) > 1 else 0.0
