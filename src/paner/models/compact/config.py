"""Every setting of the compact backbone, with the reason for its default."""

import math
from dataclasses import dataclass
from typing import Literal

from paner.errors import ConfigError

__all__ = ["CompactConfig", "Precision"]

Precision = Literal["auto", "float32", "bfloat16", "int8"]


@dataclass(frozen=True, slots=True)
class CompactConfig:
    """The settings of training and tagging; the defaults were chosen on CrossNER's dev sets.

    Args:
        encoder: A hub name or a folder of any encoder that transformers knows; empty for the
            MiniLM that comes with the installation.
        max_tokens: Tokens the encoder reads at once; longer texts are cut into windows.
        context_tokens: Tokens that neighbouring windows share.
        shape_features: Tell the network each word's casing and shape; MiniLM is uncased.
        gazetteer: Show the network where mentions known from other training sentences occur.
        forget_known: Share of known mentions it is not shown in training, so that it learns to do
            without.
        freeze_word_embeddings: Keep the encoder's word vectors: half the weights, and a hundred
            sentences touch few of them.
        steps: Training steps; by default as `num_steps` derives them from the data.
        batch_size: Sentences a step.
        learning_rate: Peak rate of the encoder.
        head_learning_rate: Peak rate of what is new: head and shape vectors.
        betas: Of AdamW.
        weight_decay: Of weight matrices; vectors have none.
        warmup: Share of the steps in which the rates rise; they fall linearly to 0 afterwards.
        clip: Largest norm of a gradient.
        dropout: Of the encoder's hidden states and before the head.
        members: Trainings from the same start whose weights are averaged; each takes a thread.
        source_shares: How much of the training each source gets, by the method in its sentences'
            provenance; `other_share` where it is not named here, 0 leaves it out. No sentence is
            drawn more often than a gold one.
        other_share: What sources not named get.
        transition_weight: How much transitions count against word scores.
        dev_transition_weights: Weights tried on the dev set, where there is one.
        precision: Numbers used in training and tagging; `auto` is bfloat16 where the CPU has it.
        threads: CPU threads; 0 for all that the process may use.
        tag_batch_tokens: Tokens in a batch in tagging, padding included; larger batches leave the
            caches of a CPU and are slower.
    """

    encoder: str = ""
    max_tokens: int = 256
    context_tokens: int = 64
    shape_features: bool = True
    gazetteer: bool = True
    forget_known: float = 0.5
    freeze_word_embeddings: bool = True
    steps: int | None = None
    batch_size: int = 8
    learning_rate: float = 2e-4
    head_learning_rate: float = 2e-3
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = 0.01
    warmup: float = 0.1
    clip: float = 1.0
    dropout: float = 0.1
    members: int = 2
    source_shares: tuple[tuple[str, float], ...] = (
        ("gold", 2.0),
        ("paraphrase", 1.0),
        ("paraphrase+substitution", 3.0),
        ("substitution", 2.0),
        ("new-sentence", 3.0),
        ("new-sentence+substitution", 3.0),
    )
    other_share: float = 2.0
    transition_weight: float = 0.75
    dev_transition_weights: tuple[float, ...] = (0.5, 0.75, 1.0)
    precision: Precision = "auto"
    threads: int = 0
    tag_batch_tokens: int = 1024

    def __post_init__(self) -> None:
        for name in ("max_tokens", "batch_size", "members", "tag_batch_tokens"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is too small", found=getattr(self, name), expected="≥ 1")
        for name in ("forget_known", "warmup", "dropout"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ConfigError(
                    f"{name} is no share", found=getattr(self, name), expected="0 ≤ share < 1"
                )

    def num_steps(self, num_sentences: int) -> int:
        """Training steps for so many sentences: 260 for a hundred, 500 for two thousand.

        More data bears more steps, but far fewer than in proportion: a hundred sentences are seen
        twenty times, two thousand twice, and more of them one and a half times.
        """
        if self.steps is not None:
            return self.steps
        few = 260.0 + 240.0 * math.log(max(num_sentences, 100) / 100.0) / math.log(20.0)
        return round(max(few, 1.5 * num_sentences / self.batch_size))
