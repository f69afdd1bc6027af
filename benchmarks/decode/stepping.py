"""One token at a time for many sentences side by side: what decoding in few passes must equal.

Every sentence's own tokens, those of the prompt too, are computed one by one, in step with the
sentences beside it, behind a prefix that transformers' own forward computed. Nothing here is shared
with the decoder that it checks but which tokens may come next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from decode.generating import cached_prefix
from decode.subject import Subject
from paner.data.sentence import Sentence
from paner.models.causal.prefix import use_shared_prefix
from paner.models.causal.stepwise import Walk

__all__ = ["stepped"]

NAME = "one_token"


@dataclass(eq=False)
class Memory:
    """Keys and values: of the prefix (heads, P, D), and own ones by layer (B, heads, T, D)."""

    prefix: list[tuple[Tensor, Tensor]]
    room: int
    step: int = 0
    own: dict[int, tuple[Tensor, Tensor]] = field(default_factory=dict)

    def add(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Store this step's, and give all so far."""
        if layer not in self.own:
            rows, heads, _, width = key.shape
            shape = (rows, heads, self.room, width)
            self.own[layer] = key.new_empty(shape), key.new_empty(shape)
        keys, values = self.own[layer]
        keys[:, :, self.step], values[:, :, self.step] = key[:, :, 0], value[:, :, 0]
        return keys[:, :, : self.step + 1], values[:, :, : self.step + 1]

    def keep(self, rows: Tensor) -> None:
        """Forget all rows but these."""
        self.own = {layer: (k[rows], v[rows]) for layer, (k, v) in self.own.items()}


@torch.inference_mode()
def stepped(
    subject: Subject, sentences: Sequence[Sentence], *, size: int = 64
) -> list[tuple[list[int], float]]:
    """Tags of each sentence, and the smallest distance of the best two logits on the way."""
    from transformers import AttentionInterface, AttentionMaskInterface
    from transformers.masking_utils import sdpa_mask

    subject.model.set_attn_implementation("sdpa")
    prefix = [(layer.keys[0], layer.values[0]) for layer in cached_prefix(subject).layers]
    AttentionInterface.register(NAME, _attention)
    AttentionMaskInterface.register(NAME, sdpa_mask)
    subject.model.set_attn_implementation(NAME)
    found: dict[int, tuple[list[int], float]] = {}
    order = sorted(range(len(sentences)), key=lambda at: len(subject.prompt(sentences[at])))
    for begin in range(0, len(order), size):
        places = order[begin : begin + size]
        of_batch = _batch(subject, [sentences[at] for at in places], prefix)
        found.update(zip(places, of_batch, strict=True))
    use_shared_prefix(subject.model)  # as it was
    return [found[at] for at in range(len(sentences))]


def _batch(
    subject: Subject, sentences: Sequence[Sentence], prefix: list[tuple[Tensor, Tensor]]
) -> list[tuple[list[int], float]]:
    planner, begin = subject.planner, len(subject.frame.head_ids)
    walks = [Walk(planner.plans(s.words), planner.end_id) for s in sentences]
    fed = [list(subject.prompt(s)) for s in sentences]  # tokens still to be computed
    room = max(map(len, fed)) + max(sum(map(_longest, planner.plans(s.words))) for s in sentences)
    margins = [float("inf")] * len(sentences)
    memory, active = Memory(prefix, room), list(range(len(sentences)))
    decoder, head = subject.model.get_decoder(), subject.model.get_output_embeddings()
    while active:
        states = decoder(
            input_ids=torch.tensor([[fed[at].pop(0)] for at in active]),
            position_ids=torch.full((len(active), 1), begin + memory.step),
            attention_mask=torch.zeros(1, 1, 1, 1, dtype=torch.bool),
            use_cache=False,
            memory=memory,
        ).last_hidden_state[:, 0]
        memory.step += 1
        asked = [place for place, at in enumerate(active) if not fed[at]]
        for place, logits in zip(asked, head(states[asked]).double(), strict=True):
            at = active[place]
            allowed = list(walks[at].allowed)
            if not allowed:
                continue
            scores = logits[allowed]
            if len(allowed) > 1:
                best = scores.topk(2).values
                margins[at] = min(margins[at], float(best[0] - best[1]))
            fed[at].append(allowed[int(scores.argmax())])
            walks[at].take(fed[at][0])
        stay = [place for place, at in enumerate(active) if fed[at] and walks[at].allowed]
        if len(stay) < len(active):
            memory.keep(torch.tensor(stay, dtype=torch.long))
            active = [active[place] for place in stay]
    return [(walk.tags, margin) for walk, margin in zip(walks, margins, strict=True)]


def _longest(plan: Any) -> int:
    """Tokens of a word with its tag, at most."""
    return len(plan.forced) + max(len(tokens) for tokens, _ in plan.trie.paths.values())


def _attention(  # noqa: PLR0917 - as transformers calls it
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float,
    dropout: float = 0.0,
    memory: Memory | None = None,
    **more: Any,
) -> tuple[Tensor, None]:
    """One query a row (B, heads, 1, D): to the prefix and to the row's own tokens."""
    del attention_mask, dropout, more
    assert memory is not None
    rows, heads, _, width = query.shape
    num_keys = key.shape[1]
    queries = query[:, :, 0].view(rows, num_keys, -1, width) * scaling
    shared_keys, shared_values = memory.prefix[module.layer_idx]
    keys, values = memory.add(module.layer_idx, key, value)
    ahead = torch.einsum("bhgd,hpd->bhgp", queries, shared_keys)
    weights = torch.cat([ahead, queries @ keys.transpose(2, 3)], -1).softmax(-1)
    split = ahead.shape[-1]
    seen = torch.einsum("bhgp,hpd->bhgd", weights[..., :split], shared_values)
    seen = seen + weights[..., split:] @ values
    return seen.reshape(rows, 1, heads, width), None
