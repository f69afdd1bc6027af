"""Every setting of the LLM backbone, with the reason for its default."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from paner.errors import ConfigError
from paner.instruct.prompt import InstructionKind
from paner.instruct.tagged_words import TagFormat
from paner.models.causal.lora import LoraSettings

__all__ = ["CausalConfig", "CausalPrecision", "LossOn", "Preset", "Tagging"]

Tagging = Literal["twice", "word-tag"]
LossOn = Literal["decisions", "answer"]
Preset = Literal["few", "paper"]
CausalPrecision = Literal["auto", "float32", "bfloat16"]

# What the paper states of its training; batch size, target layers and dropout it does not.
PAPER: Mapping[str, Any] = {
    "tagging": "word-tag",
    "prompt": "guidelines",
    "tag_format": "word-tag",
    "loss_on": "answer",
    "mistakes": 0.0,
    "rank": 8,
    "alpha": 16.0,
    "epochs": 1.0,
    "learning_rate": 2e-5,
    "betas": (0.9, 0.999),
    "warmup": 0.04,
}
NAMED = {
    "tagging": Tagging,
    "prompt": InstructionKind,
    "tag_format": TagFormat,
    "loss_on": LossOn,
    "precision": CausalPrecision,
}


LEAST = {
    "steps": 1,
    "clip": 0,  # no limit
    "context_tokens": 0,
    "head_learning_rate": 0,
    "weight_decay": 0,
    "other_share": 0,
    "transition_weight": 0,
    "threads": 0,
}
ABOVE_ZERO = ("alpha", "epochs", "learning_rate")


@dataclass(frozen=True, slots=True)
class CausalConfig:
    """The settings of training and tagging; the defaults were measured on SmolLM2-135M.

    Args:
        base: A hub name or a folder of a causal language model, or `smollm2`.
        tagging: `twice` shows the sentence twice and scores each word of the second copy, in one
            pass; `word-tag` has the model write each word with its tag.
        prompt: What the prompt says of each type.
        tag_format: How answers tag words, with `word-tag`.
        loss_on: With `word-tag`, only on the tokens where tags part (`decisions`), normalised over
            the tags that can follow, or on the whole `answer`, as the paper has it. A model
            trained on decisions can only be decoded with the words given, but learns from far
            fewer steps: the copied words drown the tags otherwise.
        mistakes: With `word-tag` and the loss on decisions, share of the answers in training that
            show wrong tags, behind which the model shall still decide right: decoding from a draft
            then takes fewer passes.
        max_tokens: Tokens of prompt and answer; longer texts are cut into windows.
        context_tokens: Tokens that neighbouring windows share.
        gazetteer: With `twice`, show the head where mentions known from other sentences occur.
        shape_features: With `twice`, tell the head each word's casing.
        forget_known: Share of known mentions it is not shown in training.
        rank: Of the adapters.
        alpha: Adapters' outputs are scaled by alpha / rank.
        lora_dropout: Of what adapters read.
        target: Linear layers that get adapters: `all-linear`, or names.
        steps: Optimiser steps; by default as `num_steps` derives them from the data.
        epochs: Instead of steps, how often each sentence is seen on average.
        members: Trainings from the same start whose weights are averaged, one after another.
        batch_size: Sentences a row; they share one prefix.
        accumulate: Rows a step.
        learning_rate: Peak rate of the adapters.
        head_learning_rate: Peak rate of the head.
        betas: Of AdamW.
        weight_decay: Of all that is trained.
        warmup: Share of the steps in which rates rise; they fall along a cosine afterwards.
        clip: Largest norm of a gradient.
        source_shares: How much of the training each source gets, as in the compact backbone.
        other_share: What sources not named get.
        mixed_share: Share of rows that a base corpus gets, where one is mixed in.
        transition_weight: How much transitions count against word scores.
        dev_transition_weights: Weights tried on the dev set, where there is one.
        precision: Numbers to multiply in; `auto` is bfloat16 where the device has it.
        quantize: Hold the base's weights in 4 or 8 bits (QLoRA); needs CUDA and bitsandbytes.
        checkpoint_activations: Compute activations twice instead of holding them: less memory, a
            third more time.
        merge: In tagging, add the adapters to the base's weights.
        threads: CPU threads; 0 for all that the process may use. On a machine that does other
            work, too, one thread is often faster than several that wait for each other.
        checkpoint_steps: Steps between checkpoints, where a folder for them is named.
        tag_batch_tokens: Tokens in a batch in tagging, padding included.
    """

    base: str = "smollm2"
    tagging: Tagging = "twice"
    prompt: InstructionKind = "names"
    tag_format: TagFormat = "word-tag-lossless"
    loss_on: LossOn = "decisions"
    mistakes: float = 0.75
    max_tokens: int = 2048
    context_tokens: int = 128
    gazetteer: bool = True
    shape_features: bool = True
    forget_known: float = 0.5
    rank: int = 8
    alpha: float = 16.0
    lora_dropout: float = 0.0
    target: str | tuple[str, ...] = "all-linear"
    steps: int | None = None
    epochs: float | None = None
    members: int = 1
    batch_size: int = 8
    accumulate: int = 1
    learning_rate: float = 2e-3
    head_learning_rate: float = 5e-3
    betas: tuple[float, float] = (0.9, 0.98)
    weight_decay: float = 0.0
    warmup: float = 0.04
    clip: float = 1.0
    source_shares: tuple[tuple[str, float], ...] = (
        ("gold", 2.0),
        ("paraphrase", 1.0),
        ("paraphrase+substitution", 3.0),
        ("substitution", 2.0),
        ("new-sentence", 3.0),
        ("new-sentence+substitution", 3.0),
    )
    other_share: float = 2.0
    mixed_share: float = 0.2
    transition_weight: float = 0.75
    dev_transition_weights: tuple[float, ...] = (0.3, 0.5, 0.75, 1.0, 1.5)
    precision: CausalPrecision = "auto"
    quantize: int = 0
    checkpoint_activations: bool = False
    merge: bool = True
    threads: int = 0
    checkpoint_steps: int = 50
    tag_batch_tokens: int = 2048

    def __post_init__(self) -> None:
        for name, kind in NAMED.items():
            if getattr(self, name) not in get_args(kind):
                raise ConfigError(
                    f"there is no such {name}",
                    found=getattr(self, name),
                    expected=", ".join(get_args(kind)),
                )
        for name in ("members", "batch_size", "accumulate", "tag_batch_tokens", "checkpoint_steps"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is too small", found=getattr(self, name), expected="≥ 1")
        for name in ("forget_known", "mistakes", "warmup", "lora_dropout", "mixed_share"):
            if not 0.0 <= getattr(self, name) < 1.0:
                raise ConfigError(
                    f"{name} is no share", found=getattr(self, name), expected="0 ≤ share < 1"
                )
        self._check_ranges()
        if self.max_tokens < 64:
            raise ConfigError("max_tokens is too small", found=self.max_tokens, expected="≥ 64")

    def _check_ranges(self) -> None:
        for name, least in LEAST.items():
            value = getattr(self, name)
            if value is not None and not (least <= value < math.inf):
                raise ConfigError(
                    f"{name} is out of range", found=value, expected=f"a number ≥ {least}"
                )
        for name in ABOVE_ZERO:
            value = getattr(self, name)
            if value is not None and not 0.0 < value < math.inf:
                raise ConfigError(f"{name} is out of range", found=value, expected="a number > 0")
        if not all(0.0 <= beta < 1.0 for beta in self.betas):
            raise ConfigError("betas are out of range", found=self.betas, expected="0 ≤ beta < 1")
        if any(not 0.0 <= share < math.inf for _, share in self.source_shares):
            raise ConfigError(
                "a source's share is out of range", found=self.source_shares, expected="shares ≥ 0"
            )
        if not all(0.0 <= weight < math.inf for weight in self.dev_transition_weights):
            raise ConfigError(
                "a weight of transitions is out of range",
                found=self.dev_transition_weights,
                expected="weights ≥ 0",
            )

    @classmethod
    def preset(cls, name: Preset, **changes: Any) -> "CausalConfig":
        """Settings by name: `few` for about a hundred sentences, `paper` as PANER states them.

        >>> CausalConfig.preset("paper", base="Qwen/Qwen2.5-7B-Instruct").learning_rate
        2e-05
        """
        named: Mapping[str, Mapping[str, Any]] = {"few": {}, "paper": PAPER}
        if name not in named:
            raise ConfigError("there is no such preset", found=name, expected=", ".join(named))
        return cls(**{**named[name], **changes})

    @classmethod
    def zero_shot(cls, **changes: Any) -> "CausalConfig":
        """Settings for a model that is not trained: it writes answers, told all of each type."""
        told = {"tagging": "word-tag", "prompt": "guidelines", "tag_format": "word-tag"}
        return cls(**{**told, **changes})

    @property
    def lora(self) -> LoraSettings:
        """The settings of the adapters."""
        return LoraSettings(self.rank, self.alpha, self.lora_dropout, self.target)

    def num_steps(self, num_sentences: int) -> int:
        """Optimiser steps for so many sentences: 110 for a hundred, 160 for two thousand.

        On SmolLM2 200 steps were no better than 160 on dev. With `word-tag`, whose rows are about
        twice as long, it is two thirds of them.
        """
        if self.steps is not None:
            return self.steps
        each = self.batch_size * self.accumulate
        if self.epochs is not None:
            return max(1, math.ceil(num_sentences * self.epochs / each))
        few = 110.0 + 50.0 * math.log(max(num_sentences, 100) / 100.0) / math.log(20.0)
        if self.tagging == "word-tag":
            few *= 2.0 / 3.0
        return round(max(few, 0.3 * num_sentences / each))
