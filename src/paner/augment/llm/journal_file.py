"""A journal's file: its tables, how it is told from other files, and its lock.

The file is locked while it is open: a second process is refused, and a killed one leaves no lock
behind, since the operating system takes it back.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from paner.errors import JournalError

__all__ = ["connect", "is_journal"]

MAGIC = b"SQLite format 3\0"
APPLICATION_ID = 0x70616E72  # "panr"
VERSION = 1
TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,        -- what was asked for: paraphrase, ...
    prompt TEXT NOT NULL,      -- version and hash of the prompt file
    model TEXT NOT NULL,
    run TEXT NOT NULL,         -- the run's settings, as JSON
    attempt INTEGER NOT NULL,
    about TEXT NOT NULL,       -- what it is about, as JSON
    text TEXT NOT NULL,        -- the answer, as it came
    finished INTEGER NOT NULL,
    prompt_tokens INTEGER,
    answer_tokens INTEGER,
    answered_by TEXT NOT NULL,
    at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS sent (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,  -- the worst case until the outcome is known
    answer_tokens INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT 'unknown'
);
"""


def is_journal(path: str | Path) -> bool:
    """Whether a file is an SQLite file, by its first bytes."""
    try:
        with Path(path).open("rb") as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def connect(path: str | Path, *, create: bool = True) -> sqlite3.Connection:
    """Open a journal's file and lock it.

    Raises:
        JournalError: Another process has it, it is missing or something else.
    """
    if not create and not Path(path).is_file():
        raise JournalError("there is no journal", path=path)
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise JournalError(f"the journal cannot be opened ({error})", path=path) from error
    try:
        # exclusive before the first access: the lock holds until the process ends, however it ends
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        with closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN EXCLUSIVE")
            _prepare(cursor, path)
            cursor.execute("COMMIT")
    except sqlite3.OperationalError as error:
        connection.close()
        told = "another process is using the journal" if "locked" in str(error) else str(error)
        raise JournalError(f"{told}; one journal serves one run at a time", path=path) from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise JournalError(
            f"the file is no journal ({error})", path=path, expected="another name"
        ) from error
    except JournalError:
        connection.close()
        raise
    return connection


def _prepare(cursor: sqlite3.Cursor, path: str | Path) -> None:
    application, version = (
        cursor.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    tables = cursor.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and (application, version) != (APPLICATION_ID, VERSION):
        raise JournalError(
            "the file is no journal of this version",
            path=path,
            found=f"application {application:#x}, version {version}",
            expected=f"application {APPLICATION_ID:#x}, version {VERSION}",
        )
    if not tables:
        for statement in TABLES.split(";"):
            cursor.execute(statement)
        cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        cursor.execute(f"PRAGMA user_version = {VERSION}")
