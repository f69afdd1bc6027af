"""Every answer that was paid for, on disk before anything else happens to it.

A journal is one SQLite file. A request is written down before it is sent, its answer as soon as it
has come. Answers are on the disk (`synchronous=FULL`) before the run goes on, those that come
together in one transaction; that a request was sent survives the process, but not a power cut. So a
killed run knows what it has spent, and asks nothing twice.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from paner.augment.llm.budget import Spent
from paner.augment.llm.entry import Entry
from paner.augment.llm.journal_file import connect
from paner.augment.llm.model import Answer
from paner.errors import JournalError

__all__ = ["Journal", "open_journal"]

Work = Callable[[sqlite3.Connection], Any]


class Item(NamedTuple):
    """Something to do in the journal's thread, and who waits for it."""

    work: Work
    durable: bool
    done: "Future[Any]"


@contextmanager
def open_journal(path: str | Path) -> Iterator["Journal"]:
    """Open a journal, or begin one, for this process alone.

    Raises:
        JournalError: Another process has it, or the file is something else.
    """
    journal = Journal(connect(path), path)
    try:
        yield journal
    finally:
        journal.close()


class Journal:
    """An open journal; its methods are called from one event loop.

    One thread owns the connection and commits whatever waits for it at once, so that a hundred
    requests on their way do not wait for a hundred disk writes in a row.
    """

    def __init__(self, connection: sqlite3.Connection, path: str | Path) -> None:
        self.path = path
        self._connection = connection
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    async def find(self, key: str) -> Answer | None:
        """The answer to a request, where it was paid for before."""
        query = (
            "SELECT text, finished, prompt_tokens, answer_tokens, answered_by FROM answers"
            " WHERE key = ?"
        )
        row = await self._do(lambda connection: connection.execute(query, (key,)).fetchone())
        return None if row is None else Answer(row[0], bool(row[1]), *row[2:])

    async def spent(self) -> Spent:
        """What was spent so far; a request without known outcome counts at its worst."""
        query = "SELECT count(*), total(prompt_tokens), total(answer_tokens) FROM sent"
        row = await self._do(lambda connection: connection.execute(query).fetchone())
        return Spent(*map(int, row))

    async def sending(self, key: str, worst: Spent) -> int:
        """Write down that a request is sent now; gives its number."""
        values = (key, worst.prompt_tokens, worst.answer_tokens)
        query = "INSERT INTO sent (key, prompt_tokens, answer_tokens) VALUES (?, ?, ?)"
        return int(await self._do(lambda c: c.execute(query, values).lastrowid))

    async def failed(self, number: int, reason: str, spent: Spent) -> None:
        """Write down that a request brought no answer."""
        await self._do(lambda c: _close_request(c, number, reason, spent))

    async def store(self, number: int, entry: Entry, answer: Answer, spent: Spent) -> None:
        """Keep an answer for good."""
        await self._do(lambda c: _store(c, number, entry, answer, spent), durable=True)

    def close(self) -> None:
        """Finish what waits, and let go of the file."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    async def _do(self, work: Work, *, durable: bool = False) -> Any:
        done: Future[Any] = Future()
        self._queue.put(Item(work, durable, done))
        return await asyncio.wrap_future(done)

    def _run(self) -> None:
        going = True
        while going:
            items = [self._queue.get()]
            while not self._queue.empty():
                items.append(self._queue.get())
            going = None not in items
            self._commit([item for item in items if item is not None])

    def _commit(self, batch: list[Item]) -> None:
        """Do all of a batch in one transaction; nobody hears of success before it is on disk."""
        safety = "FULL" if any(item.durable for item in batch) else "NORMAL"
        try:
            self._connection.execute(f"PRAGMA synchronous = {safety}")
            with self._connection:
                self._connection.execute("BEGIN")
                results = [item.work(self._connection) for item in batch]
        except sqlite3.Error as error:
            trouble = JournalError(
                f"the journal cannot be written ({error}); all answers before are kept: make room, "
                "and run the same command again",
                path=self.path,
            )
            trouble.__cause__ = error
            for item in batch:
                _tell(item.done, trouble)
            return
        for item, result in zip(batch, results, strict=True):
            _tell(item.done, result)


def _close_request(connection: sqlite3.Connection, number: int, outcome: str, spent: Spent) -> None:
    connection.execute(
        "UPDATE sent SET outcome = ?, prompt_tokens = ?, answer_tokens = ? WHERE number = ?",
        (outcome, spent.prompt_tokens, spent.answer_tokens, number),
    )


def _store(
    connection: sqlite3.Connection, number: int, entry: Entry, answer: Answer, spent: Spent
) -> None:
    connection.execute(
        "INSERT INTO answers (key, kind, prompt, model, run, attempt, about, text, finished,"
        " prompt_tokens, answer_tokens, answered_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.key,
            entry.kind,
            entry.prompt,
            entry.model,
            entry.run,
            entry.attempt,
            entry.about,
            answer.text,
            answer.finished,
            answer.prompt_tokens,
            answer.answer_tokens,
            answer.model,
        ),
    )
    _close_request(connection, number, "answered", spent)


def _tell(done: "Future[Any]", outcome: object) -> None:
    """Set a result or an exception, unless nobody waits any more."""
    if not done.set_running_or_notify_cancel():
        return
    if isinstance(outcome, BaseException):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)
