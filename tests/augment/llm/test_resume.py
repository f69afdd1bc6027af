import json
import multiprocessing
import random
import sqlite3
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from tests.augment.llm import killable
from tests.augment.llm.server import Body, asked_for, prompt_of, replay, serving

COUNT = 60
KILLS = 22


@pytest.mark.timeout(1500)  # a busy machine starts processes slowly
def test_a_run_killed_at_many_points_gives_the_bytes_of_one_that_was_not(tmp_path: Path) -> None:
    rng = random.Random(7)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.augment.llm.killable"])
    paid_twice: set[str] = set()

    with serving(replay) as server:
        killable.main(server.url, str(tmp_path / "a"), str(tmp_path / "whole"), COUNT)
        asked = len(server.requests)
    with serving(replay, latency=0.01) as server:
        arguments = (server.url, str(tmp_path / "b"), str(tmp_path / "resumed"), COUNT)
        kept, before = set[str](), 0
        for _ in range(KILLS):
            process = context.Process(target=killable.main, args=arguments)
            enough = len(server.done_at) + rng.randint(0, 6)  # further answers
            process.start()
            wait_for(server.done_at, enough, process)
            time.sleep(rng.uniform(0, 0.02))
            process.kill()
            process.join()
            paid_twice |= kept & first_asked(server.requests[before:])
            kept, before = kept_templates(tmp_path / "b"), len(server.requests)
        killable.main(*arguments)

    paid_twice |= kept & first_asked(server.requests[before:])
    assert kept
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()
    assert not paid_twice
    # at most what was on its way when a run was killed is asked for again
    assert asked <= len(server.requests) <= asked + KILLS * killable.LIMITS.most


def wait_for(answers: list[float], count: int, process: BaseProcess) -> None:
    """Wait for so many answers, or the process's end."""
    deadline = time.monotonic() + 60
    while len(answers) < count and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.001)


def kept_templates(journal: Path) -> set[str]:
    """Sentences whose first answer is in the journal."""
    if not journal.exists():
        return set()
    with closing(sqlite3.connect(journal)) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return set()  # killed before it had begun
        rows = connection.execute("SELECT about FROM answers WHERE attempt = 1").fetchall()
    return {task["template"] for (about,) in rows for task in json.loads(about)}


def first_asked(requests: list[Body]) -> set[str]:
    """Sentences that were asked for the first time."""
    first = [body for body in requests if "could not be used" not in prompt_of(body)]
    return {template for body in first for _, template in asked_for(body)[0]}
