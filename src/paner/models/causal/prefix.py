"""Many sentences behind one prefix in one row: the prefix is computed once, whatever their number.

A row is `[prefix][segment 1]…[segment N]`. Each segment sees the prefix and itself, never another
segment, and its positions go on from the prefix: hidden states and gradients are those of N rows
`[prefix][segment]`, of which each would compute the prefix anew. In tagging the keys and values of
the prefix, and of segments' earlier tokens, come from passes before (`Past`).

The attention is registered with transformers under the name `shared_prefix`; `segments` travels
through the model as a keyword. Without it the attention is transformers' `sdpa`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from paner.errors import LanguageModelError
from paner.models.causal.attention import Shape, attend, shape_of
from paner.models.causal.cascade import cascade

__all__ = ["Past", "Segments", "hidden_states", "prefix_past", "use_shared_prefix"]

NAME = "shared_prefix"
Layer = tuple[Tensor, Tensor]  # keys and values, each (heads, tokens, D)


@dataclass(frozen=True, eq=False)
class Past:
    """Keys and values of earlier passes.

    Args:
        prefix: By layer those of the prefix, which all segments see.
        own: By layer those of all segments' earlier tokens, one segment behind another.
        lengths: How many of them are each segment's; empty for none.
    """

    prefix: Sequence[Layer]
    own: Sequence[Layer] = ()
    lengths: tuple[int, ...] = ()

    @property
    def prefix_length(self) -> int:
        """Tokens in the prefix."""
        return self.prefix[0][0].shape[1]


@dataclass(eq=False)
class Segments:
    """Where the segments of a row lie.

    Args:
        prefix_length: Tokens at the row's begin that all segments see; 0 with a `past`.
        lengths: Tokens of each segment, one behind another.
        past: What earlier passes computed.
        keep: Store the keys and values of this row's tokens in `kept`, by layer.
    """

    prefix_length: int
    lengths: tuple[int, ...]
    past: Past | None = None
    keep: bool = False
    kept: dict[int, Layer] = field(default_factory=dict)
    shapes: dict[torch.device, tuple[Shape | None, Shape | None]] = field(default_factory=dict)

    @property
    def position_ids(self) -> Tensor:
        """The position of each of the row's tokens (1, T)."""
        begin = self.prefix_length if self.past is None else self.past.prefix_length
        own = [torch.arange(self.prefix_length)]
        for length, before in zip(self.lengths, self.past_lengths, strict=True):
            own.append(torch.arange(begin + before, begin + before + length))
        return torch.cat(own)[None]

    @property
    def past_lengths(self) -> tuple[int, ...]:
        """Earlier tokens of each segment."""
        given = () if self.past is None else self.past.lengths
        return given or (0,) * len(self.lengths)

    def shape(self, device: torch.device) -> tuple[Shape | None, Shape | None]:
        """How prefix and segments attend, as indices on a device; made once for all layers."""
        if device not in self.shapes:
            prefix = shape_of((self.prefix_length,), (0,), device) if self.prefix_length else None
            own = shape_of(self.lengths, self.past_lengths, device) if self.lengths else None
            self.shapes[device] = prefix, own
        return self.shapes[device]


def use_shared_prefix(model: Any) -> None:
    """Let a causal model attend in segments where it is told to.

    Raises:
        LanguageModelError: Its attention does more than weigh keys.
    """
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import sdpa_mask

    if getattr(model.config, "attn_logit_softcapping", None):
        raise LanguageModelError("models that cap their attention scores are not supported")
    AttentionInterface.register(NAME, _attention)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    model.set_attn_implementation(NAME)


def hidden_states(decoder: Any, input_ids: Tensor, segments: Segments) -> Tensor:
    """The last hidden states of a row's tokens (T, H).

    Args:
        decoder: The causal model without its head, as `use_shared_prefix` left it.
        input_ids: The row (T).
        segments: Where its segments lie.
    """
    device = input_ids.device
    output = decoder(
        input_ids=input_ids[None],
        position_ids=segments.position_ids.to(device),
        # transformers would take positions that restart for rows packed together; a mask of four
        # dimensions keeps it from looking
        attention_mask=torch.zeros(1, 1, 1, 1, device=device, dtype=torch.bool),
        use_cache=False,
        segments=segments,
    )
    states: Tensor = output.last_hidden_state[0]
    return states


def prefix_past(decoder: Any, prefix_ids: Sequence[int], device: torch.device) -> Past:
    """Keys and values of a prefix, for all rows to come."""
    segments = Segments(len(prefix_ids), (), keep=True)
    hidden_states(decoder, torch.tensor(list(prefix_ids), device=device), segments)
    return Past([segments.kept[layer] for layer in sorted(segments.kept)])


def _attention(  # noqa: PLR0917 - as transformers calls it
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    dropout: float = 0.0,
    segments: Segments | None = None,
    **more: Any,
) -> tuple[Tensor, None]:
    """Attend as segments say: (1, heads, T, D) to (1, T, heads, D)."""
    if segments is None:
        return _plain(module, query, key, value, attention_mask, scaling, dropout, **more)
    # under autocast a float32 base rotates in float32 and projects in bfloat16
    query, key = query.to(value.dtype), key.to(value.dtype)
    _check_window(segments, more.get("sliding_window"))
    keys, values, queries = key[0], value[0], query[0]
    layer, split = module.layer_idx, segments.prefix_length
    if segments.keep:
        segments.kept[layer] = keys, values
    prefix_shape, own_shape = segments.shape(query.device)
    before, shared, past = [], (keys[:, :split], values[:, :split]), segments.past
    if prefix_shape is not None:
        before = [attend(queries[:, :split], shared, None, prefix_shape, scaling, dropout)]
    own = keys[:, split:], values[:, split:]
    if past is not None:
        shared = past.prefix[layer]
        if past.lengths:
            own = (
                torch.cat([past.own[layer][0], own[0]], 1),
                torch.cat([past.own[layer][1], own[1]], 1),
            )
    if past is not None and queries.device.type == "cpu" and not torch.is_grad_enabled():
        before = [_in_tagging(queries, own, shared, segments, scaling)]
    elif own_shape is not None:
        before.append(attend(queries[:, split:], own, shared, own_shape, scaling, dropout))
    return torch.cat(before, dim=1).transpose(0, 1)[None], None


def _in_tagging(
    queries: Tensor, own: Layer, shared: Layer, segments: Segments, scaling: float
) -> Tensor:
    lengths, past = segments.lengths, segments.past_lengths
    return cascade(queries, own, shared, lengths=lengths, past=past, scaling=scaling)


def _plain(*given: Any, **more: Any) -> tuple[Tensor, None]:
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    module, query, key, value, mask, scaling, dropout = given
    output, _ = sdpa_attention_forward(
        module, query, key, value, mask, dropout=dropout, scaling=scaling, **more
    )
    return output, None


def _check_window(segments: Segments, window: int | None) -> None:
    """Refuse texts that are longer than a model's sliding window."""
    begin = segments.prefix_length if segments.past is None else segments.past.prefix_length
    both = zip(segments.lengths, segments.past_lengths, strict=True)
    longest = begin + max((sum(pair) for pair in both), default=0)
    if window is not None and longest > window:
        raise LanguageModelError(
            "the prompt is longer than the model's sliding window",
            found=f"{longest} tokens",
            expected=f"at most {window}",
        )
