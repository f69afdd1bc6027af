"""Sentences to what the network reads: tokens, where words begin, shapes, targets; and batches."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from paner.data.sentence import Sentence
from paner.models.compact.pieces import Pieces
from paner.models.compact.shapes import NO_SHAPE, word_shape
from paner.models.compact.windows import Window, cut

__all__ = ["NO_LOSS", "Row", "WordBatch", "batch_rows", "rows_of", "token_batches"]

NO_LOSS = -100  # the target id that torch's losses pass over


@dataclass(frozen=True, slots=True)
class Row:
    """One window of a sentence.

    Args:
        window: Its words in the sentence; those outside its kept part have no target.
        input_ids: T token ids.
        word_of: The word, counted in the window, that each token belongs to; -1 for none (T).
        first: The first token of each word (W).
        shapes: The shape of each word (W).
        targets: Either the tag of each word (W), or the probability of each of its tags (W, K);
            none in tagging.
    """

    window: Window
    input_ids: list[int]
    word_of: list[int]
    first: list[int]
    shapes: list[int]
    targets: npt.NDArray[np.int64] | npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class WordBatch:
    """Rows padded on the right.

    Args:
        input_ids: Token ids (B, T).
        attention_mask: 1 where there is a token (B, T).
        token_shapes: The shape of each token's word (B, T).
        first: Position of each word's first token (B, W).
        shapes: The shape of each word (B, W).
        target_ids: Tags (B, W); `NO_LOSS` for padding, context, and words with `target_probs`.
        target_probs: Probabilities of tags (B, W, K), all 0 where there are none.
    """

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    token_shapes: torch.Tensor
    first: torch.Tensor
    shapes: torch.Tensor
    target_ids: torch.Tensor
    target_probs: torch.Tensor | None


def rows_of(
    sentence: Sentence,
    pieces: Pieces,
    *,
    max_tokens: int,
    context_tokens: int,
    targets: Sequence[int] | npt.NDArray[np.float32] | None = None,
) -> list[Row]:
    """Cut a sentence into rows of at most `max_tokens` tokens; no word is lost.

    Args:
        sentence: W words; with none there are no rows.
        pieces: The tokenizer.
        max_tokens: Tokens in a row, special tokens included.
        context_tokens: Tokens that neighbouring rows share.
        targets: Tags (W) or their probabilities (W, K).
    """
    words = sentence.words
    if not words:
        return []
    tokens = pieces.of(words)
    shapes = [word_shape(word) for word in words]
    goal = None if targets is None else np.asarray(targets)
    budget = max_tokens - len(pieces.prefix) - len(pieces.suffix)
    windows = cut([len(ids) for ids in tokens], budget, context_tokens)
    return [_row(w, tokens, shapes, pieces=pieces, budget=budget, goal=goal) for w in windows]


def _row(
    window: Window,
    tokens: Sequence[tuple[int, ...]],
    shapes: Sequence[int],
    *,
    pieces: Pieces,
    budget: int,
    goal: npt.NDArray[np.generic] | None,
) -> Row:
    part = slice(window.start, window.end)
    lengths = [min(len(ids), budget) for ids in tokens[part]]
    ids = [token for word in tokens[part] for token in word[:budget]]
    owner = [index for index, length in enumerate(lengths) for _ in range(length)]
    first = list(itertools.accumulate(lengths[:-1], initial=len(pieces.prefix)))
    around = len(pieces.prefix), len(pieces.suffix)
    return Row(
        window,
        [*pieces.prefix, *ids, *pieces.suffix],
        [-1] * around[0] + owner + [-1] * around[1],
        first,
        list(shapes[part]),
        None if goal is None else _kept(goal, window),
    )


def _kept(
    goal: npt.NDArray[np.generic], window: Window
) -> npt.NDArray[np.int64] | npt.NDArray[np.float32]:
    """A window's targets, those of its context words wiped out."""
    keep = slice(window.keep_start - window.start, window.keep_end - window.start)
    shape = (window.end - window.start, *goal.shape[1:])
    part = goal[window.start : window.end][keep]
    if goal.ndim == 1:
        tags = np.full(shape, NO_LOSS, dtype=np.int64)
        tags[keep] = part
        return tags
    probabilities = np.zeros(shape, dtype=np.float32)
    probabilities[keep] = part
    return probabilities


def batch_rows(rows: Sequence[Row], *, padding: int) -> WordBatch:
    """Pad B rows into one batch."""
    num_tokens = max(len(row.input_ids) for row in rows)
    num_words = max(len(row.first) for row in rows)
    input_ids = np.full((len(rows), num_tokens), padding, dtype=np.int64)
    mask = np.zeros((len(rows), num_tokens), dtype=np.int64)
    token_shapes = np.full((len(rows), num_tokens), NO_SHAPE, dtype=np.int64)
    first = np.zeros((len(rows), num_words), dtype=np.int64)
    shapes = np.full((len(rows), num_words), NO_SHAPE, dtype=np.int64)
    target_ids = np.full((len(rows), num_words), NO_LOSS, dtype=np.int64)
    soft = [row.targets for row in rows if row.targets is not None and row.targets.ndim == 2]
    probs = np.zeros((len(rows), num_words, soft[0].shape[1]), np.float32) if soft else None
    for index, row in enumerate(rows):
        tokens, words = len(row.input_ids), len(row.first)
        input_ids[index, :tokens] = row.input_ids
        mask[index, :tokens] = 1
        shape = np.array([*row.shapes, NO_SHAPE])  # a token of no word, -1, takes the last
        token_shapes[index, :tokens] = shape[row.word_of]
        first[index, :words] = row.first
        shapes[index, :words] = row.shapes
        if row.targets is None:
            continue
        if row.targets.ndim == 1:
            target_ids[index, :words] = row.targets
        elif probs is not None:
            probs[index, :words] = row.targets
    return WordBatch(
        torch.from_numpy(input_ids),
        torch.from_numpy(mask),
        torch.from_numpy(token_shapes),
        torch.from_numpy(first),
        torch.from_numpy(shapes),
        torch.from_numpy(target_ids),
        None if probs is None else torch.from_numpy(probs),
    )


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
