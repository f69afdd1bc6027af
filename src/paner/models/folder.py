"""What a saved model is: a folder that can be checked before anything in it is trusted.

`config.json` names the format, the backbone, versions, settings, the training's summary, and the
sha256 of every other file; `weights.safetensors` and `schema.yaml` stand beside it, and what a
backbone needs besides, such as `encoder/`.
"""

import hashlib
import importlib.metadata
import json
import platform
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from paner.errors import DataError, ModelFolderError, SchemaError
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema, write_schema

__all__ = [
    "FORMAT_VERSION",
    "ModelFiles",
    "backbone_of",
    "is_model_folder",
    "read_folder",
    "write_folder",
]

FORMAT = "paner model"
FORMAT_VERSION = 1
CONFIG, WEIGHTS, SCHEMA = "config.json", "weights.safetensors", "schema.yaml"
LIBRARIES = ("paner", "torch", "transformers", "tokenizers", "safetensors", "numpy")


@dataclass(frozen=True, slots=True, eq=False)
class ModelFiles:
    """A model as it is written and read.

    Args:
        backbone: The name of the backbone that can use it.
        settings: Whatever the backbone needs besides tensors, in JSON's types.
        summary: How it was trained, in JSON's types.
        schema: What its labels mean.
        tensors: Its weights by name.
    """

    backbone: str
    settings: Mapping[str, Any]
    summary: Mapping[str, Any]
    schema: Schema
    tensors: Mapping[str, Tensor]


def write_folder(
    folder: Path, model: ModelFiles, *, add_files: Callable[[Path], None] | None = None
) -> None:
    """Write a model, all of it or nothing; a model that was there before is replaced.

    Args:
        folder: Where to; it and its parents are made.
        model: What to write.
        add_files: Writes further files into the folder it is given.

    Raises:
        ModelFolderError: Something that is no model stands there.
    """
    folder = folder.absolute()
    if folder.exists() and not _replaceable(folder):
        raise ModelFolderError(
            "will not overwrite what is no model",
            path=folder,
            expected="a new name, an empty folder or a model of paner",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        new, old = Path(scratch) / "new", Path(scratch) / "old"
        new.mkdir()
        _write(new, model, add_files)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)


def read_folder(folder: Path) -> ModelFiles:
    """Read and check a model.

    Raises:
        ModelFolderError: The folder is no model, from a newer version, or damaged.
    """
    config = _read_config(folder)
    for name, expected in config["files"].items():
        path = folder / name
        if not path.is_file():
            raise ModelFolderError("a file of the model is missing", path=path)
        if (found := _sha256(path)) != expected:
            raise ModelFolderError(
                "a file of the model is damaged", path=path, found=found, expected=expected
            )
    try:
        tensors = load_file(folder / WEIGHTS)
        schema = read_schema(folder / SCHEMA)
    except (OSError, SafetensorError, DataError, SchemaError) as error:
        raise ModelFolderError(
            "a file of the model cannot be read", path=folder, found=str(error)
        ) from error
    return ModelFiles(config["backbone"], config["settings"], config["summary"], schema, tensors)


def backbone_of(folder: Path) -> str:
    """The name of the backbone that can use a model.

    Raises:
        ModelFolderError: The folder is no model, from a newer version, or its config is damaged.
    """
    return str(_read_config(folder).get("backbone"))


def is_model_folder(folder: Path) -> bool:
    """Whether a folder says that it is a model."""
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("format") == FORMAT


def _replaceable(folder: Path) -> bool:
    return folder.is_dir() and (is_model_folder(folder) or not any(folder.iterdir()))


def _write(folder: Path, model: ModelFiles, add_files: Callable[[Path], None] | None) -> None:
    save_file({name: t.contiguous() for name, t in model.tensors.items()}, folder / WEIGHTS)
    write_schema(model.schema, folder / SCHEMA)
    if add_files is not None:
        add_files(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    config: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "backbone": model.backbone,
        "versions": {"python": platform.python_version(), **_versions()},
        "settings": dict(model.settings),
        "summary": dict(model.summary),
        "files": {path.relative_to(folder).as_posix(): _sha256(path) for path in files},
    }
    config["sha256"] = _fingerprint(config)
    text = json.dumps(config, indent=2, ensure_ascii=False)
    (folder / CONFIG).write_text(f"{text}\n", encoding="utf-8")


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    if not path.is_file():
        raise ModelFolderError(
            f"this is no saved model: it has no {CONFIG}", path=folder, expected="a model of paner"
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFolderError("cannot be read", path=path, found=str(error)) from error
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise ModelFolderError(
            "this is not a model of paner", path=path, expected=f'"format": "{FORMAT}"'
        )
    version = config.get("format_version")
    if not isinstance(version, int) or not 1 <= version <= FORMAT_VERSION:
        raise ModelFolderError(
            "the model is from another version; update paner",
            path=path,
            found=f"format version {version}",
            expected=f"1 to {FORMAT_VERSION}",
        )
    if config.get("sha256") != _fingerprint(config):
        raise ModelFolderError("the model's config was changed or damaged", path=path)
    return config


def _fingerprint(config: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in config.items() if name != "sha256"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _versions() -> dict[str, str]:
    installed = {dist.name for dist in importlib.metadata.distributions()}
    return {name: importlib.metadata.version(name) for name in LIBRARIES if name in installed}
