"""Which rows are seen in which step: sources by weight, each row as often as its like."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from paner.data.sentence import Sentence
from paner.errors import DataError
from paner.models.compact.origins import Origin, origins_of
from paner.models.training_data import GOLD, method_of

__all__ = ["GOLD", "Source", "draw_batches", "sources_of"]

BUCKET = 16  # batches among which rows are sorted by length


class Row(Protocol):
    """What can be drawn: anything with tokens."""

    @property
    def input_ids(self) -> Sequence[int]:
        """Its token ids."""
        ...


T = TypeVar("T")
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, eq=False)
class Source(Generic[R]):
    """Rows that were made in one way.

    Args:
        method: How, as provenance says it.
        rows: The rows.
        share: How much of the training they get, in proportion to other sources' shares.
    """

    method: str
    rows: Sequence[R]
    share: float


def sources_of(
    train: Sequence[Sentence],
    read: Callable[[Sentence, Origin], Sequence[R]],
    shares: Iterable[tuple[str, float]],
    other: float,
) -> list[Source[R]]:
    """The rows of each method's sentences, with the method's share.

    Args:
        train: The sentences of all methods.
        read: Makes the rows of a sentence.
        shares: Methods and their shares.
        other: The share of a method that is not among them.

    Raises:
        DataError: No source has both rows and a share.
    """
    by_method: dict[str, list[R]] = {}
    for sentence, origin in zip(train, origins_of(train), strict=True):
        by_method.setdefault(method_of(sentence), []).extend(read(sentence, origin))
    share_of = dict(shares)
    sources = [
        Source(method, rows, share_of.get(method, other)) for method, rows in by_method.items()
    ]
    if not any(source.share and source.rows for source in sources):
        raise DataError(
            "no source has a share in the training",
            found=", ".join(sorted(by_method)),
            expected="a share above 0 in source_shares",
        )
    return sources


def draw_batches(
    sources: Sequence[Source[R]], *, steps: int, batch_size: int, rng: random.Random
) -> list[list[R]]:
    """Draw the batches of a whole training.

    Args:
        sources: What to draw from.
        steps: Batches to draw.
        batch_size: Rows in a batch.
        rng: Where chance comes from.
    """
    num_rows = steps * batch_size
    masses = _masses(sources)
    drawn: list[R] = []
    for source, mass in zip(sources, masses, strict=True):
        drawn += _evenly(source.rows, int(num_rows * mass / sum(masses)), rng)
    largest = max(range(len(sources)), key=lambda index: masses[index])
    drawn += _evenly(sources[largest].rows, num_rows - len(drawn), rng)
    rng.shuffle(drawn)
    return _by_length(drawn, batch_size, rng)


def _masses(sources: Sequence[Source[R]]) -> list[float]:
    """The shares, lowered where a row would be drawn more often than a gold one."""
    gold = [s.share / len(s.rows) for s in sources if s.method == GOLD and s.rows and s.share]
    most = gold[0] if gold else math.inf
    return [min(s.share, most * len(s.rows)) if s.rows and s.share else 0.0 for s in sources]


def _evenly(rows: Sequence[T], count: int, rng: random.Random) -> list[T]:
    """Draw `count` rows, none a second time before all were drawn once."""
    drawn: list[T] = []
    while len(drawn) < count:
        drawn += rng.sample(rows, len(rows))
    return drawn[:count]


def _by_length(rows: list[R], batch_size: int, rng: random.Random) -> list[list[R]]:
    """Make batches of rows of like length, in an order that is still random."""
    batches: list[list[R]] = []
    for begin in range(0, len(rows), BUCKET * batch_size):
        bucket = rows[begin : begin + BUCKET * batch_size]
        bucket.sort(key=lambda row: len(row.input_ids) + rng.random())
        part = [bucket[at : at + batch_size] for at in range(0, len(bucket), batch_size)]
        rng.shuffle(part)
        batches += part
    return batches
