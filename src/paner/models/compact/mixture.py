"""Which rows are seen in which step: sources by weight, each row as often as its like."""

import random
from collections.abc import Sequence
from typing import TypeVar

from paner.models.compact.features import Row

__all__ = ["draw_batches"]

T = TypeVar("T")
BUCKET = 16  # batches among which rows are sorted by length


def draw_batches(
    sources: Sequence[tuple[Sequence[Row], float]],
    *,
    steps: int,
    batch_size: int,
    rng: random.Random,
) -> list[list[Row]]:
    """Draw the batches of a whole training.

    Args:
        sources: Rows of each source, and the weight of one of them.
        steps: Batches to draw.
        batch_size: Rows in a batch.
        rng: Where chance comes from.
    """
    num_rows = steps * batch_size
    masses = [len(rows) * weight for rows, weight in sources]
    drawn: list[Row] = []
    for (rows, _), mass in zip(sources, masses, strict=True):
        if mass > 0:
            drawn += _evenly(rows, round(num_rows * mass / sum(masses)), rng)
    every = [row for (rows, _), mass in zip(sources, masses, strict=True) if mass for row in rows]
    drawn += _evenly(every, max(0, num_rows - len(drawn)), rng)
    rng.shuffle(drawn)
    return _by_length(drawn[:num_rows], batch_size, rng)


def _evenly(rows: Sequence[T], count: int, rng: random.Random) -> list[T]:
    """Draw `count` rows, none a second time before all were drawn once."""
    drawn: list[T] = []
    while len(drawn) < count:
        drawn += rng.sample(rows, len(rows))
    return drawn[:count]


def _by_length(rows: list[Row], batch_size: int, rng: random.Random) -> list[list[Row]]:
    """Make batches of rows of like length, in an order that is still random."""
    batches: list[list[Row]] = []
    for begin in range(0, len(rows), BUCKET * batch_size):
        bucket = rows[begin : begin + BUCKET * batch_size]
        bucket.sort(key=lambda row: len(row.input_ids) + rng.random())
        part = [bucket[at : at + batch_size] for at in range(0, len(bucket), batch_size)]
        rng.shuffle(part)
        batches += part
    return batches
