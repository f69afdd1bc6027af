"""Answers to masked sentences, judged: read, measured, checked, and the most diverse kept."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from paner.augment.checks import Candidate, CheckSettings, reject
from paner.augment.reading import read_paraphrase
from paner.augment.rejection import Rejection
from paner.augment.selection import most_diverse
from paner.augment.similarity import Embedder
from paner.augment.template import Template

__all__ = ["Answered", "Judged", "judge", "shown"]

BATCH = 512  # templates whose texts are embedded at once: bounds the memory
SURPLUS = "surplus"


@dataclass(frozen=True, slots=True)
class Answered:
    """A masked sentence and what a model answered.

    Args:
        template: The masked sentence.
        answers: The paraphrases, as they came.
        parent: The sentence's `id`.
        source: Where the answers are recorded.
        line: The line there.
    """

    template: Template
    answers: Sequence[str]
    parent: str
    source: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """One masked sentence's paraphrases: those to keep, in the order of the answers, and the rest.

    Args:
        answered: What was judged.
        kept: The paraphrases to keep.
        similarities: Each one's cosine similarity to its original.
        rejections: The other answers, each with its reason.
    """

    answered: Answered
    kept: tuple[Template, ...]
    similarities: tuple[float, ...]
    rejections: tuple[Rejection, ...]


def judge(
    answered: Sequence[Answered],
    *,
    per_sentence: int,
    embedder: Embedder,
    settings: CheckSettings | None = None,
    names: AbstractSet[tuple[str, ...]] = frozenset(),
) -> list[Judged]:
    """Judge the answers to each sentence, all similarities measured in batches.

    Of more than `per_sentence` paraphrases that pass, those are kept that differ most from the
    original and from each other; the others are rejected as `surplus`.

    Args:
        answered: Sentences with answers.
        per_sentence: Paraphrases to keep of each sentence, at most.
        embedder: Measures similarity.
        settings: The checks; the defaults where `None`.
        names: Known mentions with a capital, which must not come into a context.
    """
    gate = partial(reject, settings=settings or CheckSettings(), band=embedder.band)
    judged: list[Judged] = []
    for start in range(0, len(answered), BATCH):
        batch = answered[start : start + BATCH]
        read = [[read_paraphrase(one.template, text) for text in one.answers] for one in batch]
        texts = [
            [shown(one.template), *(shown(p) for p in answers if isinstance(p, Template))]
            for one, answers in zip(batch, read, strict=True)
        ]
        vectors = embedder.embed([text for group in texts for text in group])
        behind = 0
        for one, answers, group in zip(batch, read, texts, strict=True):
            rows = vectors[behind : behind + len(group)]
            behind += len(group)
            similar = rows @ rows.T
            judged.append(
                _judge_one(one, answers, similar, per_sentence=per_sentence, gate=gate, names=names)
            )
    return judged


def shown(template: Template) -> str:
    """What the embedder sees of a template: its context, without placeholders or mentions.

    Those are the same on both sides, and hide a drift: of the four ways to show a template that
    `benchmarks/similarity_thresholds.py` compares, this one tells good from drifted best.
    """
    return " ".join(template.context)


def _judge_one(
    answered: Answered,
    answers: Sequence[Template | Rejection],
    cosines: NDArray[np.float32],
    *,
    per_sentence: int,
    gate: Callable[[Candidate], Rejection | None],
    names: AbstractSet[tuple[str, ...]],
) -> Judged:
    """Judge one sentence's answers; row 0 of `cosines` is the original, then the readable ones."""
    rejections: list[Rejection] = []
    passed: list[tuple[int, Template]] = []
    row = 0
    for text, answer in zip(answered.answers, answers, strict=True):
        outcome: Rejection | None = None
        if isinstance(answer, Rejection):
            outcome = answer
        else:
            row += 1
            candidate = Candidate(
                answered.template,
                answer,
                float(cosines[0, row]),
                names,
                [sibling for _, sibling in passed],
                [float(cosines[row, other]) for other, _ in passed],
            )
            outcome = gate(candidate)
            if outcome is None:
                passed.append((row, answer))
        if outcome is not None:
            rejections.append(replace(outcome, text=text))
    chosen = most_diverse([r for r, _ in passed], cosines, per_sentence)
    detail = f"passed all checks, but {per_sentence} a sentence are kept"
    rejections += [Rejection(SURPLUS, detail, p.text) for r, p in passed if r not in chosen]
    return Judged(
        answered,
        tuple(p for r, p in passed if r in chosen),
        tuple(float(cosines[0, r]) for r, _ in passed if r in chosen),
        tuple(
            replace(
                rejection,
                method="paraphrase",
                parent=answered.parent,
                source=answered.source,
                line=answered.line,
            )
            for rejection in rejections
        ),
    )
