"""Scoring a stream of sentences: batches of like length, several threads, bounded memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
import torch

from paner.data.sentence import Sentence
from paner.models.compact.batches import batcher_of, token_batches
from paner.models.compact.config import CompactConfig
from paner.models.compact.features import Reading, Row, rows_of
from paner.models.compact.network import TagNetwork
from paner.models.compact.precision import autocast, lean_copy
from paner.models.compact.threads import num_threads, on_threads
from paner.models.compact.windows import Window

__all__ = ["Scorer", "Scores", "chunks", "score_windows"]

Scores = npt.NDArray[np.float32]
CHUNK_WORDS = 16_384  # words scored at a time; a longer document is a chunk of its own


class Scorer:
    """A trained network at work.

    Args:
        network: The network; later changes to it are not seen.
        reading: How sentences are read.
        config: Precision, threads and batch size are taken from it.
    """

    def __init__(self, network: TagNetwork, reading: Reading, config: CompactConfig) -> None:
        self._network = lean_copy(network, config.precision)
        self._reading, self._config = reading, config
        self._batcher = batcher_of(reading)
        self._num_tags = network.head.out_features

    def score(self, sentences: Iterable[Sentence]) -> Iterator[list[tuple[Sentence, Scores]]]:
        """Log-probabilities of each word's tags (W, K), chunk by chunk in the order given."""
        for chunk in chunks(sentences):
            yield list(zip(chunk, self._score(chunk), strict=True))

    def _score(self, sentences: Sequence[Sentence]) -> list[Scores]:
        rows = [rows_of(sentence, self._reading) for sentence in sentences]
        return score_windows(
            rows, self._forward, num_tags=self._num_tags, budget=self._config.tag_batch_tokens
        )

    def _forward(self, batches: Sequence[Sequence[Row]]) -> list[Scores]:
        """Score batches, each on one thread: two batches at once beat one batch on two threads."""
        threads = min(num_threads(self._config.threads), len(batches))
        with on_threads(1):
            if threads <= 1:
                return [self._one(batch) for batch in batches]
            with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as p:
                return list(p.map(self._one, batches))

    def _one(self, rows: Sequence[Row]) -> Scores:
        batch = self._batcher.batch(rows)
        with torch.inference_mode(), autocast(self._config.precision):
            logits = self._network(batch)
        scores: Scores = torch.log_softmax(logits.float(), dim=-1).numpy()
        return scores


class Windowed(Protocol):
    """What is scored: a window of a sentence, as tokens."""

    @property
    def window(self) -> Window:
        """Its words in the sentence."""
        ...

    @property
    def input_ids(self) -> Sequence[int]:
        """Its tokens."""
        ...


W = TypeVar("W", bound=Windowed)


def score_windows(
    sentences: Sequence[Sequence[W]],
    forward: Callable[[Sequence[Sequence[W]]], Sequence[Iterable[Scores]]],
    *,
    num_tags: int,
    budget: int,
) -> list[Scores]:
    """The scores of sentences (W, K), joined from those of their windows.

    Args:
        sentences: The windows of each sentence, whose kept parts are the sentence.
        forward: Scores batches: for each batch the scores of each window (at least W, K).
        num_tags: K.
        budget: Tokens in a batch.
    """
    rows = [(at, row) for at, windows in enumerate(sentences) for row in windows]
    groups = list(token_batches([len(row.input_ids) for _, row in rows], budget))
    results = forward([[rows[at][1] for at in group] for group in groups])
    num_words = [windows[-1].window.keep_end if windows else 0 for windows in sentences]
    scores = [np.zeros((words, num_tags), np.float32) for words in num_words]
    for group, result in zip(groups, results, strict=True):
        for at, found in zip(group, result, strict=True):
            sentence, row = rows[at]
            window = row.window
            kept = slice(window.keep_start - window.start, window.keep_end - window.start)
            scores[sentence][window.keep_start : window.keep_end] = found[kept]
    return scores


def chunks(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Sentences that are scored together, in order."""
    chunk: list[Sentence] = []
    words = 0
    for sentence in sentences:
        if chunk and words + len(sentence.offsets) > CHUNK_WORDS:
            yield chunk
            chunk, words = [], 0
        chunk.append(sentence)
        words += len(sentence.offsets)
    if chunk:
        yield chunk
