"""The network: an encoder, word shapes before and behind it, and one linear layer."""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from paner.models.compact.batches import WordBatch
from paner.models.compact.dropout import ByteDropout
from paner.models.compact.encoder import Encoder
from paner.models.compact.features import NO_LOSS, NO_WORD
from paner.models.compact.shapes import NUM_SHAPES

__all__ = ["TagNetwork", "tag_loss"]


class TagNetwork(nn.Module):
    """Scores of each word's tags from its first token.

    What is known of words besides, their shapes and whether they are part of a known mention, is
    added to the encoder's input and output, and known mentions to the scores. All of that starts
    at zero, so that training starts from the encoder as it is.

    Args:
        encoder: Its module becomes part of this one.
        num_tags: K.
        dropout: Before the head.
        shape_features: Whether words have shapes.
        num_known: Labels of the gazetteer; 0 without one.
    """

    def __init__(
        self,
        encoder: Encoder,
        num_tags: int,
        *,
        dropout: float,
        shape_features: bool,
        num_known: int = 0,
    ) -> None:
        super().__init__()
        self.encoder = encoder.model
        self.dropout = ByteDropout(dropout)
        self.head = nn.Linear(encoder.width, num_tags)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        vectors = NUM_SHAPES if shape_features else 0
        self.shapes_in, self.shapes_out = (_table(vectors, encoder.width) for _ in range(2))
        self.known_in, self.known_out, self.known_tags = (
            _table(3 * num_known, width) for width in (encoder.width, encoder.width, num_tags)
        )

    @property
    def word_embeddings(self) -> nn.Embedding:
        """The encoder's own vectors of token ids."""
        encoder: Any = self.encoder
        embeddings: nn.Embedding = encoder.get_input_embeddings()
        return embeddings

    def words(self, batch: WordBatch) -> torch.Tensor:
        """Hidden states of words (B, W, H)."""
        vectors = self.word_embeddings(batch.input_ids)
        extra = _features(batch, self.shapes_in, self.known_in)
        if extra is not None:
            vectors = vectors + _to_tokens(extra, batch.word_of)
        states = self.encoder(inputs_embeds=vectors, attention_mask=batch.attention_mask)[0]
        index = batch.first[..., None].expand(-1, -1, states.shape[-1])
        words: torch.Tensor = states.gather(1, index)
        extra = _features(batch, self.shapes_out, self.known_out)
        return words if extra is None else words + extra

    def forward(self, batch: WordBatch) -> torch.Tensor:
        """Logits (B, W, K), float32."""
        logits: torch.Tensor = self.head(self.dropout(self.words(batch))).float()
        if batch.known is not None and self.known_tags is not None:
            logits = logits + batch.known @ self.known_tags
        return logits


def _table(rows: int, width: int) -> nn.Parameter | None:
    return nn.Parameter(torch.zeros(rows, width)) if rows else None


def _features(
    batch: WordBatch, shapes: nn.Parameter | None, known: nn.Parameter | None
) -> torch.Tensor | None:
    """Vectors (B, W, H) of what is known of words besides their tokens; none if nothing is."""
    of_shape = None if shapes is None else functional.embedding(batch.shapes, shapes)
    if known is None or batch.known is None:
        return of_shape
    of_known = batch.known @ known
    return of_known if of_shape is None else of_shape + of_known


def _to_tokens(words: torch.Tensor, word_of: torch.Tensor) -> torch.Tensor:
    """Vectors of words (B, W, H) at all their tokens (B, T, H), zero at special tokens."""
    of_word = (word_of != NO_WORD)[..., None]
    index = word_of.clamp(min=0)[..., None].expand(-1, -1, words.shape[-1])
    return words.gather(1, index) * of_word


def tag_loss(logits: torch.Tensor, target_ids: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy over the words that have a target."""
    return functional.cross_entropy(
        logits.flatten(0, 1), target_ids.flatten(), ignore_index=NO_LOSS
    )
