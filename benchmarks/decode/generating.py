"""The other sides: transformers' `generate`, which may write nothing but answers of the schema."""

import copy
from collections.abc import Sequence
from typing import Any

import torch

from decode.subject import Subject
from paner.data.sentence import Sentence
from paner.models.causal.stepwise import Walk

__all__ = ["cached_prefix", "generated"]

LONGEST = 1024  # tokens of an answer


@torch.inference_mode()
def cached_prefix(subject: Subject) -> Any:
    """The cache of the prefix that all sentences share."""
    head = torch.tensor([subject.frame.head_ids])
    return subject.model(head, use_cache=True, logits_to_keep=1).past_key_values


def generated(
    subject: Subject,
    sentences: Sequence[Sentence],
    *,
    prefix: Any = None,
    lookup: int | None = None,
) -> list[list[int]]:
    """Tags of sentences, generated together.

    Args:
        subject: What is decoded.
        sentences: One, or several of which the shorter are padded on the left.
        prefix: A cache of the prefix; left as it was.
        lookup: Tokens that prompt lookup proposes; for one sentence, without a cached prefix:
            with both, transformers 5.23 computes the whole prompt on top of the filled cache.
    """
    end = subject.planner.end_id
    ids, mask, start = _padded(subject, sentences, end)
    allowed = _Allowed(subject, sentences, start)
    options: dict[str, Any] = {} if lookup is None else {"prompt_lookup_num_tokens": lookup}
    if prefix is not None:
        options["past_key_values"] = _for_batch(prefix, len(sentences))
    rows = subject.model.generate(
        ids,
        attention_mask=mask,
        prefix_allowed_tokens_fn=allowed,
        do_sample=False,
        max_new_tokens=LONGEST,
        eos_token_id=end,
        pad_token_id=end,
        **options,
    )
    return [allowed.tags(at, row[start:].tolist()) for at, row in enumerate(rows)]


class _Allowed:
    """What may come next, for `generate`: followed token by token where it only goes on."""

    def __init__(self, subject: Subject, sentences: Sequence[Sentence], start: int) -> None:
        self._start, self._end = start, subject.planner.end_id
        self._plans = [subject.planner.plans(s.words) for s in sentences]
        self._walks = [(Walk(plans, self._end), list[int]()) for plans in self._plans]

    def __call__(self, row: int, ids: torch.Tensor) -> list[int]:
        walk = self._walk(row, ids[self._start :].tolist())
        return list(walk.allowed) or [self._end]

    def tags(self, row: int, answer: list[int]) -> list[int]:
        """The tags of an answer."""
        return self._walk(row, answer).tags

    def _walk(self, row: int, answer: list[int]) -> Walk:
        walk, taken = self._walks[row]
        if answer[: len(taken)] != taken:  # a proposal was refused
            walk, taken = Walk(self._plans[row], self._end), []
        for token in answer[len(taken) :]:
            if walk.allowed:
                walk.take(token)
        self._walks[row] = walk, answer
        return walk


def _padded(
    subject: Subject, sentences: Sequence[Sentence], pad: int
) -> tuple[torch.Tensor, torch.Tensor, int]:
    """Prompts of equal length; the padding stands behind the prefix, so that it can be cached."""
    head = list(subject.frame.head_ids)
    prompts = [subject.prompt(sentence) for sentence in sentences]
    longest = max(map(len, prompts))
    ids = [[*head, *[pad] * (longest - len(p)), *p] for p in prompts]
    mask = [[1] * len(head) + [0] * (longest - len(p)) + [1] * len(p) for p in prompts]
    return torch.tensor(ids), torch.tensor(mask), len(head) + longest


def _for_batch(prefix: Any, size: int) -> Any:
    cache = copy.deepcopy(prefix)
    if size > 1:
        cache.batch_repeat_interleave(size)
    return cache
