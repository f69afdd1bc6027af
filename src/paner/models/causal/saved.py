"""A trained language model as a folder: everything but its base, which is named and recognised."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import torch

from paner.errors import ConfigError, ModelFolderError, UsageError
from paner.models.causal.base import Base, Fingerprint, load_base
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Task
from paner.models.causal.lora import load_lora
from paner.models.causal.model import BACKBONE, CausalModel
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.precision import best_device, multiplies_in
from paner.models.causal.prefix import use_shared_prefix
from paner.models.causal.processes import is_first
from paner.models.causal.prompts import prompt_version
from paner.models.compact.gazetteer import build_gazetteer
from paner.models.confidence import Calibration
from paner.models.folder import ModelFiles, read_folder, write_folder
from paner.models.tags import TagSet
from paner.models.transitions import Transitions
from paner.schema.entity_types import Schema

__all__ = ["read_causal", "write_causal"]

ADAPTER, GAZETTEER = "adapter", "gazetteer.json"


def write_causal(model: CausalModel, folder: Path) -> None:
    """Write a model as a folder.

    Raises:
        ModelFolderError: Something that is no model stands there.
        UsageError: The model was never trained.
    """
    if not hasattr(model.network.model, "peft_config"):
        raise UsageError("nothing was trained, so there is nothing to save but the schema")
    if not is_first():
        return  # another process of the same training writes it
    settings = {
        "config": dataclasses.asdict(model.config),
        "labels": model.tag_set.labels,
        "boundary_labels": model.tag_set.boundary_labels,
        "transition_weight": model.transition_weight,
        "calibration": dataclasses.asdict(model.calibration),
        "base": model.base_name,
        "fingerprint": dataclasses.asdict(model.fingerprint),
        "prompt_version": prompt_version(model.config),
        "instruction": model.instruction,
    }
    head = model.network.head
    tensors = {} if head is None else {f"head.{n}": t for n, t in head.state_dict().items()}
    tensors["transitions.start"] = torch.from_numpy(model.transitions.start)
    tensors["transitions.step"] = torch.from_numpy(model.transitions.step)
    tensors = {name: t.detach().cpu() for name, t in tensors.items()}
    files = ModelFiles(BACKBONE, settings, model.summary, model.schema, tensors)

    def add_files(new: Path) -> None:
        model.network.model.save_pretrained(str(new / ADAPTER), save_embedding_layers=False)
        (new / ADAPTER / "README.md").unlink(missing_ok=True)  # a form that nobody filled in
        if model.task.gazetteer is not None:
            text = json.dumps(dict(model.task.gazetteer.mentions()), ensure_ascii=False)
            (new / GAZETTEER).write_text(text, encoding="utf-8")

    write_folder(folder, files, add_files=add_files)


def read_causal(folder: Path, *, base: str | Path | Base | None = None) -> CausalModel:
    """Read a model from a folder; the inverse of `write_causal`.

    Args:
        folder: The saved model.
        base: Where its base is now, where not where it was, or the base itself; it becomes part
            of the result.

    Raises:
        LanguageModelError: The base cannot be loaded.
        ModelFolderError: The folder holds no model or a damaged one, or the base is another one.
    """
    files = read_folder(folder)
    settings, tensors = files.settings, files.tensors
    try:
        config = CausalConfig(**{k: _frozen(v) for k, v in settings["config"].items()})
        tag_set = TagSet(tuple(settings["labels"]), tuple(settings["boundary_labels"]))
        calibration = Calibration(**settings["calibration"])
        expected = Fingerprint(**settings["fingerprint"])
        transitions = Transitions(
            tensors["transitions.start"].numpy(), tensors["transitions.step"].numpy()
        )
        head = _read_head(tensors)
        weight, text = float(settings["transition_weight"]), str(settings["instruction"])
        name, version = str(settings["base"]), str(settings["prompt_version"])
    except (KeyError, TypeError, ValueError, RuntimeError, ConfigError) as error:
        raise ModelFolderError(
            "the model's parts do not fit together", path=folder, found=str(error)
        ) from error
    if version != prompt_version(config):  # another schema would be told in other words
        raise ModelFolderError(
            "the model was trained with another version of the prompt; update paner",
            path=folder,
            found=version,
            expected=prompt_version(config),
        )
    if not isinstance(base, Base):
        base = _load(name if base is None else base, config)
    expected.check(base.fingerprint, path=folder)
    use_shared_prefix(base.model)
    adapted = load_lora(base.model, folder / ADAPTER, merge=False)
    task = _task(folder, files.schema, tag_set, text, base)
    network = CausalNetwork(adapted, None if head is None else head.to(base.model.device))
    return CausalModel(
        network.eval(),
        base.tokenizer,
        name,
        expected,
        text,
        task,
        transitions,
        weight,
        calibration,
        config,
        files.summary,
    )


def _load(name: str | Path, config: CausalConfig) -> Base:
    device = best_device()
    return load_base(name, dtype=multiplies_in(config.precision, device), device=device)


def _read_head(tensors: dict[str, torch.Tensor] | Any) -> TagHead | None:
    states = {name[5:]: t for name, t in tensors.items() if name.startswith("head.")}
    if not states:
        return None
    known = states.get("known_out")
    head = TagHead(
        states["weight"],
        num_known=0 if known is None else len(known) // 3,
        shape_features="shapes_out" in states,
    )
    head.load_state_dict(states)
    return head


def _task(folder: Path, schema: Schema, tag_set: TagSet, text: str, base: Base) -> Task:
    gazetteer = None
    if (folder / GAZETTEER).is_file():
        try:
            mentions = json.loads((folder / GAZETTEER).read_text(encoding="utf-8"))
            gazetteer = build_gazetteer(tag_set.labels, mentions=mentions)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise ModelFolderError(
                "the known mentions cannot be read", path=folder / GAZETTEER, found=str(error)
            ) from error
    return Task(schema, tag_set, frame_of(base.tokenizer, text), gazetteer)


def _frozen(value: object) -> Any:
    """JSON's lists as the tuples they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
