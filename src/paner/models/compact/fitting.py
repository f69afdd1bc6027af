"""Fine-tuning: batches in, weights changed, losses out."""

import random
from collections.abc import Callable, Sequence

import torch
from torch import nn

from paner.models.compact.batches import Batcher
from paner.models.compact.config import CompactConfig
from paner.models.compact.features import Row
from paner.models.compact.network import TagNetwork, tag_loss
from paner.models.compact.precision import autocast

__all__ = ["Average", "Progress", "fit"]

Progress = Callable[[int, int, float], None]
"""Called after each step with the steps done, all steps, and the step's loss."""


def fit(
    network: TagNetwork,
    batches: Sequence[Sequence[Row]],
    *,
    config: CompactConfig,
    batcher: Batcher,
    rng: random.Random,
    progress: Progress | None = None,
) -> tuple[list[float], "Average | None"]:
    """Train a network in place.

    Args:
        network: The network.
        batches: The rows of each step.
        config: All settings.
        batcher: Makes tensors of rows.
        rng: Which known mentions are passed over.
        progress: Called after each step.

    Returns:
        The loss of each step, and the moving average of the weights where one was asked for.
    """
    optimizer = _optimizer(network, config)
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step, len(batches), config.warmup)
    )
    average = Average(trained, config.average_decay) if config.average_decay else None
    losses: list[float] = []
    network.train()
    for step, rows in enumerate(batches, start=1):
        batch = batcher.batch(rows, forget=config.forget_known, rng=rng)
        with autocast(config.precision):
            logits = network(batch)
        loss = tag_loss(logits, batch, label_smoothing=config.label_smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(trained, config.clip, foreach=True)
        optimizer.step()
        schedule.step()
        if average is not None:
            average.update(step)
        losses.append(loss.item())
        if progress is not None:
            progress(step, len(batches), losses[-1])
    network.eval()
    return losses, average


class Average:
    """An exponential moving average of weights, updated every few steps.

    Args:
        parameters: The weights.
        decay: What a step keeps of the average; less in the beginning.
    """

    EVERY = 4

    def __init__(self, parameters: Sequence[nn.Parameter], decay: float) -> None:
        self._parameters = list(parameters)
        self._decay = decay**self.EVERY
        self._means = [parameter.detach().clone() for parameter in parameters]
        self._updates = 0

    def update(self, step: int) -> None:
        """Take the weights of a step in."""
        if step % self.EVERY:
            return
        self._updates += 1
        decay = min(self._decay, (1 + self._updates) / (10 + self._updates))
        now = [parameter.detach() for parameter in self._parameters]
        torch._foreach_lerp_(self._means, now, 1.0 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Put the average in the network and its weights here; a second swap undoes it."""
        for parameter, mean in zip(self._parameters, self._means, strict=True):
            kept = parameter.detach().clone()
            parameter.copy_(mean)
            mean.copy_(kept)


def _optimizer(network: TagNetwork, config: CompactConfig) -> torch.optim.Optimizer:
    """AdamW: new parts learn faster than the encoder, only matrices decay."""
    if config.freeze_word_embeddings:
        network.word_embeddings.weight.requires_grad_(False)  # noqa: FBT003 - torch has no name
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        of_encoder = name.startswith("encoder.")
        rate = config.learning_rate if of_encoder else config.head_learning_rate
        decay = config.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": rate, "weight_decay": decay}
            for (rate, decay), parameters in groups.items()
        ],
        betas=config.betas,
        eps=1e-6,
        fused=True,
    )


def _rate(step: int, steps: int, warmup: float) -> float:
    """Linear up, linear down; `step` counts from 0."""
    rising = warmup * steps
    return (step + 1) / rising if step < rising else (steps - step) / (steps - rising)
