"""From annotated sentences to a compact tagger."""

import copy
import dataclasses
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import DataError, UsageError
from paner.models.compact.batches import batcher_of
from paner.models.compact.config import CompactConfig
from paner.models.compact.encoder import Encoder, load_encoder
from paner.models.compact.features import Reading, Row, rows_of
from paner.models.compact.gazetteer import build_gazetteer
from paner.models.compact.mixture import GOLD, Source
from paner.models.compact.model import CompactModel, new_network, reading_of
from paner.models.compact.origins import origins_of
from paner.models.compact.selection import choose_on_dev
from paner.models.compact.soup import Progress, train_soup
from paner.models.compact.threads import num_threads, seeded
from paner.models.compact.warm_start import start_from
from paner.models.confidence import USUAL
from paner.models.tags import TagSet, tags_from
from paner.models.transitions import count_transitions
from paner.schema.entity_types import EntityType, Schema

__all__ = ["train_compact"]

CURVE_POINTS = 50


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
    schema = _whole_schema(train, schema)
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
        count_transitions(_gold_tags(train, tag_set), tag_set),
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


def _whole_schema(train: Sequence[Sentence], schema: Schema | None) -> Schema:
    """The schema with every label that occurs."""
    found = sorted({entity.label for sentence in train for entity in sentence.entities})
    if not found:
        raise DataError(
            "there is nothing to train on",
            found=f"{len(train)} sentences without an entity",
            expected="annotated sentences",
        )
    if schema is None:
        return Schema.from_labels(found)
    known = set(schema.names)
    return Schema((*schema.types, *(EntityType(name) for name in found if name not in known)))


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
) -> list[Source]:
    """Rows of the sentences of each method, with the method's share."""
    shares = dict(config.source_shares)
    by_method: dict[str, list[Row]] = {}
    for sentence, origin in zip(train, origins_of(train), strict=True):
        tags = tags_from(sentence.entities, len(sentence.offsets), tag_set)
        rows = rows_of(sentence, reading, tags=tags, but=origin.number)
        by_method.setdefault(_method(sentence), []).extend(rows)
    sources = [
        Source(method, rows, shares.get(method, config.other_share))
        for method, rows in by_method.items()
    ]
    if not any(source.share and source.rows for source in sources):
        raise DataError(
            "no source has a share in the training",
            found=", ".join(sorted(by_method)),
            expected="a share above 0 in source_shares",
        )
    return sources


def _gold_tags(train: Sequence[Sentence], tag_set: TagSet) -> list[list[int]]:
    """Tags of the gold sentences, or of all where none is gold: they know best what is next."""
    gold = [s for s in train if _method(s) == GOLD] or list(train)
    return [tags_from(s.entities, len(s.offsets), tag_set) for s in gold]


def _method(sentence: Sentence) -> str:
    return GOLD if sentence.provenance is None else sentence.provenance.method


def _summary(
    train: Sequence[Sentence],
    config: CompactConfig,
    losses: Sequence[float],
    *,
    encoder: str,
    seed: int,
) -> Mapping[str, Any]:
    every = max(1, len(losses) // CURVE_POINTS)
    labels: Counter[str] = Counter(entity.label for s in train for entity in s.entities)
    return {
        "sentences": dict(sorted(Counter(map(_method, train)).items())),
        "entities": dict(sorted(labels.items())),
        "encoder": encoder or "all-MiniLM-L6-v2",
        "steps": len(losses),
        "members": config.members,
        "seed": seed,
        "threads": num_threads(config.threads),
        "loss_curve": [
            [begin + len(part), round(sum(part) / len(part), 4)]
            for begin, part in ((b, losses[b : b + every]) for b in range(0, len(losses), every))
        ],
    }
