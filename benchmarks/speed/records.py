"""What is measured: times and scores; and what a side of the comparison is."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paner.data.sentence import Sentence
from paner.evaluate.evaluation import evaluate_corpus

__all__ = ["Results", "Score", "Tag", "Timing", "keep_training", "kept_training", "strict_f1"]

Tag = Callable[[Sequence[Sentence]], list[Sentence]]
"""Sentences in, the same sentences with the entities found out."""

SUMMARY = "training.json"


@dataclass(frozen=True)
class Timing:
    """One side's pass over a domain's test sentences.

    Args:
        side: Whose.
        domain: Of which test set.
        threads: Threads it was offered.
        round: Counted from 0.
        sentences: How many.
        seconds: By the clock on the wall.
        cpu_seconds: Of all threads together; none where other processes did the work.
    """

    side: str
    domain: str
    threads: int
    round: int
    sentences: int
    seconds: float
    cpu_seconds: float | None


@dataclass(frozen=True)
class Score:
    """How well a side tags a domain's test set.

    Args:
        side: Whose.
        domain: Which test set.
        f1: Strict span F1 in per cent.
        equal_to_ours: Share of sentences that it tags as our default does.
    """

    side: str
    domain: str
    f1: float
    equal_to_ours: float


@dataclass(frozen=True)
class Results:
    """All that the page tells."""

    machine: dict[str, Any]
    settings: dict[str, Any]
    training: dict[str, dict[str, Any]]
    scores: list[Score]
    timings: list[Timing]


def strict_f1(gold: Sequence[Sentence], found: Sequence[Sentence]) -> float:
    """Strict span F1 in per cent."""
    return 100 * evaluate_corpus(gold, found, resamples=0).strict.f1


def keep_training(folder: Path, **summary: float) -> dict[str, Any]:
    """Write how it was trained beside what was trained: only a whole training has this file."""
    (folder / SUMMARY).write_text(json.dumps(summary), "utf-8")
    return dict(summary)


def kept_training(folder: Path) -> dict[str, Any] | None:
    """How it was trained, if it was trained to the end before."""
    path = folder / SUMMARY
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else None
