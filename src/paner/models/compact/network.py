"""The network: an encoder, word shapes before and behind it, and one linear layer."""

import contextlib
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from paner.models.compact.config import Precision
from paner.models.compact.encoder import Encoder
from paner.models.compact.features import NO_LOSS, WordBatch
from paner.models.compact.shapes import NUM_SHAPES

__all__ = ["TagNetwork", "autocast", "has_bfloat16", "tag_loss"]


class TagNetwork(nn.Module):
    """Scores of each word's tags from its first token.

    Args:
        encoder: Its module becomes part of this one.
        num_tags: K.
        dropout: Before the head.
        shape_features: Add vectors of the words' shapes to the encoder's input and output. They
            start at zero, so that training starts from the encoder as it is.
    """

    def __init__(
        self, encoder: Encoder, num_tags: int, *, dropout: float, shape_features: bool
    ) -> None:
        super().__init__()
        self.encoder = encoder.model
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(encoder.width, num_tags)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.shape_in: nn.Embedding | None = None
        self.shape_out: nn.Embedding | None = None
        if shape_features:
            self.shape_in, self.shape_out = (_zeros(encoder.width), _zeros(encoder.width))

    @property
    def word_embeddings(self) -> nn.Embedding:
        """The encoder's own vectors of token ids."""
        encoder: Any = self.encoder
        embeddings: nn.Embedding = encoder.get_input_embeddings()
        return embeddings

    def words(self, batch: WordBatch) -> torch.Tensor:
        """Hidden states of words (B, W, H)."""
        vectors = self.word_embeddings(batch.input_ids)
        if self.shape_in is not None:
            vectors = vectors + self.shape_in(batch.token_shapes)
        states = self.encoder(inputs_embeds=vectors, attention_mask=batch.attention_mask)[0]
        index = batch.first[..., None].expand(-1, -1, states.shape[-1])
        words: torch.Tensor = states.gather(1, index)
        if self.shape_out is not None:
            words = words + self.shape_out(batch.shapes)
        return words

    def forward(self, batch: WordBatch) -> torch.Tensor:
        """Logits (B, W, K), float32."""
        logits: torch.Tensor = self.head(self.dropout(self.words(batch)))
        return logits.float()


def _zeros(width: int) -> nn.Embedding:
    return nn.Embedding(NUM_SHAPES, width, _weight=torch.zeros(NUM_SHAPES, width))


def tag_loss(
    logits: torch.Tensor, batch: WordBatch, *, label_smoothing: float = 0.0
) -> torch.Tensor:
    """Mean cross-entropy over the words that have a target, hard or soft."""
    hard = functional.cross_entropy(
        logits.flatten(0, 1),
        batch.target_ids.flatten(),
        ignore_index=NO_LOSS,
        label_smoothing=label_smoothing,
        reduction="sum",
    )
    num_words = (batch.target_ids != NO_LOSS).sum()
    if batch.target_probs is None:
        return hard / num_words.clamp(min=1)
    soft = -(batch.target_probs * functional.log_softmax(logits, dim=-1)).sum()
    return (hard + soft) / (num_words + batch.target_probs.sum()).clamp(min=1)


def has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 natively; elsewhere it is slower than float32."""
    # not in every torch since 2.5
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def autocast(precision: Precision) -> contextlib.AbstractContextManager[object]:
    """A context in which matrices are multiplied in bfloat16, if so asked or worth it."""
    if precision == "bfloat16" or (precision == "auto" and has_bfloat16()):
        return torch.autocast("cpu", torch.bfloat16)
    return contextlib.nullcontext()
