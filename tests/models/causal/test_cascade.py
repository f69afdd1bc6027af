import random

import pytest
import torch

from paner.models.causal.attention import attend, shape_of
from paner.models.causal.cascade import cascade


@pytest.mark.parametrize("seed", range(5))
def test_merged_attention_is_attention_to_prefix_and_own_tokens_at_once(seed: int) -> None:
    rng = random.Random(seed)
    torch.manual_seed(seed)
    lengths = tuple(rng.randrange(1, 9) for _ in range(rng.randrange(1, 6)))
    past = tuple(rng.randrange(6) for _ in lengths)
    heads, key_heads, width = 6, rng.choice([1, 2, 6]), 8
    queries = torch.randn(heads, sum(lengths), width, dtype=torch.float64) * 3
    own = _keys_values(key_heads, sum(past) + sum(lengths), width)
    shared = _keys_values(key_heads, 21, width)

    merged = cascade(queries, own, shared, lengths=lengths, past=past, scaling=0.4)

    shape = shape_of(lengths, past, torch.device("cpu"))
    assert torch.allclose(merged, attend(queries, own, shared, shape, 0.4), atol=1e-12)


def _keys_values(heads: int, tokens: int, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    size = (heads, tokens, width)
    return torch.randn(size, dtype=torch.float64), torch.randn(size, dtype=torch.float64)
