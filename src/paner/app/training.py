"""Training as the commands and the run ask for it: a backbone by its name."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.schema.entity_types import Schema

if TYPE_CHECKING:
    from paner.models.tagger import Tagger

__all__ = ["COMPACT", "train_tagger"]

COMPACT = "compact"


def train_tagger(
    train: Iterable[Sentence],
    *,
    dev: Iterable[Sentence] | None = None,
    schema: Schema | None = None,
    backbone: str = COMPACT,
    init_from: str | Path | None = None,
    seed: int = 0,
    steps: int = 0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> "Tagger":
    """Train a tagger.

    Args:
        train: Annotated and augmented sentences.
        dev: Annotated sentences to choose on.
        schema: What the labels mean.
        backbone: `compact`, or the hub name or folder of another encoder.
        init_from: Folder of a saved model to start from.
        seed: For initialisation and order.
        steps: Optimiser steps; 0 is the default for the data's size.
        progress: Called with steps done and in all.
    """
    from paner.models.compact.config import CompactConfig
    from paner.models.tagger import Tagger

    if not backbone.strip():
        raise UsageError("--backbone is empty; name `compact`, or an encoder's hub name or folder")
    return Tagger.train(
        train,
        dev=dev,
        schema=schema,
        config=CompactConfig(encoder="" if backbone == COMPACT else backbone, steps=steps or None),
        seed=seed,
        init_from=init_from,
        progress=lambda done, total, _loss: progress(done, total),
    )
