"""Tests of what a saved model refuses."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from paner.errors import ModelFolderError
from paner.models import Tagger
from paner.models.folder import ModelFiles, read_folder, write_folder
from paner.schema.entity_types import EntityType, Schema

MODEL = ModelFiles(
    "compact",
    {"labels": ["person"]},
    {"steps": 3},
    Schema((EntityType("person", "person", "A: human", "- none\n- 'quoted'"),)),
    {"weight": torch.arange(6.0).reshape(2, 3)},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "model", MODEL)
    return tmp_path / "model"


def test_reading_restores_what_was_written(folder: Path) -> None:
    model = read_folder(folder)

    assert (model.backbone, dict(model.settings), dict(model.summary), model.schema) == (
        MODEL.backbone,
        MODEL.settings,
        MODEL.summary,
        MODEL.schema,
    )
    assert torch.equal(model.tensors["weight"], MODEL.tensors["weight"])


def test_the_config_names_versions(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())

    assert {"python", "torch", "transformers"} <= set(config["versions"])


def _flip_a_bit(folder: Path) -> None:
    data = bytearray((folder / "weights.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "weights.safetensors").write_bytes(data)


def _change(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, **changes}))

    return change


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_flip_a_bit, "is damaged"),
        (lambda folder: (folder / "weights.safetensors").unlink(), "is missing"),
        (lambda folder: (folder / "schema.yaml").write_text("[]"), "is damaged"),
        (lambda folder: (folder / "config.json").unlink(), "no saved model"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "config.json").write_text("[]"), "not a model of paner"),
        (lambda folder: (folder / "config.json").write_bytes(b"\xff\xfe"), "cannot be read"),
        (_change(format="bert"), "not a model of paner"),
        (_change(format_version=2), "update paner"),
        (_change(format_version="one"), "update paner"),
        (_change(settings={}), "changed or damaged"),
    ],
)
def test_a_damaged_or_foreign_folder_is_refused(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    damage(folder)

    with pytest.raises(ModelFolderError, match=message):
        read_folder(folder)


def test_a_model_of_an_unknown_backbone_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path / "model", replace(MODEL, backbone="quantum"))

    with pytest.raises(ModelFolderError, match="unknown backbone"):
        Tagger.load(tmp_path / "model")


def test_parts_that_do_not_fit_together_are_refused(folder: Path) -> None:
    with pytest.raises(ModelFolderError, match="do not fit together"):
        Tagger.load(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError, match="no saved model"):
        read_folder(tmp_path / "none")


def test_a_file_in_the_way_is_kept(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("mine")

    with pytest.raises(ModelFolderError, match="will not overwrite"):
        write_folder(tmp_path / "model", MODEL)

    assert (tmp_path / "model").read_text() == "mine"


def test_a_failed_write_leaves_the_old_model(folder: Path) -> None:
    def fail(_: Path) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_folder(folder, MODEL, add_files=fail)

    assert read_folder(folder).backbone == "compact"
    assert [path.name for path in folder.parent.iterdir()] == ["model"]
