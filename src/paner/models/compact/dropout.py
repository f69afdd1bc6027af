"""Dropout that draws bytes from a generator of its own.

Torch's draws from one generator for the whole process, so that two trainings side by side would
disturb each other's chance; and on the CPU it takes longer than the matrices it is for.
"""

import torch
from torch import nn

__all__ = ["ByteDropout", "use_byte_dropout"]


class ByteDropout(nn.Dropout):
    """Dropout in steps of 1/256.

    Args:
        p: Share of values to drop.
        generator: Where chance comes from.
    """

    def __init__(self, p: float, generator: torch.Generator | None = None) -> None:
        super().__init__(p)
        self.generator = generator

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - torch names it so
        """The values, some of them 0 and the others larger, in training; else as they are."""
        dropped = round(self.p * 256)
        if not self.training or not dropped:
            return input
        drawn = torch.randint(0, 256, input.shape, dtype=torch.uint8, generator=self.generator)
        return input * ((drawn >= dropped).to(input.dtype) * (256 / (256 - dropped)))


def use_byte_dropout(network: nn.Module, generator: torch.Generator | None) -> None:
    """Let all dropout in a network draw from one generator; in place."""
    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Dropout):
                setattr(module, name, ByteDropout(child.p, generator))
