"""Answers to masked sentences, judged: read, measured, checked, and the most diverse kept."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from paner.augment.candidate import Candidate
from paner.augment.checks import CheckSettings, Verdict, verdict
from paner.augment.judged import Answered, Judged, Remarks
from paner.augment.mending import ReadAnswer, read_and_mend
from paner.augment.rejection import Rejection
from paner.augment.selection import most_diverse
from paner.augment.similarity import Embedder
from paner.augment.template import Template

__all__ = ["Answered", "Judged", "Remarks", "judge", "shown"]

BATCH = 512  # templates whose texts are embedded at once: bounds the memory
SURPLUS = "surplus"


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
    settings = settings or CheckSettings()
    gate = partial(verdict, settings=settings, band=embedder.band)
    judged: list[Judged] = []
    for start in range(0, len(answered), BATCH):
        batch = answered[start : start + BATCH]
        read = [[read_and_mend(one, text, settings) for text in one.answers] for one in batch]
        texts = [
            [shown(one.template), *(shown(a.template) for a in answers if a.template is not None)]
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


@dataclass(frozen=True, slots=True)
class _Passed:
    """A paraphrase that passed all checks; `row` is its place among what was embedded."""

    row: int
    template: Template
    remarks: Remarks


def _judge_one(
    answered: Answered,
    answers: Sequence[ReadAnswer],
    cosines: NDArray[np.float32],
    *,
    per_sentence: int,
    gate: Callable[[Candidate], Verdict],
    names: AbstractSet[tuple[str, ...]],
) -> Judged:
    """Judge one sentence's answers; row 0 of `cosines` is the original, then the readable ones."""
    rejections: dict[int, Rejection] = {}
    passed: list[_Passed] = []
    rows = {i: row for row, i in enumerate((i for i, a in enumerate(answers) if a.template), 1)}
    # what had to be mapped comes last, and only where it is needed
    for index in sorted(range(len(answers)), key=lambda i: answers[i].rejection is not None):
        answer, row = answers[index], rows.get(index, 0)
        enough = len(passed) >= per_sentence
        if answer.rejection is not None and (answer.template is None or enough):
            rejections[index] = replace(answer.rejection, text=answer.text)
        if answer.template is None or (answer.rejection is not None and enough):
            continue
        candidate = Candidate(
            answered.template,
            answer.template,
            float(cosines[0, row]),
            names,
            [sibling.template for sibling in passed],
            [float(cosines[row, sibling.row]) for sibling in passed],
        )
        outcome = gate(candidate)
        if outcome.rejection is not None:
            rejections[index] = replace(outcome.rejection, text=answer.text)
        else:
            remarks = Remarks(outcome.undecided, answer.rejection is not None, answer.articles)
            passed.append(_Passed(row, answer.template, remarks))
    passed.sort(key=lambda one: one.row)
    chosen = most_diverse([one.row for one in passed], cosines, per_sentence)
    detail = f"passed all checks, but {per_sentence} a sentence are kept"
    surplus = [
        Rejection(SURPLUS, detail, one.template.text) for one in passed if one.row not in chosen
    ]
    kept = [one for one in passed if one.row in chosen]
    return Judged(
        answered,
        tuple(one.template for one in kept),
        tuple(float(cosines[0, one.row]) for one in kept),
        tuple(
            replace(
                rejection,
                method="paraphrase",
                parent=answered.parent,
                source=answered.source,
                line=answered.line,
            )
            for rejection in [*(rejections[index] for index in sorted(rejections)), *surplus]
        ),
        tuple(one.remarks for one in kept),
    )
