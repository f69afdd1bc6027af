"""Checkpoints of one training in a folder, which no other training may go on from."""

import dataclasses
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from paner.errors import ModelFolderError
from paner.models.causal.base import Fingerprint
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example
from paner.models.causal.processes import is_first

__all__ = ["chance_kept", "check_run", "last_checkpoint"]

RUN = "run.json"
WRITTEN_LAST = "trainer_state.json"  # of a checkpoint's files
WITHOUT_EFFECT = ("threads", "checkpoint_steps", "tag_batch_tokens", "merge")


def check_run(
    folder: Path,
    config: CausalConfig,
    seed: int,
    rows: Sequence[Sequence[Example]],
    base: Fingerprint,
) -> None:
    """Note in a folder which training its checkpoints are of, or refuse another one's.

    Raises:
        ModelFolderError: They are of a training with other settings, data, seed or base.
    """
    settings = dataclasses.asdict(config)
    kept = {name: value for name, value in settings.items() if name not in WITHOUT_EFFECT}
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr([(e.input_ids, e.target_ids, e.matches) for e in row]).encode())
    run = json.loads(
        json.dumps({"config": kept, "seed": seed, "rows": digest.hexdigest(), "base": base.weights})
    )
    path = folder / RUN
    if path.is_file() and last_checkpoint(folder) is not None:
        found = _noted(path)
        differs = [name for name in run if found.get(name) != run[name]]
        if differs:
            raise ModelFolderError(
                "the checkpoints here are of another training",
                path=folder,
                found=f"other {', '.join(differs)}",
                expected="a new folder",
            )
    elif is_first():  # what others of this training read is never written meanwhile
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run, indent=2), encoding="utf-8")


def _noted(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelFolderError(
            "it cannot be read of which training the checkpoints are", path=path, found=str(error)
        ) from error
    return found if isinstance(found, dict) else {}


def last_checkpoint(folder: Path | None) -> str | None:
    """The checkpoint to go on from, where there is one; one half written does not count."""
    if folder is None or not folder.is_dir():
        return None
    found = [
        path
        for path in folder.glob("checkpoint-*")
        if path.name[11:].isdigit() and (path / WRITTEN_LAST).is_file()
    ]
    return str(max(found, key=lambda path: int(path.name[11:]))) if found else None


@contextmanager
def chance_kept() -> Iterator[None]:
    """Within, libraries may seed Python's and numpy's global generators."""
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - theirs
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(numpy_state)  # noqa: NPY002 - theirs
