"""Time and memory on whichever device."""

import time
from collections.abc import Callable

import torch

__all__ = ["measured"]


def measured(run: Callable[[], object], device: torch.device, *, rounds: int) -> dict[str, float]:
    """The quickest of some rounds, after one to warm up, and the most memory that one took.

    Returns:
        Seconds; gigabytes above what was held before, on CUDA.
    """
    run()
    cuda = device.type == "cuda"
    held = 0
    if cuda:
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        held = torch.cuda.memory_allocated()
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        if cuda:
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - begin)
    found = {"seconds": min(seconds)}
    if cuda:
        found["GB"] = (torch.cuda.max_memory_allocated() - held) / 1e9
    return found
