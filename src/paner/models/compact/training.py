"""From annotated sentences to a compact tagger."""

import copy
import dataclasses
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.models.compact.batches import batcher_of
from paner.models.compact.config import CompactConfig
from paner.models.compact.encoder import Encoder, load_encoder
from paner.models.compact.features import Reading, Row, rows_of
from paner.models.compact.gazetteer import build_gazetteer
from paner.models.compact.mixture import Source, sources_of
from paner.models.compact.model import CompactModel, new_network, reading_of
from paner.models.compact.origins import Origin
from paner.models.compact.selection import choose_on_dev
from paner.models.compact.soup import Progress, train_soup
from paner.models.compact.threads import num_threads, seeded
from paner.models.compact.warm_start import start_from
from paner.models.confidence import USUAL
from paner.models.tags import TagSet, tags_from
from paner.models.training_data import data_summary, gold_tags, loss_curve, whole_schema
from paner.models.transitions import count_transitions
from paner.schema.entity_types import Schema

__all__ = ["train_compact"]


def train_compact(
    train: Iterable[Sentence],
    *,
    dev: Iterable[Sentence] | None = None,
    schema: Schema | None = None,
    mentions: Mapping[str, Iterable[Sequence[str]]] | None = None,
    config: CompactConfig,
    seed: int = 0,
    init_from: CompactModel | None = None,
    progress: Progress | None = None,
) -> CompactModel:
    """Train a tagger.

    Args:
        train: Annotated sentences; their provenance's method says which source they are of.
        dev: Annotated sentences to choose weights on and to calibrate confidences with.
        schema: What the labels mean; it may have types that do not occur, and lack some that do.
        mentions: By label, mentions as words that are known besides those in `train`.
        config: All settings.
        seed: Where chance starts; the same seed gives the same model on one machine.
        init_from: A model whose encoder to start from, and whose knowledge of shared labels.
        progress: Called after each step.

    Raises:
        DataError: There is nothing to train on.
    """
    began = time.perf_counter()
    train = list(train)
    schema = whole_schema(train, schema)
    tag_set = TagSet.of(train, schema.names)
    with seeded(seed):
        encoder = _encoder(config, init_from)
        gazetteer = None
        if config.gazetteer:
            gazetteer = build_gazetteer(tag_set.labels, train, mentions=mentions)
        network = new_network(encoder, gazetteer, tag_set, config)
        if init_from is not None:
            start_from(network, tag_set, schema, init_from)
        reading = reading_of(encoder, gazetteer, config)
        sources = _sources(train, reading, tag_set, config)
        losses = train_soup(
            network,
            sources,
            config=config,
            batcher=batcher_of(reading),
            seed=seed,
            progress=progress,
        )
    model = CompactModel(
        network,
        encoder,
        gazetteer,
        tag_set,
        count_transitions(gold_tags(train, tag_set), tag_set),
        config.transition_weight,
        USUAL,
        schema,
        config,
        _summary(train, config, losses, encoder=encoder.name, seed=seed),
    )
    chosen: Mapping[str, Any] = {}
    if dev := list(dev or ()):
        model, on_dev = choose_on_dev(model, dev)
        chosen = {"dev": on_dev}
    seconds = round(time.perf_counter() - began, 1)
    return dataclasses.replace(model, summary={**model.summary, **chosen, "seconds": seconds})


def _encoder(config: CompactConfig, init_from: CompactModel | None) -> Encoder:
    """The configured encoder, or a copy of that of the model to start from."""
    if init_from is None:
        return load_encoder(config.encoder, dropout=config.dropout)
    encoder = init_from.encoder
    if config.encoder not in ("", encoder.name):
        raise UsageError(
            f"the model to start from has the encoder {encoder.name or 'all-MiniLM-L6-v2'!r}, "
            f"not {config.encoder!r}; leave the encoder out"
        )
    return dataclasses.replace(encoder, model=copy.deepcopy(encoder.model))


def _sources(
    train: Sequence[Sentence], reading: Reading, tag_set: TagSet, config: CompactConfig
) -> list[Source[Row]]:
    """Rows of the sentences of each method, with the method's share."""

    def read(sentence: Sentence, origin: Origin) -> list[Row]:
        tags = tags_from(sentence.entities, len(sentence.offsets), tag_set)
        return rows_of(sentence, reading, tags=tags, but=origin.number)

    return sources_of(train, read, config.source_shares, config.other_share)


def _summary(
    train: Sequence[Sentence],
    config: CompactConfig,
    losses: Sequence[float],
    *,
    encoder: str,
    seed: int,
) -> Mapping[str, Any]:
    return {
        **data_summary(train),
        "encoder": encoder or "all-MiniLM-L6-v2",
        "steps": len(losses),
        "members": config.members,
        "seed": seed,
        "threads": num_threads(config.threads),
        "loss_curve": loss_curve(losses),
    }
