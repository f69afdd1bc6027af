"""Several processes that train together, as `accelerate launch` and `torchrun` start them."""

import os

import torch

from paner.errors import UsageError
from paner.models.causal.config import CausalConfig
from paner.models.causal.precision import best_device

__all__ = ["is_first", "num_processes", "prepare_fsdp", "process_device", "uses_fsdp"]


def num_processes() -> int:
    """How many train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def is_first() -> bool:
    """Whether this process is the one that writes."""
    return os.environ.get("RANK", "0") == "0"


def process_device() -> torch.device:
    """Where this process works: each of a machine's has a GPU of its own, where there are any."""
    device = best_device()
    if device.type == "cuda":
        return torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    return device


def uses_fsdp() -> bool:
    """Whether `accelerate launch` asks to share the weights out among the processes."""
    return os.environ.get("ACCELERATE_USE_FSDP", "false").lower() in {"1", "true"}


def prepare_fsdp(config: CausalConfig) -> None:
    """Refuse what does not go with FSDP, where it is asked for.

    Raises:
        UsageError: The first version of FSDP is asked for, or weights in 4 or 8 bits.
    """
    if not uses_fsdp():
        return
    if os.environ.get("FSDP_VERSION", "1") != "2":
        raise UsageError("FSDP works in its second version only; pass --fsdp_version 2")
    if config.quantize:
        raise UsageError("weights in 4 or 8 bits cannot be sharded; leave quantize or FSDP out")
    # each process starts from, and ends with, all weights; transformers would leave them out
    os.environ["FSDP_CPU_RAM_EFFICIENT_LOADING"] = "false"
