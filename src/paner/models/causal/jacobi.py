"""Word/tag answers of many sentences in a few passes each, exactly as one token at a time.

The prefix that all sentences share is computed once. Every pass computes the open parts of several
sentences in one row; keys and values in front of a sentence's first mistake are kept, finished
sentences leave, others take their place. Scores are computed where something is decided only, and
only of the tokens that may stand there.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from paner.models.causal.plans import AnswerPlanner, Decision
from paner.models.causal.prefix import (
    Past,
    Segments,
    hidden_states,
    prefix_past,
    use_shared_prefix,
)
from paner.models.causal.verification import Floats, Tagging, Task, Verification

__all__ = ["ParallelDecoder"]

WAITING = 8  # times the batch size: finished sentences that may wait for an earlier one
PASS_TOKENS = 8_192


class ParallelDecoder:
    """Decodes the answers of one schema's sentences.

    Args:
        model: A causal model of transformers, with adapters or without; put into its evaluating
            mode.
        planner: For the model's tokenizer and the schema's tags.
        prefix_ids: The tokens that all sentences share.
        batch_size: Sentences computed in a pass.
        pass_tokens: Tokens computed in a pass, where that are fewer sentences.
        keep: Keep the keys and values in front of a mistake; else all are computed again.
    """

    def __init__(
        self,
        model: Any,
        planner: AnswerPlanner,
        prefix_ids: Sequence[int],
        *,
        batch_size: int = 16,
        pass_tokens: int = PASS_TOKENS,
        keep: bool = True,
    ) -> None:
        use_shared_prefix(model.eval())
        bare = model.get_base_model() if hasattr(model, "get_base_model") else model
        self._decoder = bare.get_decoder()
        self._head: Any = bare.get_output_embeddings()
        self._device = bare.get_input_embeddings().weight.device
        self._planner = planner
        self._batch_size, self._pass_tokens, self._keep = batch_size, pass_tokens, keep
        with torch.inference_mode():
            self._prefix = prefix_past(self._decoder, prefix_ids, self._device).prefix

    def decode(self, tasks: Iterable[Task]) -> Iterator[Tagging]:
        """The taggings, in the order of the tasks, as they come; memory is bounded."""
        counts: Counter[int] = Counter()
        coming = (Verification(task, self._planner, counts) for task in tasks)
        batch = _Batch(coming, self._batch_size, self._pass_tokens)
        own: list[tuple[Tensor, Tensor]] = []
        while batch.refill() or batch.waiting:
            if batch.active:
                own = self._pass(batch, own)
            yield from batch.ready()

    @torch.inference_mode()
    def _pass(
        self, batch: "_Batch", own: list[tuple[Tensor, Tensor]]
    ) -> list[tuple[Tensor, Tensor]]:
        """One pass over all active sentences; gives what is kept of their keys and values."""
        active = batch.active
        kept = tuple(one.kept for one in active)
        ids = [one.next_ids for one in active]
        lengths = tuple(map(len, ids))
        past = Past(self._prefix, own, kept) if any(kept) else Past(self._prefix)
        segments = Segments(0, lengths, past, keep=True)
        row = torch.tensor([token for of_one in ids for token in of_one], device=self._device)
        states = hidden_states(self._decoder, row, segments)
        begins = np.cumsum([0, *lengths[:-1]])
        places = [b + at for b, one in zip(begins, active, strict=True) for at in one.places]
        decisions = [decision for one in active for decision in one.open_decisions]
        scores = iter(self._scores(states[places], decisions))
        for one in active:
            one.settle([next(scores) for _ in one.open_decisions])
            if not self._keep:
                one.kept = 0
        index = _kept_index(active, kept, lengths)
        batch.release()
        layers = [segments.kept[layer] for layer in sorted(segments.kept)]
        return [
            _selected(own[at] if own else None, layer, index.to(self._device))
            for at, layer in enumerate(layers)
        ]

    def _scores(self, states: Tensor, decisions: Sequence[Decision]) -> list[Floats]:
        """Log-probabilities of what each decision allows, normalised over just that."""
        tokens = sorted({token for allowed in {d.allowed for d in decisions} for token in allowed})
        logits = self._logits(states, tokens).double().cpu().numpy()
        column = {token: at for at, token in enumerate(tokens)}
        alike: dict[tuple[int, ...], list[int]] = {}
        for at, decision in enumerate(decisions):
            alike.setdefault(decision.allowed, []).append(at)
        scores: list[Floats] = [np.empty(0)] * len(decisions)
        for allowed, rows in alike.items():
            block = logits[np.ix_(rows, [column[token] for token in allowed])]
            block -= block.max(axis=1, keepdims=True)
            block -= np.log(np.exp(block).sum(axis=1, keepdims=True))
            for at, of_allowed in zip(rows, block, strict=True):
                scores[at] = of_allowed
        return scores

    def _logits(self, states: Tensor, tokens: Sequence[int]) -> Tensor:
        """The rows of the head that are asked for, where it is a plain matrix."""
        head = self._head
        if isinstance(head, torch.nn.Linear) and head.weight.is_floating_point():  # not packed
            whole_bias: Tensor | None = head.bias
            bias = None if whole_bias is None else whole_bias[tokens]
            return functional.linear(states, head.weight[tokens], bias)
        whole: Tensor = head(states)
        return whole[:, tokens]


class _Batch:
    """Which sentences are computed, and which are finished but must wait for earlier ones."""

    def __init__(self, coming: Iterator[Verification], size: int, tokens: int) -> None:
        self._coming, self._size, self._tokens = coming, size, tokens
        self._next: Verification | None = None
        self.active: list[Verification] = []
        self.waiting: deque[Verification] = deque()

    def refill(self) -> bool:
        """Take sentences in while there is room; whether any is active."""
        tokens = sum(len(one.next_ids) for one in self.active)
        while len(self.active) < self._size and len(self.waiting) < WAITING * self._size:
            self._next = self._next or next(self._coming, None)
            if self._next is None:
                break
            if self._next.open_decisions:
                tokens += len(self._next.next_ids)
                if self.active and tokens > self._tokens:
                    break
                self.active.append(self._next)
            self.waiting.append(self._next)
            self._next = None
        return bool(self.active)

    def release(self) -> None:
        """Let finished sentences go."""
        self.active = [one for one in self.active if one.open_decisions]

    def ready(self) -> Iterator[Tagging]:
        """The finished sentences that wait for none."""
        while self.waiting and not self.waiting[0].open_decisions:
            yield self.waiting.popleft().tagging()


def _kept_index(
    active: Sequence[Verification], before: Sequence[int], lengths: Sequence[int]
) -> Tensor:
    """Which of the earlier tokens, and then of the new ones, are kept for the next pass."""
    pieces = [torch.empty(0, dtype=torch.long)]
    old, new = 0, sum(before)
    for one, kept, length in zip(active, before, lengths, strict=True):
        if one.open_decisions:
            pieces.append(torch.arange(old, old + min(kept, one.kept)))
            pieces.append(torch.arange(new, new + max(0, one.kept - kept)))
        old, new = old + kept, new + length
    return torch.cat(pieces)


def _selected(
    own: tuple[Tensor, Tensor] | None, new: tuple[Tensor, Tensor], index: Tensor
) -> tuple[Tensor, Tensor]:
    """Keys and values of a layer's kept tokens."""
    both = new if own is None else tuple(torch.cat(p, 1) for p in zip(own, new, strict=True))
    return both[0][:, index], both[1][:, index]
