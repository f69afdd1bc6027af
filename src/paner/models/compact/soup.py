"""Several trainings from the same start, averaged into one network.

The mean of their weights is as good as the mean of their predictions, and tags as fast as one:
+0.5 to +1 F1 on dev over its members, which no other change to the training gave.
"""

import copy
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import torch

from paner.models.compact.batches import Batcher
from paner.models.compact.config import CompactConfig
from paner.models.compact.dropout import use_byte_dropout
from paner.models.compact.features import Row
from paner.models.compact.fitting import fit
from paner.models.compact.mixture import Source, draw_batches
from paner.models.compact.network import TagNetwork
from paner.models.compact.threads import num_threads, on_threads

__all__ = ["Progress", "train_soup"]

Progress = Callable[[int, int, float], None]
"""Called after each step with the steps done, all steps, and the step's loss."""


def train_soup(
    network: TagNetwork,
    sources: Sequence[Source[Row]],
    *,
    config: CompactConfig,
    batcher: Batcher,
    seed: int,
    progress: Progress | None = None,
) -> list[float]:
    """Train the members side by side and put the mean of their weights into the network.

    Each member has its own order of sentences and its own dropout, drawn from its own generators:
    what one does never depends on how far another is.

    Args:
        network: The start of all members; changed in place.
        sources: What to train on.
        config: All settings.
        batcher: Makes tensors of rows.
        seed: Where chance starts.
        progress: Called after each step of each member, never twice at a time.

    Returns:
        The loss of each step, mean of the members.
    """
    network.word_embeddings.weight.requires_grad_(not config.freeze_word_embeddings)
    steps = config.num_steps(sum(len(source.rows) for source in sources if source.share))
    members = [network, *(copy.deepcopy(network) for _ in range(config.members - 1))]
    tell = _counted(steps * len(members), progress)

    def train(number: int) -> list[float]:
        rng = random.Random(f"{seed}/{number}")
        generator = torch.Generator().manual_seed(rng.getrandbits(62))
        use_byte_dropout(members[number], generator)
        batches = draw_batches(sources, steps=steps, batch_size=config.batch_size, rng=rng)
        losses = fit(
            members[number], batches, config=config, batcher=batcher, rng=rng, after_step=tell
        )
        use_byte_dropout(members[number], None)
        return losses

    threads = num_threads(config.threads)
    each = max(1, threads // len(members))
    workers = min(threads, len(members))
    with on_threads(each), ThreadPoolExecutor(workers, initializer=_set_threads(each)) as pool:
        losses = list(pool.map(train, range(len(members))))
    _average(members)
    return [sum(step) / len(step) for step in zip(*losses, strict=True)]


def _average(members: Sequence[TagNetwork]) -> None:
    """Put the mean of the members' weights into the first."""
    with torch.no_grad():
        for first, *others in zip(*(m.parameters() for m in members), strict=True):
            if first.requires_grad:
                first.copy_(torch.stack([first, *others]).mean(dim=0))


def _counted(steps: int, progress: Progress | None) -> Callable[[float], None]:
    """Count the steps of all members and tell of each."""
    lock = threading.Lock()
    done = 0

    def tell(loss: float) -> None:
        nonlocal done
        with lock:
            done += 1
            if progress is not None:
                progress(done, steps, loss)

    return tell


def _set_threads(threads: int) -> Callable[[], None]:
    """Torch counts its threads for each thread of Python anew."""
    return lambda: torch.set_num_threads(threads)
