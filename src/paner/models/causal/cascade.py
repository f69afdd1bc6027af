"""Attention in tagging on a CPU: to the shared prefix for all tokens at once, then to their own.

The two are merged by the sums of their softmaxes, which is exact. Nothing is padded, copied for
each sentence or repeated for each head: in batches that is two to three times faster.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor

__all__ = ["cascade"]

Layer = tuple[Tensor, Tensor]


def cascade(
    queries: Tensor,
    own: Layer,
    shared: Layer,
    *,
    lengths: Sequence[int],
    past: Sequence[int],
    scaling: float,
) -> Tensor:
    """What each token sees of the shared prefix and of its own segment.

    Args:
        queries: Of the segments' tokens (heads, T, D).
        own: Their keys and values, behind those of all segments' earlier tokens
            (key heads, past + T, D).
        shared: The prefix's (key heads, P, D).
        lengths: Tokens of each segment.
        past: Earlier tokens of each segment.
        scaling: Of scores.

    Returns:
        (heads, T, D), and heads are those of the queries.
    """
    heads, num_tokens, width = queries.shape
    num_keys = own[0].shape[0]
    # the heads of a group become queries of their key head, so that keys need no copies
    grouped = queries.reshape(num_keys, heads // num_keys, num_tokens, width)
    of_prefix, prefix_sum = _attend(grouped.flatten(1, 2), shared, None, scaling)
    pieces = [
        _attend(part.flatten(1, 2), keys_values, mask, scaling)
        for part, keys_values, mask in zip(
            torch.split(grouped, list(lengths), dim=2),
            _by_segment(own, lengths, past),
            _masks(tuple(lengths), tuple(past), heads // num_keys, queries.dtype),
            strict=True,
        )
    ]
    of_own = _in_row([piece for piece, _ in pieces], grouped.shape)
    own_sum = _in_row([total[..., None] for _, total in pieces], (*grouped.shape[:3], 1))
    share = torch.sigmoid(own_sum - prefix_sum.view(own_sum.shape)).to(queries.dtype)
    merged = torch.lerp(of_prefix.view(grouped.shape), of_own, share.expand_as(of_own))
    return merged.reshape(heads, num_tokens, width)


def _attend(
    queries: Tensor, keys_values: Layer, mask: Tensor | None, scaling: float
) -> tuple[Tensor, Tensor]:
    """What queries see (key heads, Q, D), and the logarithm of the sum of their softmax."""
    # what scaled_dot_product_attention calls on a CPU, which keeps the sum to itself
    seen, total = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(  # noqa: SLF001
        queries[None], keys_values[0][None], keys_values[1][None], attn_mask=mask, scale=scaling
    )
    return seen[0], total[0]


def _by_segment(own: Layer, lengths: Sequence[int], past: Sequence[int]) -> list[Layer]:
    """Keys and values of each segment: its earlier tokens, then its new ones."""
    earlier, new = sum(past), sum(lengths)
    parts = []
    for of_all in own:
        old, fresh = torch.split(of_all, [earlier, new], dim=1)
        cut = torch.split(old, list(past), dim=1), torch.split(fresh, list(lengths), dim=1)
        parts.append([torch.cat(pair, 1) for pair in zip(*cut, strict=True)])
    return list(zip(*parts, strict=True))


def _in_row(pieces: Sequence[Tensor], shape: Sequence[int]) -> Tensor:
    """The segments' pieces (key heads, group * Q, …) one behind another, in `shape`."""
    return torch.cat([p.view(*shape[:2], -1, shape[3]) for p in pieces], dim=2)


@lru_cache(maxsize=4)  # the same for all layers of a pass
def _masks(
    lengths: tuple[int, ...], past: tuple[int, ...], group: int, dtype: torch.dtype
) -> list[Tensor]:
    """For each segment what is added to scores: tokens see themselves and what is before them."""
    masks = []
    for length, before in zip(lengths, past, strict=True):
        seen = torch.ones(length, before + length, dtype=torch.bool).tril(before)
        mask = torch.zeros(seen.shape, dtype=dtype).masked_fill(~seen, float("-inf"))
        masks.append(mask.repeat(group, 1)[None, None])
    return masks
