"""Fine-tuning one network: batches in, weights changed, losses out."""

import random
from collections.abc import Callable, Sequence

import torch
from torch import nn

from paner.models.compact.batches import Batcher
from paner.models.compact.config import CompactConfig
from paner.models.compact.features import Row
from paner.models.compact.network import TagNetwork, tag_loss
from paner.models.compact.precision import autocast

__all__ = ["fit"]


def fit(
    network: TagNetwork,
    batches: Sequence[Sequence[Row]],
    *,
    config: CompactConfig,
    batcher: Batcher,
    rng: random.Random,
    after_step: Callable[[float], None],
) -> list[float]:
    """Train a network in place.

    Args:
        network: The network.
        batches: The rows of each step.
        config: All settings.
        batcher: Makes tensors of rows.
        rng: Which known mentions are passed over.
        after_step: Called with each step's loss.

    Returns:
        The loss of each step.
    """
    optimizer = _optimizer(network, config)
    trained = [p for group in optimizer.param_groups for p in group["params"]]
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: _rate(step, len(batches), config.warmup)
    )
    losses: list[float] = []
    network.train()
    for rows in batches:
        batch = batcher.batch(rows, forget=config.forget_known, rng=rng)
        with autocast(config.precision):
            logits = network(batch)
        loss = tag_loss(logits, batch.target_ids)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(trained, config.clip, foreach=True)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        after_step(losses[-1])
    network.eval()
    return losses


def _optimizer(network: TagNetwork, config: CompactConfig) -> torch.optim.Optimizer:
    """AdamW: new parts learn faster than the encoder, only matrices decay."""
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
