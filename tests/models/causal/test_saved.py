"""Tests of saved language models whose parts are damaged, missing, or of another version."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from paner.data.sentence import Sentence
from paner.errors import LanguageModelError, ModelFolderError, PanerError
from paner.models.causal.config import CausalConfig
from paner.models.folder import read_folder, write_folder
from paner.models.tagger import Tagger


@pytest.fixture(scope="module")
def saved(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "model"
    config = CausalConfig(base=str(tiny_qwen2), steps=1, threads=1)
    Tagger.train(ten_sentences, config=config).save(folder)
    return folder


def changed(saved: Path, to: Path, change: Callable[[Path], object], **settings: object) -> Path:
    """A copy with other files and settings, whose config says that all is as it should be."""
    files = read_folder(saved)

    def add_files(new: Path) -> None:
        shutil.copytree(saved / "adapter", new / "adapter")
        shutil.copy(saved / "gazetteer.json", new)
        change(new)

    whole = dataclasses.replace(files, settings={**files.settings, **settings})
    write_folder(to, whole, add_files=add_files)
    return to


def cut_adapters(folder: Path) -> None:
    path = folder / "adapter" / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:100])


def pickled_adapters(folder: Path) -> None:
    path = folder / "adapter" / "adapter_model.safetensors"
    torch.save(load_file(path), path.with_suffix(".bin"))
    path.unlink()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (pickled_adapters, LanguageModelError, "the adapters are missing"),
        (cut_adapters, LanguageModelError, "the adapters do not fit the base"),
        (
            lambda folder: (folder / "adapter" / "adapter_model.safetensors").unlink(),
            LanguageModelError,
            "the adapters are missing",
        ),
        (
            lambda folder: (folder / "gazetteer.json").write_text("[1", encoding="utf-8"),
            ModelFolderError,
            "known mentions cannot be read",
        ),
    ],
)
def test_a_damaged_part_is_an_error(
    saved: Path,
    tmp_path: Path,
    change: Callable[[Path], object],
    error: type[PanerError],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        Tagger.load(changed(saved, tmp_path / "model", change))


def test_a_prompt_of_a_version_that_is_not_known_is_refused(saved: Path, tmp_path: Path) -> None:
    version = "twice.v9 0123456789ab"
    folder = changed(saved, tmp_path / "model", lambda _: None, prompt_version=version)

    with pytest.raises(ModelFolderError, match=r"another version of the prompt.*twice\.v9"):
        Tagger.load(folder)
    Tagger.load(changed(saved, tmp_path / "same", lambda _: None))
