"""The base that settings name, loaded as they say."""

import torch

from paner.errors import ConfigError
from paner.models.causal.base import Base, load_base
from paner.models.causal.config import CausalConfig
from paner.models.causal.lora import quantization_of
from paner.models.causal.precision import multiplies_in
from paner.models.causal.processes import process_device, uses_fsdp

__all__ = ["configured_base"]


def configured_base(config: CausalConfig) -> Base:
    """The configured base, on the device of this process, or on the CPU until FSDP shards it.

    Raises:
        ConfigError: It reads fewer tokens than the settings allow a prompt and its answer.
        LanguageModelError: It cannot be loaded.
        UsageError: What the settings need is not installed.
    """
    device = process_device()
    quantization = quantization_of(config.quantize) if config.quantize else None
    dtype = multiplies_in(config.precision, device)
    place = torch.device("cpu") if uses_fsdp() else device
    base = load_base(config.base, dtype=dtype, device=place, quantization=quantization)
    longest = getattr(base.model.config, "max_position_embeddings", None) or config.max_tokens
    if longest < config.max_tokens:
        raise ConfigError(
            "max_tokens is more than the language model reads",
            path=base.name,
            found=config.max_tokens,
            expected=f"at most {longest}, in training by --set max_tokens={longest}",
        )
    return base
