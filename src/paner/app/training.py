"""Training as the commands and the run ask for it: a backbone by its name."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paner.app.overrides import with_overrides
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.schema.entity_types import Schema

if TYPE_CHECKING:
    from paner.models.causal.config import CausalConfig
    from paner.models.tagger import Tagger

__all__ = ["COMPACT", "LanguageModelOptions", "is_causal", "train_tagger"]

COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class LanguageModelOptions:
    """What concerns language models alone; with any of it the backbone is one.

    Args:
        tagging: `twice` or `word-tag`; empty for the default.
        preset: `paper` or `few`; empty for the default.
        mixed: Annotated sentences of a base corpus with other labels, to mix in.
        mixed_schema: What their labels mean.
        checkpoints: A folder to keep checkpoints in, and to go on from.
    """

    tagging: str = ""
    preset: str = ""
    mixed: tuple[Sentence, ...] = ()
    mixed_schema: Schema | None = None
    checkpoints: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.tagging or self.preset or self.mixed or self.checkpoints)


NO_OPTIONS = LanguageModelOptions()


def train_tagger(
    train: Iterable[Sentence],
    *,
    dev: Iterable[Sentence] | None = None,
    schema: Schema | None = None,
    backbone: str = COMPACT,
    init_from: str | Path | None = None,
    seed: int = 0,
    steps: int = 0,
    options: LanguageModelOptions = NO_OPTIONS,
    settings: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> "Tagger":
    """Train a tagger.

    Args:
        train: Annotated and augmented sentences.
        dev: Annotated sentences to choose on.
        schema: What the labels mean.
        backbone: `compact`; `smollm2`; or the hub name or folder of another encoder or causal
            language model.
        init_from: Folder of a saved model to start from.
        seed: For initialisation and order.
        steps: Optimiser steps; 0 is the default for the data's size.
        options: For language models.
        settings: Further ones of the backbone's configuration, `NAME=VALUE` each.
        progress: Called with steps done and in all.
    """
    from paner.models.compact.config import CompactConfig
    from paner.models.tagger import Tagger

    own, others = _parted(train, schema)
    options = dataclasses.replace(options, mixed=(*options.mixed, *others))
    if not backbone.strip():
        raise UsageError("--backbone is empty; name `compact`, or a model's hub name or folder")
    if others and (backbone == COMPACT or not is_causal(backbone)):
        raise UsageError(
            f"{len(others)} sentences were asked for types that the schema does not have, such as "
            f"{others[0].text[:60]!r}; only a language model learns from such a mixture: name one "
            "with --backbone, or leave them out"
        )
    if backbone == COMPACT and options:
        raise UsageError(
            "--tagging, --preset, --mix and --checkpoints are for language models; name one with "
            "--backbone"
        )
    more: dict[str, Any] = {}
    config: CompactConfig | CausalConfig
    if backbone != COMPACT and (options or is_causal(backbone)):
        config = _causal_config(backbone, steps, options)
        more = {
            "mixed": options.mixed,
            "mixed_schema": options.mixed_schema,
            "checkpoints": options.checkpoints,
        }
    else:
        encoder = "" if backbone == COMPACT else backbone
        config = CompactConfig(encoder=encoder, steps=steps or None)
    return Tagger.train(
        own,
        dev=dev,
        schema=schema,
        config=with_overrides(config, settings),
        seed=seed,
        init_from=init_from,
        progress=lambda done, total, _loss: progress(done, total),
        **more,
    )


def _parted(
    train: Iterable[Sentence], schema: Schema | None
) -> tuple[list[Sentence], list[Sentence]]:
    """A mixture's own sentences, and those that were asked for types the schema does not have."""
    if schema is None:
        return list(train), []
    names = set(schema.names)
    own: list[Sentence] = []
    others: list[Sentence] = []
    for sentence in train:
        (own if names.issuperset(sentence.asked) else others).append(sentence)
    return own, others


def _causal_config(base: str, steps: int, options: LanguageModelOptions) -> "CausalConfig":
    from paner.models.causal.config import CausalConfig

    changes: dict[str, Any] = {"base": base}
    if steps:
        changes["steps"] = steps
    if options.tagging:
        changes["tagging"] = options.tagging
    preset: Any = options.preset or "few"
    return CausalConfig.preset(preset, **changes)


def is_causal(backbone: str) -> bool:
    """Whether a model writes text; an encoder, or what cannot be found, does not."""
    from paner.models.causal.smollm2 import SMOLLM2

    if backbone == SMOLLM2:
        return True
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(backbone, trust_remote_code=False)
    except (OSError, ValueError):
        return False  # the encoder's own loading says what is wrong
    endings = ("ForCausalLM", "LMHeadModel")
    return any(name.endswith(endings) for name in config.architectures or ())
