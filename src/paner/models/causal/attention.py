"""Attention of ragged segments that share a prefix, computed once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["Shape", "attend", "shape_of"]

MOST_SCORES = 1 << 25  # scores of a layer that are held at once; more are left to fused kernels


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """N ragged segments as indices into their padded form.

    Args:
        query_index: For each padded query its token (N, Q).
        key_index: For each padded key its token, earlier tokens of all segments first (N, K).
        mask: What is added to scores: 0 where a query sees a key, else minus infinity (N, Q, K).
        back: For each token its place in the padded form, flat (T).
    """

    query_index: Tensor
    key_index: Tensor
    mask: Tensor
    back: Tensor


def shape_of(lengths: Sequence[int], past: Sequence[int], device: torch.device) -> Shape:
    """Lay segments of `lengths` tokens out, each behind `past` earlier ones.

    A padding query sees its segment's first key, so that no softmax is over nothing.
    """
    new, old = torch.tensor(list(lengths)), torch.tensor(list(past))
    at_query, at_key = torch.arange(int(new.max())), torch.arange(int((new + old).max()))
    begin, old_begin = new.cumsum(0) - new, old.cumsum(0) - old
    real = at_query < new[:, None]
    query_index = torch.where(real, begin[:, None] + at_query, 0)
    is_old = at_key < old[:, None]
    fresh = int(old.sum()) + begin[:, None] + at_key - old[:, None]
    known = at_key < (old + new)[:, None]
    key_index = torch.where(is_old, old_begin[:, None] + at_key, torch.where(known, fresh, 0))
    reach = torch.where(real, old[:, None] + at_query, 0)
    seen = at_key <= reach[:, :, None]
    mask = torch.zeros(seen.shape).masked_fill(~seen, float("-inf"))
    back = real.flatten().nonzero()[:, 0]
    return Shape(*(part.to(device) for part in (query_index, key_index, mask, back)))


def attend(  # noqa: PLR0917 - all of them are positional in torch's own
    queries: Tensor,
    own: tuple[Tensor, Tensor],
    shared: tuple[Tensor, Tensor] | None,
    shape: Shape,
    scaling: float,
    dropout: float = 0.0,
) -> Tensor:
    """What each token sees of the shared prefix and of its own segment.

    Args:
        queries: Of the segments' tokens (heads, T, D).
        own: Their keys and values, behind those of earlier tokens (key heads, past + T, D).
        shared: The prefix's (key heads, P, D), where there is one.
        shape: How the segments lie.
        scaling: Of scores.
        dropout: Of weights.

    Returns:
        (heads, T, D), and heads are those of the queries.
    """
    num_heads, _, width = queries.shape
    num_keys = own[0].shape[0]
    padded = queries.reshape(num_keys, num_heads // num_keys, -1, width)
    padded = padded[:, :, shape.query_index].transpose(1, 2)  # (key heads, N, group, Q, D)
    keys, values = (part[:, shape.key_index] for part in own)  # (key heads, N, K, D)
    mask = shape.mask.to(queries.dtype)
    prefix = 0 if shared is None else shared[0].shape[1]
    held = padded.shape[:4].numel() * (prefix + keys.shape[2])
    if held <= MOST_SCORES:
        seen = _by_matrices(padded, (keys, values), shared, mask, (scaling, dropout))
    else:
        seen = _fused(padded, (keys, values), shared, mask, (scaling, dropout))
    flat = seen.transpose(1, 2).reshape(num_heads, -1, width)
    return flat[:, shape.back]


def _by_matrices(
    queries: Tensor,
    own: tuple[Tensor, Tensor],
    shared: tuple[Tensor, Tensor] | None,
    mask: Tensor,
    numbers: tuple[float, float],
) -> Tensor:
    """One softmax over both kinds of keys; the prefix is multiplied once for all segments."""
    size, (keys, values), (scaling, dropout) = queries.shape, own, numbers
    queries = queries * scaling
    scores = queries.flatten(2, 3) @ keys.transpose(2, 3)
    scores = scores.view(*size[:4], -1) + mask[:, None]
    if shared is None:
        weights = functional.dropout(scores.softmax(-1).to(values.dtype), dropout)
        return (weights.flatten(2, 3) @ values).view(size)
    prefix = shared[0].shape[1]
    ahead = queries.flatten(1, 3) @ shared[0].transpose(1, 2)
    scores = torch.cat([ahead.view(*size[:4], prefix), scores], dim=-1)
    weights = functional.dropout(scores.softmax(-1).to(values.dtype), dropout)
    of_prefix = weights[..., :prefix].flatten(1, 3) @ shared[1]
    of_own = weights[..., prefix:].flatten(2, 3) @ values
    return of_prefix.view(size) + of_own.view(size)


def _fused(
    queries: Tensor,
    own: tuple[Tensor, Tensor],
    shared: tuple[Tensor, Tensor] | None,
    mask: Tensor,
    numbers: tuple[float, float],
) -> Tensor:
    """The prefix copied to each segment, for kernels that hold no scores."""
    heads, segments, group, length, width = queries.shape
    (keys, values), (scaling, dropout) = own, numbers
    if shared is not None:
        copied = (part[:, None].expand(-1, segments, -1, -1) for part in shared)
        keys, values = (torch.cat([a, b], 2) for a, b in zip(copied, (keys, values), strict=True))
        mask = functional.pad(mask, (shared[0].shape[1], 0))
    # the heads of a group become queries of their key head, so that keys need no copies
    seen = functional.scaled_dot_product_attention(
        queries.reshape(heads, segments, group * length, width).transpose(0, 1),
        keys.transpose(0, 1),
        values.transpose(0, 1),
        attn_mask=mask.repeat(1, group, 1)[:, None],
        scale=scaling,
        dropout_p=dropout,
    )
    return seen.transpose(0, 1).reshape(heads, segments, group, length, width)
