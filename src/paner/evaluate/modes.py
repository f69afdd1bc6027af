"""Softer scores than the strict one: exact, partial and type, as SemEval 2013 and `nervaluate`.

Predicted entities choose, one after another, among the gold entities that they overlap and that no
earlier one has taken. In each mode a right partner comes before any other; without one, the first
that overlaps is taken as wrong (`partial` in the partial mode), and without any the entity is
spurious. Gold entities that nobody takes are missed.

Source:
    Segura-Bedmar, Martínez & Herrero-Zazo (2013), https://aclanthology.org/S13-2056;
    MantisAI/nervaluate 1.2, whose counts these are. Its threshold, one per cent of the gold
    entity's words, differs from any overlap only in entities of more than a hundred words.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from paner.evaluate.match import Pair, Span

__all__ = ["MODES", "Mode", "ModeScore", "score_modes"]

Mode: TypeAlias = Literal["strict", "exact", "partial", "type"]
MODES: tuple[Mode, ...] = ("strict", "exact", "partial", "type")


@dataclass(frozen=True, slots=True)
class ModeScore:
    """The counts of one mode, and what follows from them.

    Args:
        correct: Predicted entities that are right in this mode.
        incorrect: Predicted entities that overlap a gold one and are wrong.
        partial: Predicted entities that overlap a gold one, in the partial mode; each is worth a
            half.
        missed: Gold entities that no predicted one took.
        spurious: Predicted entities that overlap no free gold one.
    """

    correct: int
    incorrect: int
    partial: int
    missed: int
    spurious: int

    @property
    def predicted(self) -> int:
        """Predicted entities."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def support(self) -> int:
        """Gold entities."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def precision(self) -> float:
        """The share of the predicted entities that is right, halves included."""
        return self._right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold entities that was found, halves included."""
        return self._right / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.predicted + self.support
        return 2 * self._right / both if both else 0.0

    @property
    def _right(self) -> float:
        return self.correct + 0.5 * self.partial

    def to_dict(self) -> dict[str, float | int]:
        """The score as plain numbers for JSON."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "correct": self.correct,
            "incorrect": self.incorrect,
            "partial": self.partial,
            "missed": self.missed,
            "spurious": self.spurious,
        }


def score_modes(pairs: Iterable[Pair]) -> Mapping[Mode, ModeScore]:
    """Score a corpus in every mode.

    >>> from paner.data.sentence import Entity, Sentence
    >>> from paner.evaluate.match import pair_sentences
    >>> gold = Sentence.from_words(["Ann", "Lee", "smiled"], [Entity(0, 2, "person")])
    >>> shorter = gold.with_entities([Entity(0, 1, "person")])
    >>> {mode: score.f1 for mode, score in score_modes(pair_sentences([gold], [shorter])).items()}
    {'strict': 0.0, 'exact': 0.0, 'partial': 0.5, 'type': 1.0}
    """
    counts = {mode: [0, 0, 0, 0, 0] for mode in MODES}
    for pair in pairs:
        if pair.gold_spans == pair.predicted_spans:  # nothing to choose
            for mode in MODES:
                counts[mode][0] += len(pair.gold_spans)
            continue
        overlaps = _overlaps(pair)
        for mode in MODES:
            _count(pair, overlaps, mode, counts[mode])
    return {mode: ModeScore(*counts[mode]) for mode in MODES}


def _overlaps(pair: Pair) -> list[list[int]]:
    """For each predicted entity the gold entities that share a character with it, in order."""
    found: list[list[int]] = []
    first = 0  # gold entities before it end before this and all later predicted ones
    gold = pair.gold_spans
    for span in pair.predicted_spans:
        while first < len(gold) and gold[first].end <= span.start:
            first += 1
        behind = first
        while behind < len(gold) and gold[behind].start < span.end:
            behind += 1
        found.append(list(range(first, behind)))
    return found


def _count(pair: Pair, overlaps: Sequence[Sequence[int]], mode: Mode, counts: list[int]) -> None:
    taken: set[int] = set()
    wrong = 2 if mode == "partial" else 1
    for span, places in zip(pair.predicted_spans, overlaps, strict=True):
        free = [place for place in places if place not in taken]
        right = _RIGHT[mode](pair, span, free)
        if free:
            taken.add(free[0] if right is None else right)
        counts[4 if not free else wrong if right is None else 0] += 1
    counts[3] += len(pair.gold_spans) - len(taken)


def _same(pair: Pair, span: Span, free: Sequence[int]) -> int | None:
    return next((place for place in free if pair.gold_spans[place] == span), None)


def _same_boundaries(pair: Pair, span: Span, free: Sequence[int]) -> int | None:
    return next((place for place in free if pair.gold_spans[place][:2] == span[:2]), None)


def _same_type(pair: Pair, span: Span, free: Sequence[int]) -> int | None:
    """The gold entity of the type whose boundaries, in words, are closest."""
    alike = [place for place in free if pair.gold_spans[place].label == span.label]
    return min(alike, key=lambda place: _distance(pair, span, place), default=None)


def _distance(pair: Pair, span: Span, place: int) -> int:
    start, end = pair.words_of(span)
    gold_start, gold_end = pair.words_of(pair.gold_spans[place])
    return abs(start - gold_start) + abs(end - gold_end)


_RIGHT: dict[Mode, Callable[[Pair, Span, Sequence[int]], int | None]] = {
    "strict": _same,
    "exact": _same_boundaries,
    "partial": _same_boundaries,
    "type": _same_type,
}
