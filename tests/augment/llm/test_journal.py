import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.augment.llm.asking import ask_all, entry_of, request_for
from tests.augment.llm.server import answered, serving

from paner.augment.llm.budget import Spent
from paner.augment.llm.journal import Journal, open_journal
from paner.augment.llm.journal_file import is_journal
from paner.augment.llm.model import Answer
from paner.errors import JournalError

ANSWER = Answer("Hi", finished=False, prompt_tokens=3, model="tiny-1")
ENTRY = entry_of(request_for("question"))

HOLD = """
import sys, time
from paner.augment.llm.journal import open_journal
with open_journal(sys.argv[1]):
    print("open", flush=True)
    time.sleep(60)
"""


async def keep(journal: Journal, answer: Answer = ANSWER) -> Answer | None:
    number = await journal.sending(ENTRY.key, Spent(1, 10, 20))
    await journal.store(number, ENTRY, answer, Spent(1, 3, 4))
    return await journal.find(ENTRY.key)


def test_a_kept_answer_is_found_again(tmp_path: Path) -> None:
    answer = Answer("Hi 'all' \0 ✓", finished=False, prompt_tokens=3, model="tiny-1")

    with open_journal(tmp_path / "j") as journal:
        found = asyncio.run(keep(journal, answer))
    with open_journal(tmp_path / "j") as journal:
        later = asyncio.run(journal.find(ENTRY.key))

    assert found == later == answer


def test_an_unknown_request_has_no_answer(tmp_path: Path) -> None:
    with open_journal(tmp_path / "j") as journal:
        assert asyncio.run(journal.find("unknown")) is None


def test_a_request_without_outcome_counts_at_its_worst(tmp_path: Path) -> None:
    with open_journal(tmp_path / "j") as journal:
        asyncio.run(journal.sending(ENTRY.key, Spent(1, 10, 20)))
    with open_journal(tmp_path / "j") as journal:
        assert asyncio.run(journal.spent()) == Spent(1, 10, 20)


def test_a_second_run_is_refused_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "j"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"

        in_use = pytest.raises(JournalError, match="another process is using the journal")
        with in_use, open_journal(path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()

    with open_journal(path) as journal:
        assert asyncio.run(journal.spent()) == Spent()


def test_a_second_opening_in_the_same_process_is_refused(tmp_path: Path) -> None:
    refused = pytest.raises(JournalError, match="one journal serves one run")
    with open_journal(tmp_path / "j"), refused, open_journal(tmp_path / "j"):
        pass


def test_another_file_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("a text that is much longer than a hundred bytes " * 10, encoding="utf-8")

    with pytest.raises(JournalError, match="no journal"), open_journal(path):
        pass

    assert not is_journal(path)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()

    with pytest.raises(JournalError, match="no journal of this version"), open_journal(path):
        pass


def test_a_journal_in_a_missing_folder_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="missing/j"), open_journal(tmp_path / "missing" / "j"):
        pass


def test_the_key_is_in_no_file(tmp_path: Path) -> None:
    key = "sk-secret-123"

    with serving(lambda n, body: answered("Hi")) as server:
        ask_all(server.url, tmp_path / "j", ["one", "two"], key=key)

    assert is_journal(tmp_path / "j")
    for path in tmp_path.iterdir():
        assert key.encode() not in path.read_bytes()


def test_many_answers_at_once_share_a_disk_write(tmp_path: Path) -> None:
    async def run(journal: Journal) -> int:
        entries = [entry_of(request_for(str(number))) for number in range(50)]
        numbers = await asyncio.gather(*(journal.sending(e.key, Spent(1)) for e in entries))
        return len(set(numbers))

    with open_journal(tmp_path / "j") as journal:
        assert asyncio.run(run(journal)) == 50


def test_writes_survive_a_kill_right_after_them(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys, signal\n"
        "from paner.augment.llm.journal import open_journal\n"
        "from paner.augment.llm.budget import Spent\n"
        "async def run(journal):\n"
        "    await journal.sending('k', Spent(1, 2, 3))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "with open_journal(sys.argv[1]) as journal:\n"
        "    asyncio.run(run(journal))\n"
    )

    command = [sys.executable, "-c", program, str(tmp_path / "j")]
    done = subprocess.run(command, env=os.environ, check=False)

    assert done.returncode == -signal.SIGKILL
    with open_journal(tmp_path / "j") as journal:
        assert asyncio.run(journal.spent()) == Spent(1, 2, 3)
