"""Tests of dropout with a generator of its own."""

import pytest
import torch
from torch import nn

from paner.models.compact.dropout import ByteDropout, use_byte_dropout


def test_as_much_is_dropped_as_asked_and_the_mean_stays() -> None:
    dropout = ByteDropout(0.25, torch.Generator().manual_seed(0))

    dropped = dropout(torch.ones(400, 400))

    assert (dropped == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.01)


def test_nothing_is_dropped_outside_training() -> None:
    values = torch.ones(50)

    assert torch.equal(ByteDropout(0.5).eval()(values), values)


def test_a_network_draws_from_its_generator_and_from_no_other() -> None:
    network = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout(0.5)))
    results = []
    for seed_of_torch in (1, 2):
        torch.manual_seed(seed_of_torch)
        use_byte_dropout(network, torch.Generator().manual_seed(7))
        results.append(network(torch.ones(100)))

    assert torch.equal(*results)
