"""Two systems on the same sentences: how far apart, whether by chance, and where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.evaluate.bootstrap import Difference, f1_difference
from paner.evaluate.match import Pair, Span, pair_sentences
from paner.evaluate.randomisation import holm, randomisation_p
from paner.evaluate.scores import Score, SentenceCounts, strict_counts, total

__all__ = ["Change", "SystemComparison", "TypeDifference", "compare_systems"]

Verdict: TypeAlias = Literal["better", "worse", "other"]


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that the two systems tag differently.

    Args:
        before: The sentence as the baseline tags it, beside gold.
        after: The sentence as the other system tags it.
        verdict: Whether the other system makes fewer errors here, more, or as many others.
    """

    before: Pair
    after: Pair
    verdict: Verdict

    def to_dict(self) -> dict[str, object]:
        """The change as plain data for JSON: entities as start, end, label and mention.

        The offsets count in `characters`: the text, or the text without its white space where a
        prediction has other white space than gold.
        """
        return {
            "sentence": self.before.index,
            "id": self.before.gold.id,
            "verdict": self.verdict,
            "characters": self.before.characters,
            "gold": _described(self.before, self.before.gold_spans),
            "before": _described(self.before, self.before.predicted_spans),
            "after": _described(self.before, _spelt_alike(self.before, self.after)),
        }


