"""From annotated sentences to a language model that tags."""

import dataclasses
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from paner.data.sentence import Sentence
from paner.models.causal.base import Base
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.configured import configured_base
from paner.models.causal.examples import Example, Task
from paner.models.causal.fitting import Others, Trained, train_members
from paner.models.causal.model import CausalModel, calibrate_on_dev
from paner.models.causal.processes import prepare_fsdp
from paner.models.causal.prompts import prompt_text
from paner.models.causal.reading import reader_of
from paner.models.compact.gazetteer import build_gazetteer
from paner.models.compact.mixture import Source, sources_of
from paner.models.compact.origins import Origin
from paner.models.compact.selection import choose_on_dev
from paner.models.compact.soup import Progress
from paner.models.compact.threads import num_threads, on_threads, seeded
from paner.models.confidence import USUAL
from paner.models.tags import TagSet, fused
from paner.models.training_data import data_summary, gold_tags, loss_curve, whole_schema
from paner.models.transitions import count_transitions
from paner.schema.entity_types import Schema

__all__ = ["train_causal"]

_log = logging.getLogger(__name__)


def train_causal(
    train: Iterable[Sentence],
    *,
    dev: Iterable[Sentence] | None = None,
    schema: Schema | None = None,
    mentions: Mapping[str, Iterable[Sequence[str]]] | None = None,
    config: CausalConfig,
    seed: int = 0,
    base: Base | None = None,
    mixed: Iterable[Sentence] = (),
    mixed_schema: Schema | None = None,
    checkpoints: Path | None = None,
    progress: Progress | None = None,
) -> CausalModel:
    """Fine-tune a language model.

    Args:
        train: Annotated sentences; their provenance's method says which source they are of.
        dev: Annotated sentences to choose weights on and to calibrate confidences with.
        schema: What the labels mean; it may have types that do not occur, and lack some that do.
        mentions: By label, mentions as words that are known besides those in `train`.
        config: All settings.
        seed: Where chance starts; the same seed gives the same model on one machine.
        base: The language model, where it is loaded already; it becomes part of the result.
        mixed: Annotated sentences of a base corpus with other labels, to mix in.
        mixed_schema: What their labels mean.
        checkpoints: A folder to keep checkpoints in, and to go on from if it has any.
        progress: Called after each step.

    Raises:
        DataError: There is nothing to train on.
        LanguageModelError: The base cannot be used.
        ModelFolderError: The checkpoints are of another training.
        UsageError: What the settings need is not installed, or does not go with FSDP.
    """
    began = time.perf_counter()
    prepare_fsdp(config)
    train = list(train)
    schema = whole_schema(train, schema)
    base = base or configured_base(config)
    tag_set = _tag_set(train, schema, config)
    written, num_fused = _as_written(train, tag_set)
    gazetteer = None
    if config.gazetteer:  # shown when reading twice; a draft of word/tag answers
        gazetteer = build_gazetteer(tag_set.labels, train, mentions=mentions)
    text = prompt_text(schema, config)
    task = Task(schema, tag_set, frame_of(base.tokenizer, text), gazetteer)
    trained = Trained(base, task, config, seed, checkpoints)
    with on_threads(config.threads), seeded(seed):
        examples = _examples(train, task, base, config)
        others = Others(list(mixed), mixed_schema)
        network, losses = train_members(trained, examples, others, progress)
    model = CausalModel(
        network,
        base.tokenizer,
        base.name,
        base.fingerprint,
        text,
        task,
        count_transitions(gold_tags(written, tag_set), tag_set),
        config.transition_weight,
        USUAL,
        config,
        {
            **data_summary(train),
            "base": base.name,
            "tagging": config.tagging,
            "prompt_tokens": len(task.frame.head_ids),
            "mixed": len(others.sentences),
            "fused": num_fused,
            "members": config.members,
            "steps": len(losses),
            "seed": seed,
            "threads": num_threads(config.threads),
            "device": str(network.device),
            "loss_curve": loss_curve(losses),
        },
    )
    chosen: Mapping[str, Any] = {}
    if dev := list(dev or ()):
        choose = choose_on_dev if config.tagging == "twice" else calibrate_on_dev
        model, on_dev = choose(model, dev)
        chosen = {"dev": on_dev}
    seconds = round(time.perf_counter() - began, 1)
    return dataclasses.replace(model, summary={**model.summary, **chosen, "seconds": seconds})


def _tag_set(train: Sequence[Sentence], schema: Schema, config: CausalConfig) -> TagSet:
    if config.tagging == "word-tag" and config.tag_format == "word-tag":
        return TagSet(tuple(schema.names))  # the paper's format fuses entities that touch
    return TagSet.of(train, schema.names)


def _as_written(train: Sequence[Sentence], tag_set: TagSet) -> tuple[list[Sentence], int]:
    """The sentences as answers can say them, and how many entities they do not part."""
    written = [s.with_entities(fused(s.entities, tag_set)) for s in train]
    lost = sum(len(s.entities) for s in train) - sum(len(s.entities) for s in written)
    if lost:
        _log.warning(
            "%d entities touch one of their own type and are learnt as one with it: answers in the "
            "format word-tag cannot part them, those in word-tag-lossless can",
            lost,
        )
    return written, lost


def _examples(
    train: Sequence[Sentence], task: Task, base: Base, config: CausalConfig
) -> list[Source[Example]]:
    """The examples of each method's sentences, with the method's share."""
    reader = reader_of(task, base.tokenizer, config)

    def read(sentence: Sentence, origin: Origin) -> list[Example]:
        return reader(sentence, annotated=True, but=origin.number)

    return sources_of(train, read, config.source_shares, config.other_share)
