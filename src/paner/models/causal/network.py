"""The network that is trained: a language model with adapters, and what scores its states."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, distributed, nn
from torch.nn import functional

from paner.models.causal.batches import RowBatch
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import NO_LOSS, Task
from paner.models.causal.prefix import Segments, hidden_states
from paner.models.compact.shapes import NUM_SHAPES

__all__ = ["CausalNetwork", "TagHead"]


class TagHead(nn.Module):
    """Scores of a word's tags from its state, its shape, and the known mentions it is part of.

    Args:
        rows: The head to start from (K, H).
        num_known: Labels of the gazetteer; 0 without one.
        shape_features: Whether words have shapes.
    """

    def __init__(self, rows: Tensor, *, num_known: int = 0, shape_features: bool = False) -> None:
        super().__init__()
        num_tags, width = rows.shape
        self.weight = nn.Parameter(rows.clone())
        self.bias = nn.Parameter(rows.new_zeros(num_tags))
        vectors = NUM_SHAPES if shape_features else 0
        self.shapes_out = _table(vectors, width, rows)
        self.known_out = _table(3 * num_known, width, rows)
        self.known_tags = _table(3 * num_known, num_tags, rows)

    def forward(self, states: Tensor, shapes: Tensor | None, known: Tensor | None) -> Tensor:
        """Logits (P, K) of states (P, H)."""
        if self.shapes_out is not None and shapes is not None:
            states = states + functional.embedding(shapes, self.shapes_out)
        if self.known_out is not None and self.known_tags is not None and known is not None:
            states = states + known @ self.known_out
            return functional.linear(states, self.weight, self.bias) + known @ self.known_tags
        return functional.linear(states, self.weight, self.bias)


def _table(rows: int, width: int, like: Tensor) -> nn.Parameter | None:
    return nn.Parameter(like.new_zeros(rows, width)) if rows else None


class CausalNetwork(nn.Module):
    """A language model whose states are scored where something is to be decided.

    Args:
        model: The causal model, with or without adapters.
        head: Scores the tags of the own task, with `twice`; without one the language model's own
            head decides among tokens.
        rows: For tasks that have no head, the rows that score their tags.
    """

    accepts_loss_kwargs = True  # the trainer shall say over how many targets a step's loss goes

    def __init__(
        self, model: Any, head: TagHead | None, rows: Mapping[Task, Tensor] | None = None
    ) -> None:
        super().__init__()
        self.model = model
        self.head = head
        self.rows = dict(rows or {})

    @property
    def plain(self) -> Any:
        """The causal model of transformers, whatever is around it."""
        unwrap = getattr(self.model, "get_base_model", None)
        return self.model if unwrap is None else unwrap()

    @property
    def device(self) -> torch.device:
        """Where it works."""
        device: torch.device = self.plain.get_input_embeddings().weight.device
        return device

    def merge(self, config: CausalConfig) -> None:
        """Add the adapters to the base's weights, where settings ask for it and they can be."""
        merge = getattr(self.model, "merge_adapter", None)
        # another network may have done it: those for other schemas share the model
        done = any(getattr(module, "merged", False) for module in self.model.modules())
        if config.merge and not config.quantize and merge is not None and not done:
            merge()

    def logits(self, batch: RowBatch) -> Tensor:
        """The scores at a row's picks, float32 (P, K), (P, C) or (P, V)."""
        return self._logits(**batch.inputs())

    def forward(self, num_items_in_batch: Tensor | int | None = None, **inputs: Any) -> Any:
        """The loss: summed over a row's targets, divided by those of the whole step."""
        targets = inputs["labels"]
        logits = self._logits(**inputs)
        total = functional.cross_entropy(logits, targets, ignore_index=NO_LOSS, reduction="sum")
        if self.head is not None and inputs["task"] in self.rows and distributed.is_initialized():
            # processes add their gradients up, so each has to have some, whatever its row's task is
            total = total + 0.0 * sum(part.sum() for part in self.head.parameters())
        if num_items_in_batch is None:
            num_items_in_batch = (targets != NO_LOSS).sum()
        return {"loss": total / num_items_in_batch}

    def _logits(
        self,
        *,
        input_ids: Tensor,
        segments: Segments,
        picks: Tensor,
        task: Task,
        choices: Tensor | None = None,
        num_choices: Tensor | None = None,
        shapes: Tensor | None = None,
        known: Tensor | None = None,
        **_: Any,
    ) -> Tensor:
        states = hidden_states(self.plain.get_decoder(), input_ids, segments)[picks]
        with torch.autocast(states.device.type, enabled=False):
            if choices is not None and num_choices is not None:
                return self._among(states, choices, num_choices)
            if task in self.rows:
                return states.float() @ self.rows[task].to(states.device).T
            if self.head is not None:
                exact = self.head.weight.dtype
                features = None if known is None else known.to(exact)
                scores: Tensor = self.head(states.to(exact), shapes, features)
                return scores
            head = self.plain.get_output_embeddings()
            logits: Tensor = head(states.to(head.weight.dtype)).float()
            return logits

    def _among(self, states: Tensor, choices: Tensor, num_choices: Tensor) -> Tensor:
        """Logits of a few tokens each (P, C): only their rows of the head are multiplied."""
        tokens, index = torch.unique(choices, return_inverse=True)
        rows = self.plain.get_output_embeddings().weight[tokens]
        logits: Tensor = states.to(rows.dtype).float() @ rows.float().T
        real = torch.arange(choices.shape[1], device=choices.device) < num_choices[:, None]
        return logits.gather(1, index.view_as(choices)).masked_fill(~real, float("-inf"))
