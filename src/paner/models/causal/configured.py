"""The base that settings name, loaded as they say."""

import torch

from paner.models.causal.base import Base, load_base
from paner.models.causal.config import CausalConfig
from paner.models.causal.lora import quantization_of
from paner.models.causal.precision import multiplies_in
from paner.models.causal.processes import process_device, uses_fsdp

__all__ = ["configured_base"]


def configured_base(config: CausalConfig) -> Base:
    """The configured base, on the device of this process, or on the CPU until FSDP shards it.

    Raises:
        LanguageModelError: It cannot be loaded.
        UsageError: What the settings need is not installed.
    """
    device = process_device()
    quantization = quantization_of(config.quantize) if config.quantize else None
    dtype = multiplies_in(config.precision, device)
    place = torch.device("cpu") if uses_fsdp() else device
    return load_base(config.base, dtype=dtype, device=place, quantization=quantization)
