"""Numbers in which a language model multiplies."""

import contextlib

import torch

from paner.models.causal.config import CausalPrecision
from paner.models.compact.precision import has_bfloat16

__all__ = ["autocast", "best_device", "multiplies_in"]


def best_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def multiplies_in(precision: CausalPrecision, device: torch.device) -> torch.dtype:
    """bfloat16 where so asked, or where the device has it; else float32."""
    if precision != "auto":
        return torch.bfloat16 if precision == "bfloat16" else torch.float32
    fast = has_bfloat16() if device.type == "cpu" else True
    return torch.bfloat16 if fast else torch.float32


def autocast(
    precision: CausalPrecision, device: torch.device
) -> contextlib.AbstractContextManager[object]:
    """A context in which matrices are multiplied so."""
    if multiplies_in(precision, device) == torch.bfloat16:
        return torch.autocast(device.type, torch.bfloat16)
    return contextlib.nullcontext()
