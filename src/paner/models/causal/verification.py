"""A sentence on its way to its answer: what a pass must compute, and what its scores settle.

A draft of the whole answer is computed in one pass. Each decision's scores are right if everything
before it is; so decisions are settled from the left up to the first one where the model wants
something else. That one is settled too, as the model wants it. Behind it nothing is, but each
word's own scores, corrected for what changes before it, make a better draft (Jacobi's iteration).
At least one decision is settled in each pass: it ends, and with the answer that deciding one token
after another gives.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paner.models.causal.plans import Answer, AnswerPlanner, Decision

__all__ = ["Tagging", "Task", "Verification"]

NEXT = 2.0  # what a new tag adds to its own score at the next word, and takes from the old one's
FAR = 0.25  # the same at all later words, where one type replaces another; measured on dev
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
        """Mend one decision, and draft all words behind it by their own scores.

        These were computed behind the old draft. Where that changes, the tags that go no longer
        speak for themselves, and those that come do: most of all to the next word.
        """
        shown = list(self._tags)
        self._tags[mended.word] = self._likely(mended.open_tags[wanted], mended.word)
        drift, done = np.zeros(len(self._planner.tag_names)), mended.word
        for word, of_tags in _scores_by_word(later, scores, shown, len(drift)):
            if word == mended.word:
                continue
            for changed in range(done, word):
                old, new = shown[changed], self._tags[changed]
                if old and new:
                    _shift(drift, old, new, FAR)
            done = word
            corrected = of_tags + drift
            _shift(corrected, shown[word - 1], self._tags[word - 1], NEXT)
            best = corrected.max()
            if corrected[shown[word]] < best:
                self._tags[word] = self._likely(np.flatnonzero(corrected == best).tolist(), word)
        self._answer = self._planner.build(self._task.words, self._tags)
        places = [mended.position, *(d.position - 1 for d in self.open_decisions[:1])]
        self.kept = len(self._task.prompt_ids) + min(places)

    def _likely(self, tags: Sequence[int], word: int) -> int:
        """One of the tags that are left: that of the word before, or the most frequent one."""
        if word and self._tags[word - 1] in tags:
            return self._tags[word - 1]
        return max(tags, key=lambda tag: self._counts[tag])


def _shift(scores: Floats, old: int, new: int, by: float) -> None:
    """Add to the score of a tag that came, and take from that of the one that went."""
    scores[new] += by
    scores[old] -= by


def _scores_by_word(
    decisions: Sequence[Decision], scores: Sequence[Floats], shown: Sequence[int], num_tags: int
) -> Iterator[tuple[int, Floats]]:
    """For each word with decisions its tags' scores; tags that no decision told apart share one."""
    both = zip(decisions, scores, strict=True)
    for word, of_word in itertools.groupby(both, key=lambda pair: pair[0].word):
        found, left = np.full(num_tags, -np.inf), 0.0
        for decision, of_allowed in of_word:
            for at, (tags, score) in enumerate(zip(decision.open_tags, of_allowed, strict=True)):
                if at != decision.index:
                    found[list(tags)] = np.maximum(found[list(tags)], left + score)
            left += of_allowed[decision.index]
        found[shown[word]] = left
        yield word, found


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
