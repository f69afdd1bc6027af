"""Scoring a stream of sentences read twice: one prefix for all, batches of like length."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch

from paner.data.sentence import Sentence
from paner.models.causal.batches import row_batch
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Task
from paner.models.causal.network import CausalNetwork
from paner.models.causal.precision import autocast
from paner.models.causal.prefix import Past, prefix_past
from paner.models.causal.reading import reader_of
from paner.models.compact.tagging import Scores, chunks, score_windows
from paner.models.compact.threads import num_threads, on_threads

__all__ = ["TwiceScorer"]


class TwiceScorer:
    """A trained network at work.

    Args:
        network: The network.
        task: What all sentences share.
        tokenizer: Of the base.
        config: Precision, threads and batch size are taken from it.
    """

    def __init__(
        self, network: CausalNetwork, task: Task, tokenizer: Any, config: CausalConfig
    ) -> None:
        self._network, self._task, self._config = network.eval(), task, config
        self._read = reader_of(task, tokenizer, config)
        network.merge(config)
        self._past = self._prefix()

    def score(self, sentences: Iterable[Sentence]) -> Iterator[list[tuple[Sentence, Scores]]]:
        """Log-probabilities of each word's tags (W, K), chunk by chunk in the order given."""
        for chunk in chunks(sentences):
            yield list(zip(chunk, self._score(chunk), strict=True))

    def _prefix(self) -> Past:
        network = self._network
        with torch.inference_mode(), autocast(self._config.precision, network.device):
            head, decoder = self._task.frame.head_ids, network.plain.get_decoder()
            return prefix_past(decoder, head, network.device)

    def _score(self, sentences: Sequence[Sentence]) -> list[Scores]:
        examples = [self._read(sentence) for sentence in sentences]
        num_tags, budget = len(self._task.tag_set), self._config.tag_batch_tokens
        return score_windows(examples, self._forward, num_tags=num_tags, budget=budget)

    def _forward(self, batches: Sequence[Sequence[Example]]) -> list[list[Scores]]:
        """Score batches; on a CPU each on one thread, as many at once as there are threads."""
        threads = min(num_threads(self._config.threads), len(batches))
        if threads <= 1 or self._network.device.type != "cpu":
            return [self._one(batch) for batch in batches]
        with (
            on_threads(1),
            ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool,
        ):
            return list(pool.map(self._one, batches))

    def _one(self, examples: Sequence[Example]) -> list[Scores]:
        network = self._network
        batch = row_batch(examples, past=self._past).to(network.device)
        with torch.inference_mode(), autocast(self._config.precision, network.device):
            logits = network.logits(batch)
        scores = torch.log_softmax(logits.float(), dim=-1).cpu()
        return [part.numpy() for part in torch.split(scores, [len(e.picks) for e in examples])]
