"""Sentences of a base corpus with other labels, mixed into a training: one row, one schema."""

import itertools
import random
from collections.abc import Sequence
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Task
from paner.models.causal.prompts import prompt_text
from paner.models.causal.reading import reader_of
from paner.models.tags import TagSet
from paner.schema.entity_types import EntityType, Schema

__all__ = ["mixed_rows", "spread"]


def mixed_rows(
    sentences: Sequence[Sentence],
    schema: Schema | None,
    tokenizer: Any,
    config: CausalConfig,
    *,
    num_own: int,
    rng: random.Random,
) -> list[list[Example]]:
    """Rows of a base corpus; a row's schema is what its sentences were asked for.

    Args:
        sentences: Annotated sentences.
        schema: What their labels mean, as far as it has them.
        tokenizer: Of the base.
        config: All settings; with `epochs` all sentences get so many, else rows of them make up
            `mixed_share` of all rows.
        num_own: Rows of the training's own sentences.
        rng: Which sentences stand together.

    Raises:
        UsageError: No sentence names a type.
    """
    if not sentences:
        return []
    some = next(filter(None, map(_labels, sentences)), set())
    if not some:
        raise UsageError(
            "the base corpus has no entities and does not say which types were asked for: there "
            "is nothing to learn from it"
        )
    size = config.batch_size
    if config.epochs is None:
        wanted = round(num_own * config.mixed_share / (1 - config.mixed_share))
    else:
        wanted = round(len(sentences) * config.epochs / size)
    drawn: list[Sentence] = []
    while len(drawn) < wanted * size:
        drawn += rng.sample(sentences, len(sentences))
    known = {t.name: t for t in schema.types} if schema is not None else {}
    rows = (
        _row(drawn[begin : begin + size], known, tokenizer, config, some)
        for begin in range(0, wanted * size, size)
    )
    return [[example.draw(rng) for example in row] for row in rows]


def _row(
    sentences: Sequence[Sentence],
    known: dict[str, EntityType],
    tokenizer: Any,
    config: CausalConfig,
    some: set[str],
) -> list[Example]:
    """A row; where by chance none of its sentences names a type, they are asked for some."""
    labels = sorted(set().union(*map(_labels, sentences)) or some)
    schema = Schema(tuple(known.get(label, EntityType(label)) for label in labels))
    text = prompt_text(schema, config)
    tag_set = TagSet.of(sentences, labels)
    task = Task(schema, tag_set, frame_of(tokenizer, text), own=False)
    read = reader_of(task, tokenizer, config)
    return list(itertools.chain.from_iterable(read(s, annotated=True) for s in sentences))


def _labels(sentence: Sentence) -> set[str]:
    return {*sentence.asked, *(entity.label for entity in sentence.entities)}


def spread(
    own: Sequence[list[Example]], others: Sequence[list[Example]], rng: random.Random
) -> list[list[Example]]:
    """Rows of both kinds, those of the base corpus evenly among the others."""
    places = sorted(rng.random() for _ in others)
    rows = [(index / max(1, len(own)), row) for index, row in enumerate(own)]
    rows += list(zip(places, others, strict=True))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0]) if row]
