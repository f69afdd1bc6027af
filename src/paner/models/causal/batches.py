"""Examples that share a prefix as one row of tensors."""

import dataclasses
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from paner.models.causal.examples import Example, Task
from paner.models.causal.prefix import Past, Segments

__all__ = ["RowBatch", "row_batch"]


@dataclass(frozen=True, slots=True, eq=False)
class RowBatch:
    """One row of N examples of one task.

    Args:
        task: What they share.
        input_ids: The row (T): the prefix, where it was not computed before, and the examples.
        segments: Where they lie.
        picks: The tokens of the row whose states decide something (P).
        target_ids: What is right there (P).
        choices: The token ids to decide among (P, C), padded with the first; none for all.
        num_choices: How many of them are real (P).
        shapes: The shape of each picked word (P), or none.
        known: Features of known mentions at each picked word (P, 3 · labels), or none.
    """

    task: Task
    input_ids: Tensor
    segments: Segments
    picks: Tensor
    target_ids: Tensor
    choices: Tensor | None = None
    num_choices: Tensor | None = None
    shapes: Tensor | None = None
    known: Tensor | None = None

    def to(self, device: torch.device) -> "RowBatch":
        """The same on a device."""
        parts = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        moved: Any = {n: p.to(device) for n, p in parts.items() if isinstance(p, Tensor)}
        return dataclasses.replace(self, **moved)

    def inputs(self) -> Mapping[str, Any]:
        """As the arguments of a network, targets under the name that transformers counts."""
        return {
            "input_ids": self.input_ids,
            "segments": self.segments,
            "picks": self.picks,
            "labels": self.target_ids,
            "choices": self.choices,
            "num_choices": self.num_choices,
            "shapes": self.shapes,
            "known": self.known,
            "task": self.task,
        }


def row_batch(
    examples: Sequence[Example],
    *,
    past: Past | None = None,
    forget: float = 0.0,
    rng: random.Random | None = None,
) -> RowBatch:
    """Put examples of one task into a row.

    Args:
        examples: At least one.
        past: Keys and values of their prefix, where they were computed before.
        forget: Share of known mentions to pass over, in training.
        rng: Which ones.
    """
    task = examples[0].task
    head = list(task.frame.head_ids) if past is None else []
    ids, picks, targets = head[:], list[int](), list[int]()
    choices: list[tuple[int, ...]] = []
    for example in examples:
        picks += [len(ids) + pick for pick in example.picks]
        ids += example.input_ids
        targets += example.target_ids
        choices += example.choices
    lengths = tuple(len(example.input_ids) for example in examples)
    has_shapes = all(len(example.shapes) == len(example.picks) for example in examples)
    padded, counts = _padded(choices)
    return RowBatch(
        task,
        torch.tensor(ids),
        Segments(len(head), lengths, past),
        torch.tensor(picks),
        torch.tensor(targets),
        padded,
        counts,
        torch.tensor([s for e in examples for s in e.shapes]) if has_shapes else None,
        _known(examples, task, forget, rng) if has_shapes else None,
    )


def _padded(choices: Sequence[tuple[int, ...]]) -> tuple[Tensor | None, Tensor | None]:
    if not choices:
        return None, None
    most = max(map(len, choices))
    rows = [ids + ids[:1] * (most - len(ids)) for ids in choices]
    return torch.tensor(rows), torch.tensor([len(ids) for ids in choices])


def _known(
    examples: Sequence[Example], task: Task, forget: float, rng: random.Random | None
) -> Tensor | None:
    """For each label whether a known mention begins at, holds, and holds among others a word."""
    if task.gazetteer is None:
        return None
    num_labels = len(task.gazetteer.labels)
    known = torch.zeros(sum(len(e.picks) for e in examples), 3, num_labels)
    begin = 0
    for example in examples:
        for match in example.matches:
            if rng is not None and rng.random() < forget:
                continue
            words, labels = slice(begin + match.start, begin + match.end), list(match.labels)
            known[begin + match.start, 0, labels] = 1.0
            known[words, 1, labels] = 1.0
            if match.end - match.start > 1:
                known[words, 2, labels] = 1.0
        begin += len(example.picks)
    return known.flatten(1)
