"""What a live run has done so far: asked = kept + rejected + failed, and what it took."""

import time
from collections import Counter
from dataclasses import dataclass, field

from paner.augment.account import Account
from paner.augment.llm.paraphraser import Paraphrased
from paner.augment.llm.scheduler import Scheduler

__all__ = ["Tally"]


@dataclass(slots=True)
class Tally:
    """Counts that fill up while a run streams by.

    Args:
        sentences: Sentences that were asked for.
        short: Those with fewer paraphrases than wanted.
        kept: Paraphrases that passed.
        rejected: Answers that were dropped, by check.
        failed: Paraphrases that never came, by reason.
        noted: Articles mended, placeholders mapped, checks undecided, in kept paraphrases.
        read: How answers were read.
        began: When, in seconds of a monotonic clock.
    """

    sentences: int = 0
    short: int = 0
    kept: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    took: dict[str, object] = field(default_factory=dict)

    def add(self, outcome: Paraphrased, wanted: int) -> None:
        """Count one sentence."""
        self.sentences += 1
        self.short += len(outcome.judged.kept) < wanted
        self.kept += len(outcome.judged.kept)
        self.rejected.update(rejection.reason for rejection in outcome.judged.rejections)
        self.failed.update(outcome.failed)
        self.noted.update(outcome.judged.noted)
        self.read.update(outcome.read)

    def close(self, scheduler: Scheduler) -> None:
        """Take down what the run took, all earlier runs with its journal included."""
        spent, counts = scheduler.budget.spent, scheduler.counts
        self.took = {
            "requests": spent.requests,
            "prompt tokens": spent.prompt_tokens,
            "answer tokens": spent.answer_tokens,
            "cost": spent.cost(scheduler.budget.prices),
            "seconds": round(time.monotonic() - self.began, 1),
            "requests at once": int(scheduler.gate.limit),
            "answers asked for as": scheduler.model.form,
            **{name: counts[name] for name in sorted(counts)},
            "stopped": None if scheduler.stopped is None else scheduler.stopped.detail,
        }

    @property
    def account(self) -> Account:
        """The counts of paraphrases."""
        return Account(self.kept, self.rejected, self.failed)

    @property
    def failed_share(self) -> float:
        """The share of what was asked for that never came."""
        return sum(self.failed.values()) / max(self.account.asked, 1)

    def to_dict(self) -> dict[str, object]:
        """For `--json` and tables."""
        return {
            **self.account.to_dict(),
            "sentences": self.sentences,
            "sentences with too few": self.short,
            "noted": dict(self.noted),
            "answers read": dict(self.read),
            "language model": self.took,
        }
