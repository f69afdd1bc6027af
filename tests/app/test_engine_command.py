"""`paner tag --engine`, run as people run it, against a real server on a free port."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.augment.llm.server import answered, serving
from tests.models.causal.engines.obedient import obeying

Paner = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.yaml"
    path.write_text("- name: person\n  definition: A human being.\n", "utf-8")
    return path


def test_texts_are_tagged_with_a_schema_that_nobody_trained(paner: Paner, schema: Path) -> None:
    with serving(obeying("grammar")) as server:
        result = paner(
            "tag", "tiny", "-", "--engine", "openai", "--llm", server.url, "--schema", schema,
            "--format", "text", stdin="then Ada Byron left\nnothing\n",
        )  # fmt: skip

    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0, result.stderr
    assert [row["text"] for row in rows] == ["then Ada Byron left", "nothing"]
    assert [e["label"] for e in rows[0]["entities"]] == ["person"]
    assert "tiny: 2 answers exact" in result.stderr
    assert "held to their form by: grammar" in result.stderr
    assert "A human being." in server.requests[-1]["messages"][0]["content"]


def test_a_server_that_never_answers_to_the_point_is_an_error(paner: Paner, schema: Path) -> None:
    with serving(lambda _number, _body: answered("I would rather not.")) as server:
        result = paner(
            "tag", "tiny", "-", "--engine", "openai", "--llm", server.url, "--schema", schema,
            "--format", "text", stdin="then Ada Byron left\nnothing\n",
        )  # fmt: skip

    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 2
    assert "tiny gave no usable answer: nothing was tagged" in result.stderr
    assert "2 unusable or failed" in result.stderr


def test_an_engine_without_schema_or_address_is_a_usage_error(paner: Paner, schema: Path) -> None:
    bare = paner("tag", "tiny", "--engine", "openai", "--llm", "http://localhost:1")
    lost = paner("tag", "tiny", "--engine", "openai", "--schema", schema)
    mixed = paner("tag", "tiny", "--llm", "http://localhost:1")

    assert [result.returncode for result in (bare, lost, mixed)] == [2, 2, 2]
    assert "needs --schema FILE" in bare.stderr
    assert "needs --llm URL" in lost.stderr
    assert "needs --engine" in mixed.stderr


def test_asking_a_server_loads_no_torch() -> None:
    code = "import sys, paner.app.engine_command; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
