"""Tests of `paner export modal`."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.app.exports.modal_app import ModalSettings, export_modal
from paner.errors import UsageError

Paner = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A folder as `paner export axolotl` leaves it."""
    folder = tmp_path / "My job"
    (folder / "data").mkdir(parents=True)
    (folder / "config.yml").write_text("base_model: tiny\n", "utf-8")
    (folder / "data/train.jsonl").write_text("{}\n", "utf-8")
    return folder


def test_the_app_compiles_and_names_what_was_asked_for(job: Path) -> None:
    path = export_modal(job, settings=ModalSettings("A100-80GB", 3, "my-secret"))

    text = path.read_text("utf-8")
    compile(text, str(path), "exec")
    named = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
    assert {"A100-80GB", "my-secret", "paner-my-job", "config.yml"} <= named


def test_no_secret_is_asked_for_where_none_is_named(job: Path) -> None:
    text = export_modal(job, settings=ModalSettings()).read_text("utf-8")

    compile(text, "modal_app.py", "exec")
    assert "Secret" not in text


def test_modal_itself_takes_the_app(job: Path) -> None:
    modal = pytest.importorskip("modal", reason="modal is not installed: its API is not checked")
    path = export_modal(job, settings=ModalSettings(secret="huggingface"))

    spec = importlib.util.spec_from_file_location("modal_app", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["modal_app"] = module  # where modal looks for what it is to run
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules["modal_app"]

    assert isinstance(module.app, modal.App)
    assert isinstance(module.train, modal.Function)


def test_a_folder_without_an_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `paner export axolotl` first"):
        export_modal(tmp_path, settings=ModalSettings())


def test_the_command_writes_the_app(paner: Paner, job: Path) -> None:
    result = paner("export", "modal", job, "--gpu", "H200")

    assert result.returncode == 0, result.stderr
    assert '"H200"' in (job / "modal_app.py").read_text("utf-8")
