"""A sentence on its way to its answer: what a pass must compute, and what its scores settle.

A draft of the whole answer is computed in one pass. Each decision's scores are right if everything
before it is; so decisions are settled from the left up to the first one where the model wants
something else. That one is settled too, as the model wants it. Behind it nothing is, but each
word's own scores make a better draft (Jacobi's iteration). At least one decision is settled in each
pass: it ends, and with the answer that deciding one token after another gives.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paner.models.causal.plans import Answer, AnswerPlanner, Decision

__all__ = ["Tagging", "Task", "Verification"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence to tag.

    Args:
        words: Its W words.
        prompt_ids: The tokens between the shared prefix and the answer.
        draft: W tags that may be right; the better, the fewer passes.
    """

    words: Sequence[str]
    prompt_ids: Sequence[int]
    draft: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Tagging:
    """A tagged sentence.

    Args:
        tags: W tags.
        probabilities: Of each word's tags, after the tags before it (W, K); see `probabilities`.
        passes: Passes that it took part in.
        tokens: Tokens computed for it in all.
    """

    tags: tuple[int, ...]
    probabilities: Floats
    passes: int
    tokens: int


class Verification:
    """A task's state between passes.

    Args:
        task: The task.
        planner: Plans its answer.
        counts: How often each tag was found, in this and other sentences: what to try first where
            only a tag's beginning is known.
    """

    def __init__(self, task: Task, planner: AnswerPlanner, counts: Counter[int]) -> None:
        self._task, self._planner, self._counts = task, planner, counts
        self._tags = list(task.draft)
        self._answer: Answer = planner.build(task.words, self._tags)
        self._settled: list[tuple[Decision, Floats]] = []
        self.kept = 0
        self.passes = 0
        self.tokens = 0

    @property
    def open_decisions(self) -> tuple[Decision, ...]:
        """The decisions that are not settled."""
        return self._answer.decisions[len(self._settled) :]

    @property
    def next_ids(self) -> list[int]:
        """The tokens to compute: behind the kept ones, up to what the last decision needs."""
        last = len(self._task.prompt_ids) + self.open_decisions[-1].position
        return [*self._task.prompt_ids, *self._answer.ids][self.kept : last]

    @property
    def places(self) -> list[int]:
        """Where among `next_ids` each open decision is decided: one token before its own."""
        begin = len(self._task.prompt_ids) - 1 - self.kept
        return [begin + decision.position for decision in self.open_decisions]

    def settle(self, scores: Sequence[Floats]) -> None:
        """Take the scores of a pass: log-probabilities of what each open decision allows."""
        self.passes += 1
        self.tokens += len(self.next_ids)
        decisions = self.open_decisions
        for at, (decision, of_allowed) in enumerate(zip(decisions, scores, strict=True)):
            self._settled.append((decision, of_allowed))
            wanted = int(of_allowed.argmax())
            if wanted != decision.index:
                self._redraft(decision, wanted, decisions[at + 1 :], scores[at + 1 :])
                return

    def tagging(self) -> Tagging:
        """The result, when no decision is open."""
        self._counts.update(self._tags)
        found = probabilities(self._settled, self._tags, len(self._planner.tag_names))
        return Tagging(tuple(self._tags), found, self.passes, self.tokens)

    def _redraft(
        self,
        mended: Decision,
        wanted: int,
        later: Sequence[Decision],
        scores: Sequence[Floats],
    ) -> None:
        """Mend one decision, and draft all words behind it by their own scores."""
        self._tags[mended.word] = self._likely(mended.open_tags[wanted], mended.word)
        drafted = mended.word
        for decision, of_allowed in zip(later, scores, strict=True):
            choice = int(of_allowed.argmax())
            if decision.word > drafted and choice != decision.index:
                drafted = decision.word
                self._tags[drafted] = self._likely(decision.open_tags[choice], drafted)
        self._answer = self._planner.build(self._task.words, self._tags)
        places = [mended.position, *(d.position - 1 for d in self.open_decisions[:1])]
        self.kept = len(self._task.prompt_ids) + min(places)

    def _likely(self, tags: Sequence[int], word: int) -> int:
        """One of the tags that are left: that of the word before, or the most frequent one."""
        if word and self._tags[word - 1] in tags:
            return self._tags[word - 1]
        return max(tags, key=lambda tag: self._counts[tag])


def probabilities(
    settled: Sequence[tuple[Decision, Floats]], tags: Sequence[int], num_tags: int
) -> Floats:
    """Each word's distribution over tags, after the tags before it (W, K).

    The chosen tag has the product of its decisions' probabilities. What a decision gave to another
    branch is divided evenly among the tags there, since nobody looked further.
    """
    found = np.zeros((len(tags), num_tags))
    left = np.ones(len(tags))
    for decision, of_allowed in settled:
        shares = np.exp(of_allowed)
        chosen = decision.open_tags[int(shares.argmax())]
        stays = 0.0
        for open_tags, share in zip(decision.open_tags, shares.tolist(), strict=True):
            if open_tags == chosen:
                stays += share
            else:
                each = left[decision.word] * share / len(open_tags)
                found[decision.word, list(open_tags)] += each
        left[decision.word] *= stays
    found[np.arange(len(tags)), list(tags)] = left
    return found
