"""`paner augment --llm`, run as people run it, against a real server on a free port."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE
from tests.augment.llm.server import Body, Reply, Server, answered, refused, replay, serving

from paner.data.read import write

Paner = Callable[..., subprocess.CompletedProcess[str]]
KEY = "sk-secret-123"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(replay) as running:
        yield running


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "five.jsonl"
    write(FIVE, path)
    return path


def test_a_live_run_writes_what_passed_and_its_journal_replays_it(
    paner: Paner, server: Server, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", KEY)
    out, again = tmp_path / "more.jsonl", tmp_path / "again.jsonl"

    live = paner(
        "augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny",
        "--key-env", "MY_KEY", "--json",
    )  # fmt: skip
    replayed = paner("augment", corpus, "-o", again, "--recorded", f"{out}.journal", "--json")

    found = json.loads(live.stdout)
    lost = sum(found["rejected"].values()) + sum(found["failed"].values())
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert live.returncode == 0, live.stderr
    assert found["asked"] == found["kept"] + lost
    assert found["kept"] == len(rows) >= 8
    assert found["language model"]["requests"] == len(server.requests)
    assert {row["provenance"]["method"] for row in rows} == {"paraphrase"}
    assert replayed.returncode == 0, replayed.stderr
    assert again.read_bytes() == out.read_bytes()
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    for path in tmp_path.iterdir():
        assert KEY.encode() not in path.read_bytes()
    assert KEY not in live.stdout + live.stderr


def test_a_dry_run_asks_for_nothing(paner: Paner, server: Server, corpus: Path) -> None:
    prices = corpus.with_name("prices.toml")
    prices.write_text("[tiny]\nprompt = 1\nanswer = 2\n", "utf-8")

    result = paner(
        "augment", corpus, "-o", "out.jsonl", "--llm", server.url, "--model", "tiny",
        "--prices", prices, "--dry-run", "--json",
    )  # fmt: skip

    found = json.loads(result.stdout)
    assert result.returncode == 0, result.stderr
    assert (found["sentences"], found["requests"]) == (5, 6)
    assert found["cost"] > 0
    assert not server.requests


def test_a_dry_run_counts_mentions_new_sentences_and_second_looks(
    paner: Paner, server: Server, corpus: Path
) -> None:
    command = (
        "augment", corpus, "-o", corpus.with_name("out.jsonl"), "--llm", server.url,
        "--model", "tiny", "--propose-entities", 40, "--synthesize", 25, "--dry-run", "--json",
    )  # fmt: skip

    both = json.loads(paner(*command).stdout)
    once = json.loads(paner(*command, "--no-second-look").stdout)
    corpus.with_name("out.jsonl.entities.jsonl").write_text("", "utf-8")
    known = json.loads(paner(*command).stdout)

    # four types, two batches of 30 and 21 each (24 + 17 pass); 3 + 1 batches of ten, and topics
    assert both["entities"]["requests"] == 2 * once["entities"]["requests"] == 2 * 4 * 2
    assert both["new sentences"]["requests"] == 1 + 2 * 4
    assert once["new sentences"]["requests"] == 1 + 4
    assert both["requests"] == both["paraphrases"]["requests"] + 16 + 9
    assert both["seconds"] > once["seconds"] > 0
    assert "entities" not in known
    assert not server.requests


def test_the_language_goes_to_the_prompt_and_to_the_checks(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    out, again = tmp_path / "more.jsonl", tmp_path / "again.jsonl"

    with serving(replay) as server:
        result = paner(
            "augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny", "--json",
            "--language", "de", "--attempts", 1,
        )  # fmt: skip
    replayed = paner("augment", corpus, "-o", again, "--recorded", f"{out}.journal", "--json")

    found = json.loads(result.stdout)
    assert "write in German" in server.requests[0]["messages"][0]["content"]
    assert found["rejected"]["language"] >= 5  # the answers are English
    assert json.loads(replayed.stdout)["rejected"] == found["rejected"]
    assert again.read_bytes() == out.read_bytes()


def test_a_language_that_no_detector_knows_is_told_and_not_checked(
    paner: Paner, server: Server, corpus: Path, tmp_path: Path
) -> None:
    result = paner(
        "augment", corpus, "-o", tmp_path / "more.jsonl", "--llm", server.url, "--model", "tiny",
        "--language", "Quenya", "--json",
    )  # fmt: skip

    assert result.returncode == 0, result.stderr
    assert "nothing checks in which language" in result.stderr
    assert json.loads(result.stdout)["kept"] >= 8


def test_what_was_mended_and_mapped_is_counted_apart(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        return answered('{"paraphrases": ["In 1999 , [Organisation 1] gained [Person 1] ."]}')

    out = tmp_path / "more.jsonl"
    with serving(behaviour) as server:
        result = paner(
            "augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny", "--json",
            "--limit", 1, "--per-sentence", 1, "--attempts", 2,
        )  # fmt: skip

    found = json.loads(result.stdout)
    (row,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert found["noted"]["placeholders mapped"] == 1
    assert found["kept"] == 1
    assert len(server.requests) == 2
    assert row["provenance"]["checks"][0] == "mapped placeholders"


def test_a_refused_key_is_an_error_and_leaves_no_file(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "more.jsonl"

    with serving(lambda n, body: refused(401, "expired key")) as server:
        result = paner("augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny")

    assert result.returncode == 1
    assert "paner: error: tiny cannot be asked: key refused" in result.stderr
    assert not out.exists()


def test_too_many_failures_are_exit_code_1(paner: Paner, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "more.jsonl"

    with serving(replay) as server:
        result = paner(
            "augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny",
            "--max-requests", 2,
        )  # fmt: skip

    assert result.returncode == 1
    assert "a cap was reached" in result.stderr
    assert "more than --max-failed" in result.stderr
    assert len(server.requests) == 2
    assert out.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--llm", "http://x", "--local", "y"], "either --llm URL or --local MODEL"),
        (["--llm", "http://x"], "needs --model NAME"),
        (["--llm", "http://x", "--model", "m", "--recorded", "z"], "name it with --journal FILE"),
        (["--llm", "http://x", "--method", "duplication"], "name one of --recorded"),
        (["--llm", "http://x", "--model", "m", "--max-cost", "1"], "needs --prices FILE"),
        (["--llm", "http://x", "--model", "m", "--prompt", "none"], "prompt cannot be read"),
        (["--llm", "ftp://x", "--model", "m"], "address is none"),
        (["--llm", "http://x", "--model", "m", "--key-env", "PANER_NO"], "PANER_NO holds no key"),
    ],
)
def test_wrong_options_are_told_before_any_request(
    paner: Paner, corpus: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = paner("augment", corpus, "-o", tmp_path / "more.jsonl", *arguments)

    assert result.returncode in {1, 2}
    assert message in result.stderr
