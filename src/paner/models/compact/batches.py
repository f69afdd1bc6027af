"""Rows of unequal length as tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from paner.models.compact.features import NO_LOSS, NO_WORD, Reading, Row
from paner.models.compact.shapes import NO_SHAPE

__all__ = ["Batcher", "WordBatch", "batcher_of", "token_batches"]


@dataclass(frozen=True, slots=True)
class WordBatch:
    """Rows padded on the right.

    Args:
        input_ids: Token ids (B, T).
        attention_mask: 1 where there is a token (B, T).
        word_of: The word of each token (B, T), `NO_WORD` for none.
        first: Position of each word's first token (B, W).
        shapes: The shape of each word (B, W).
        known: For each label whether a known mention of it begins at the word, holds it, and holds
            it among other words (B, W, 3 · labels).
        target_ids: Tags (B, W); `NO_LOSS` for padding and context.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    word_of: torch.Tensor
    first: torch.Tensor
    shapes: torch.Tensor
    known: torch.Tensor | None
    target_ids: torch.Tensor


@dataclass(frozen=True, slots=True)
class Batcher:
    """What batches are made with.

    Args:
        padding: The padding token.
        num_known: Labels of the gazetteer; 0 without one.
    """

    padding: int
    num_known: int = 0

    def batch(
        self, rows: Sequence[Row], *, forget: float = 0.0, rng: random.Random | None = None
    ) -> WordBatch:
        """Pad B rows into one batch.

        Args:
            rows: The rows.
            forget: Share of known mentions to pass over, in training.
            rng: Which ones.
        """
        num_tokens = max(len(row.input_ids) for row in rows)
        num_words = max(len(row.first) for row in rows)
        shape = len(rows), num_words
        input_ids = np.full((len(rows), num_tokens), self.padding, dtype=np.int64)
        mask = np.zeros((len(rows), num_tokens), dtype=np.int64)
        word_of = np.full((len(rows), num_tokens), NO_WORD, dtype=np.int64)
        first, shapes = np.zeros(shape, dtype=np.int64), np.full(shape, NO_SHAPE, dtype=np.int64)
        target_ids = np.full(shape, NO_LOSS, dtype=np.int64)
        for index, row in enumerate(rows):
            tokens, words = len(row.input_ids), len(row.first)
            input_ids[index, :tokens] = row.input_ids
            mask[index, :tokens] = 1
            word_of[index, :tokens] = row.word_of
            first[index, :words] = row.first
            shapes[index, :words] = row.shapes
            if row.target_ids is not None:
                target_ids[index, :words] = row.target_ids
        known = None
        if self.num_known:
            known = torch.from_numpy(_known(rows, shape, self.num_known, forget, rng))
        return WordBatch(
            torch.from_numpy(input_ids),
            torch.from_numpy(mask),
            torch.from_numpy(word_of),
            torch.from_numpy(first),
            torch.from_numpy(shapes),
            known,
            torch.from_numpy(target_ids),
        )


def batcher_of(reading: Reading) -> Batcher:
    """The batcher for rows that were read so."""
    known = 0 if reading.gazetteer is None else len(reading.gazetteer.labels)
    return Batcher(reading.pieces.padding, known)


def _known(
    rows: Sequence[Row],
    shape: tuple[int, int],
    num_known: int,
    forget: float,
    rng: random.Random | None,
) -> npt.NDArray[np.float32]:
    """Known mentions as features of words."""
    known = np.zeros((*shape, 3, num_known), np.float32)
    for index, row in enumerate(rows):
        for match in row.matches:
            if rng is not None and rng.random() < forget:
                continue
            labels = list(match.labels)
            known[index, match.start, 0, labels] = 1.0
            words = slice(match.start, match.end)
            for label in labels:
                known[index, words, 1, label] = 1.0
                if match.end - match.start > 1:
                    known[index, words, 2, label] = 1.0
    return known.reshape(*shape, 3 * num_known)


def token_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Group rows of like length, so that a batch, padded, has at most `budget` tokens.

    >>> list(token_batches([5, 9, 4], 10))
    [[1], [0, 2]]
    """
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
