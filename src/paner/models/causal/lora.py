"""Low-rank adapters: the few weights of a language model that are trained."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from paner.errors import ConfigError, LanguageModelError, UsageError, first_line

__all__ = [
    "LoraSettings",
    "attach_lora",
    "checkpoint_activations",
    "load_lora",
    "quantization_of",
]

WEIGHTS = "adapter_model.safetensors"


@dataclass(frozen=True, slots=True)
class LoraSettings:
    """The settings of the adapters.

    Args:
        rank: r; the paper's is 8.
        alpha: The adapters' outputs are scaled by alpha / r.
        dropout: Of what the adapters read; with it a shared prefix has one mask for all sentences.
        target: Which linear layers have one: `all-linear`, or names.
    """

    rank: int = 8
    alpha: float = 16.0
    dropout: float = 0.0
    target: str | tuple[str, ...] = "all-linear"

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ConfigError("the adapters' rank is too small", found=self.rank, expected="≥ 1")


def attach_lora(model: Any, settings: LoraSettings) -> Any:
    """A model of peft with new adapters, which do nothing yet; the base's weights are frozen."""
    import torch

    peft = _peft()
    target = settings.target if isinstance(settings.target, str) else list(settings.target)
    config = peft.LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=target,
        task_type="CAUSAL_LM",
    )
    try:
        with _peft_noise():
            adapted = peft.get_peft_model(model, config)
    except ValueError as error:
        raise ConfigError(
            f"the base cannot get such adapters: {first_line(error)}", found=target
        ) from error
    for parameter in adapted.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.to(torch.float32)  # small steps vanish in bfloat16
    return adapted


def load_lora(model: Any, folder: Path, *, merge: bool) -> Any:
    """A model with saved adapters, merged into its weights or beside them.

    Args:
        model: The base.
        folder: As peft saves adapters.
        merge: Add them to the base's weights, once: faster, and the base is gone.

    Raises:
        LanguageModelError: They do not fit.
    """
    peft = _peft()
    if not (folder / WEIGHTS).is_file():  # peft would take a pickle, or look for it on the hub
        raise LanguageModelError("the adapters are missing", path=folder, expected=WEIGHTS)
    try:
        with _peft_noise():
            adapted = peft.PeftModel.from_pretrained(model, str(folder), is_trainable=False)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
        raise LanguageModelError(
            "the adapters do not fit the base", path=folder, found=first_line(error)
        ) from error
    return adapted.merge_and_unload() if merge else adapted


def checkpoint_activations(model: Any) -> None:
    """Compute activations twice instead of holding them."""
    enable = getattr(model, "activation_checkpointing_enable", None)
    if enable is None:  # its name before transformers 5.20 or so
        enable = model.gradient_checkpointing_enable
    enable({"use_reentrant": False})
    model.enable_input_require_grads()


def quantization_of(bits: int) -> Any:
    """How to load a base in 4 or 8 bits (QLoRA).

    Raises:
        UsageError: There is no CUDA device, or bitsandbytes is not installed.

    Source:
        Dettmers et al. (2023), QLoRA, https://arxiv.org/abs/2305.14314.
    """
    import importlib.util

    import torch

    if bits not in (4, 8):
        raise ConfigError("weights can be held in 4 or 8 bits", found=bits, expected="4 or 8")
    if not torch.cuda.is_available():
        raise UsageError("weights in 4 or 8 bits (QLoRA) need a CUDA device; leave quantize out")
    if importlib.util.find_spec("bitsandbytes") is None:
        raise UsageError("weights in 4 or 8 bits (QLoRA) need bitsandbytes; pip install it")
    from transformers import BitsAndBytesConfig

    if bits == 8:
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def _peft() -> Any:
    try:
        import peft
    except ImportError as error:
        raise UsageError(
            "fine-tuning a language model needs peft and accelerate; pip install 'paner[llm]'"
        ) from error
    return peft


@contextmanager
def _peft_noise() -> Iterator[None]:
    """Without warnings that are about peft's own use of transformers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield
