"""Cells, run once each: what is finished stands in a file, and is not run again."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from paner.app.experiments.cell import Cell, Outcome
from paner.app.experiments.execution import key_of, run_cell
from paner.app.show import note
from paner.errors import PanerError

__all__ = ["Announce", "finished", "possible_workers", "run_cells"]

Announce = Callable[[Outcome, int, int], None]
"""Called with each new outcome, how many cells are finished, and how many there are."""
MEMORY = 1_500_000_000  # bytes that a cell of the compact backbone takes at most


def run_cells(
    cells: Sequence[Cell],
    file: Path,
    *,
    workers: int = 1,
    announce: Announce,
    others: Sequence[Path] = (),
) -> list[Outcome]:
    """Run the cells that the file does not have, and give the outcomes of all, in order.

    A finished cell is one line of the file, written at once: a kill loses the running cells alone.

    Args:
        cells: What is asked for.
        file: cells.jsonl.
        workers: Cells at a time, each in a process of its own; 1 runs them in this one.
        announce: Told of each.
        others: Files of other experiments: an outcome of the same cell is taken from there.

    Raises:
        PanerError: A cell cannot be run; those that are finished stay.
    """
    keys = {cell: key_of(cell) for cell in cells}
    done = finished(file)
    elsewhere = {key: outcome for other in others for key, outcome in finished(other).items()}
    with file.open("a", encoding="utf-8") as lines:
        for key in dict.fromkeys(keys.values()):
            if key not in done and key in elsewhere:
                done[key] = elsewhere[key]
                lines.write(f"{done[key].to_json()}\n")
        first = {key: cell for cell, key in reversed(keys.items())}
        waiting = [cell for key, cell in reversed(first.items()) if key not in done]
        for outcome in _outcomes(waiting, workers):
            lines.write(f"{outcome.to_json()}\n")
            lines.flush()
            os.fsync(lines.fileno())
            done[outcome.key] = outcome
            announce(outcome, sum(key in done for key in keys.values()), len(cells))
    return [replace(done[keys[cell]], cell=cell) for cell in cells]


def finished(file: Path) -> dict[str, Outcome]:
    """The outcomes in a file, by key; a damaged or cut off line is taken away, and that is said."""
    if not file.exists():
        return {}
    outcomes: dict[str, Outcome] = {}
    whole: list[bytes] = []
    lines = file.read_bytes().splitlines(keepends=True)  # of bytes: at ends of lines alone
    for line in lines:
        try:
            outcome = Outcome.from_json(line.decode("utf-8"))
        except ValueError:
            continue  # it counts as not run
        outcomes[outcome.key] = outcome
        whole.append(line if line.endswith(b"\n") else line + b"\n")
    if whole != lines:
        if lost := len(lines) - len(whole):
            note(
                f"{file}: {lost} damaged or cut off lines taken away; their cells count as not run"
            )
        draft = file.with_name(f"{file.name}.part")
        draft.write_bytes(b"".join(whole))
        draft.replace(file)
    return outcomes


def possible_workers(asked: int) -> int:
    """As many workers as asked for, or with 0 as many as cores and free memory allow."""
    if asked:
        return asked
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(os.cpu_count() or 1, free // MEMORY))


def _outcomes(cells: Sequence[Cell], workers: int) -> Iterator[Outcome]:
    if workers == 1 or len(cells) < 2:
        yield from map(run_cell, cells)
        return
    threads = max(1, (os.cpu_count() or 1) // workers)
    # spawned, not forked: torch's threads do not live through a fork
    pool = ProcessPoolExecutor(
        workers,
        get_context("spawn"),
        _limit_threads,
        (threads,),
        max_tasks_per_child=3,  # a process keeps most of the memory that trainings took
    )
    running: Mapping[Future[Outcome], Cell] = {}
    try:
        running = {pool.submit(run_cell, cell, threads): cell for cell in cells}
        pending = set(running)
        while pending:
            ended, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in ended:
                yield future.result()
    except BrokenProcessPool as error:
        raise PanerError(
            "a process that ran a cell was ended from outside, perhaps for want of memory: the same"
            " command goes on, with fewer --workers if need be"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _limit_threads(threads: int) -> None:
    """Libraries that ask the environment for their threads get as many as torch does."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