@dataclass(frozen=True, slots=True)
class TypeDifference:
    """One entity type under both systems."""

    label: str
    baseline: Score
    system: Score
    difference: Difference

    def to_dict(self) -> dict[str, object]:
        """The type as plain data for JSON."""
        return {
            "label": self.label,
            "baseline": self.baseline.to_dict(),
            "system": self.system.to_dict(),
            "difference": self.difference.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class SystemComparison:
    """A system against the baseline.

    Args:
        baseline: The baseline's name.
        system: The other's name.
        baseline_score: The baseline's strict micro score, over all its seeds.
        system_score: The other's.
        difference: The other's F1 less the baseline's, by paired bootstrap.
        randomisation_p: The p-value by approximate randomisation.
        adjusted_p: The same, raised for the number of systems compared (Holm).
        types: By type, the largest change first.
        changes: Sentences that the two tag differently, with their first seeds.
        sentences: How many sentences there are.
    """

    baseline: str
    system: str
    baseline_score: Score
    system_score: Score
    difference: Difference
    randomisation_p: float
    adjusted_p: float
    types: tuple[TypeDifference, ...]
    changes: tuple[Change, ...]
    sentences: int

    @property
    def verdict(self) -> str:
        """The comparison in a sentence."""
        points, low, high = (100 * f1 for f1 in (self.difference.f1, *self._ends))
        side = "above" if points >= 0 else "below"
        where = (
            f"{self.system} is {abs(points):.1f} points of F1 {side} {self.baseline}"
            f" ({100 * self.difference.interval.level:g} % interval {low:+.1f} to {high:+.1f};"
            f" p = {self.adjusted_p:.2g})"
        )
        if low <= 0 <= high or self.adjusted_p > 1 - self.difference.interval.level:
            return f"{where}: that may be chance; {self._size} cannot tell the two apart"
        return f"{where}: more than chance on {self._size}"

    @property
    def _ends(self) -> list[float]:
        return self.difference.interval.to_list()

    @property
    def _size(self) -> str:
        return f"{self.sentences} sentences with {self.baseline_score.support} gold entities"

    def to_dict(self) -> dict[str, object]:
        """The comparison as plain data for JSON."""
        return {
            "baseline": self.baseline,
            "system": self.system,
            "verdict": self.verdict,
            "difference": self.difference.to_dict(),
            "randomisation_p": self.randomisation_p,
            "adjusted_p": self.adjusted_p,
            "types": [one.to_dict() for one in self.types],
            "changes": [change.to_dict() for change in self.changes],
        }


def compare_systems(
    gold: Iterable[Sentence],
    systems: Mapping[str, Sequence[Iterable[Sentence]]],
    *,
    resamples: int = 1000,
    rounds: int = 10_000,
    seed: int = 0,
) -> list[SystemComparison]:
    """Compare every system with the first one.

    Args:
        gold: Annotated sentences.
        systems: By name, the predictions of each seed, for the same sentences; as many seeds each.
        resamples: Corpora drawn for the paired bootstrap.
        rounds: Shufflings of the approximate randomisation.
        seed: The same seed gives the same answer.

    Raises:
        UsageError: There are fewer than two systems, or their numbers of seeds differ.
        DataError: A text differs from gold's.
    """
    gold = list(gold)
    numbers = {len(seeds) for seeds in systems.values()}
    if len(systems) < 2 or len(numbers) != 1 or 0 in numbers:
        raise UsageError(
            "a comparison needs two systems or more with as many seeds each; got "
            + ", ".join(f"{name} with {len(seeds)}" for name, seeds in systems.items())
        )
    paired = {
        name: [pair_sentences(gold, predicted) for predicted in seeds]
        for name, seeds in systems.items()
    }
    first, *others = paired
    found = [
        _compared(
            (first, paired[first]),
            (name, paired[name]),
            resamples=resamples,
            rounds=rounds,
            seed=seed,
        )
        for name in others
    ]
    raised = holm([one.randomisation_p for one in found])
    return [replace(one, adjusted_p=p) for one, p in zip(found, raised, strict=True)]


Seeds: TypeAlias = Sequence[Sequence[Pair]]


def _compared(
    baseline: tuple[str, Seeds],
    system: tuple[str, Seeds],
    *,
    resamples: int,
    rounds: int,
    seed: int,
) -> SystemComparison:
    (name, before), (other, after) = baseline, system
    counts, others = _pooled(before), _pooled(after)
    labels = sorted(
        {s.label for seeds in (before, after) for pairs in seeds for p in pairs for s in _spans(p)}
    )
    types = [_type_difference(label, before, after, resamples, seed) for label in labels]
    p_value = randomisation_p(others, counts, rounds=rounds, seed=seed)
    return SystemComparison(
        baseline=name,
        system=other,
        baseline_score=total(counts),
        system_score=total(others),
        difference=f1_difference(others, counts, resamples=resamples, seed=seed),
        randomisation_p=p_value,
        adjusted_p=p_value,
        types=tuple(sorted(types, key=lambda one: -abs(one.difference.f1))),
        changes=tuple(_changes(before[0], after[0])),
        sentences=len(counts),
    )


def _spans(pair: Pair) -> tuple[Span, ...]:
    return pair.gold_spans + pair.predicted_spans


def _pooled(seeds: Seeds) -> SentenceCounts:
    """A sentence's counts, over all seeds: it is drawn, or changes sides, with all of them."""
    return _summed([strict_counts(pairs) for pairs in seeds])


def _summed(counts: Sequence[SentenceCounts]) -> SentenceCounts:
    summed: SentenceCounts = np.add.reduce(counts, axis=0, dtype=np.int64)
    return summed


def _type_difference(
    label: str, before: Seeds, after: Seeds, resamples: int, seed: int
) -> TypeDifference:
    counts, others = (
        _summed([_counts_of(label, pairs) for pairs in seeds]) for seeds in (before, after)
    )
    difference = f1_difference(others, counts, resamples=resamples, seed=seed)
    return TypeDifference(label, total(counts), total(others), difference)


def _counts_of(label: str, pairs: Iterable[Pair]) -> SentenceCounts:
    rows = [
        [
            sum(span.label == label for span in spans)
            for spans in (pair.correct, pair.predicted_spans, pair.gold_spans)
        ]
        for pair in pairs
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _changes(before: Sequence[Pair], after: Sequence[Pair]) -> Iterable[Change]:
    for left, right in zip(before, after, strict=True):
        found, others = (
            {_facts(pair, span) for span in pair.predicted_spans} for pair in (left, right)
        )
        if found != others:
            gain = _errors(left) - _errors(right)
            yield Change(left, right, "better" if gain > 0 else "worse" if gain else "other")


def _facts(pair: Pair, span: Span) -> tuple[int, int, str]:
    return (*pair.words_of(span), span.label)


def _spelt_alike(before: Pair, after: Pair) -> Iterable[Span]:
    """The spans of `after`, counted in the characters of `before`."""
    if before.characters == after.characters:
        return after.predicted_spans
    words = ((after.words_of(span), span.label) for span in after.predicted_spans)
    return [
        Span(before.word_spans[first][0], before.word_spans[behind - 1][1], label)
        for (first, behind), label in words
    ]


def _errors(pair: Pair) -> int:
    return len(pair.gold_spans) + len(pair.predicted_spans) - 2 * len(pair.correct)


def _described(pair: Pair, spans: Iterable[Span]) -> list[dict[str, object]]:
    return [
        {"start": span.start, "end": span.end, "label": span.label, "mention": pair.mention(span)}
        for span in spans
    ]
