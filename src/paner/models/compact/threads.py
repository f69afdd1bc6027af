"""CPU threads and chance, set for a while and then as before."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["num_threads", "on_threads", "seeded"]


def num_threads(threads: int) -> int:
    """So many CPU threads, or with 0 as many as this process may use."""
    return threads or torch.get_num_threads()


@contextmanager
def on_threads(threads: int) -> Iterator[None]:
    """Within, torch uses so many threads; with 0 as many as before."""
    before = torch.get_num_threads()
    torch.set_num_threads(num_threads(threads))
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within, torch draws from `seed`; afterwards as if nothing had been drawn."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
