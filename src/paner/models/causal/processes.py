"""Several processes that train together, as `accelerate launch` and `torchrun` start them."""

import os

__all__ = ["is_first", "local_rank", "num_processes"]


def num_processes() -> int:
    """How many train together."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def local_rank() -> int:
    """Which of this machine's processes this is: the number of its GPU."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def is_first() -> bool:
    """Whether this process is the one that writes."""
    return os.environ.get("RANK", "0") == "0"
