"""Word/tag answers one token at a time: the definition that faster decoding must agree with."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch

from paner.models.causal.plans import AnswerPlanner, WordPlan

if TYPE_CHECKING:
    from paner.models.causal.tag_trie import TagTrie

__all__ = ["Walk", "stepwise_tags"]


class Walk:
    """An answer as it is written: which tokens may come next, and which tags it has so far.

    Args:
        plans: Of the answer's words.
        end_id: What stands behind an answer.
    """

    def __init__(self, plans: Sequence[WordPlan], end_id: int) -> None:
        self._plans, self._end = plans, end_id
        self._forced: list[int] = list(plans[0].forced) if plans else []
        self._node: TagTrie | None = plans[0].trie if plans else None
        self.tags: list[int] = []

    @property
    def allowed(self) -> tuple[int, ...]:
        """The tokens that may come next; none behind the end."""
        if self._forced:
            return (self._forced[0],)
        if self._node is None:
            return ()
        return self._node.tokens if self._node.ends is None else (*self._node.tokens, *self._behind)

    def take(self, token: int) -> None:
        """Go on by a token that may come next."""
        if self._forced:
            self._forced.pop(0)
        elif self._node is not None and token in self._node.tokens:
            self._node = self._node.branches[self._node.tokens.index(token)]
        elif self._node is not None and self._node.ends is not None:
            self.tags.append(self._node.ends)
            self._enter(len(self.tags))
            self.take(token)

    @property
    def _behind(self) -> tuple[int, ...]:
        word = len(self.tags) + 1
        return self._plans[word].first_tokens if word < len(self._plans) else (self._end,)

    def _enter(self, word: int) -> None:
        inside = word < len(self._plans)
        self._forced = list(self._plans[word].forced) if inside else [self._end]
        self._node = self._plans[word].trie if inside else None


@torch.inference_mode()
def stepwise_tags(
    model: Any, planner: AnswerPlanner, prompt_ids: Sequence[int], words: Sequence[str]
) -> tuple[list[int], float]:
    """Decode greedily among the tokens that may come next.

    Args:
        model: A causal model of transformers.
        planner: For its tokenizer and the tags.
        prompt_ids: Everything before the answer.
        words: W words.

    Returns:
        W tags, and the smallest distance between the best two logits at any decision.
    """
    walk = Walk(planner.plans(words), planner.end_id)
    device = model.get_input_embeddings().weight.device
    fed, cache, margin = list(prompt_ids), None, float("inf")
    while walk.allowed:
        output = model(
            input_ids=torch.tensor([fed], device=device),
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        cache = output.past_key_values
        allowed = list(walk.allowed)
        scores = output.logits[0, -1, allowed].double()
        if len(allowed) > 1:
            best = scores.topk(2).values
            margin = min(margin, float(best[0] - best[1]))
        fed = [allowed[int(scores.argmax())]]
        walk.take(fed[0])
    return walk.tags, margin
