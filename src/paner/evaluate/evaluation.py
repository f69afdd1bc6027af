"""Everything there is to say about a prediction, in one record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paner.data.sentence import Sentence
from paner.evaluate.bootstrap import Interval, f1_interval
from paner.evaluate.caution import cautions
from paner.evaluate.confusion import Confusion, confuse
from paner.evaluate.error_kinds import Outcome, count_kinds, outcomes, pick_examples
from paner.evaluate.match import pair_sentences
from paner.evaluate.modes import Mode, ModeScore, score_modes
from paner.evaluate.multiset_f1 import multiset_counts
from paner.evaluate.reliability import Reliability, measure_reliability
from paner.evaluate.scores import (
    Macro,
    Score,
    SentenceCounts,
    macro,
    score_types,
    strict_counts,
    total,
)
from paner.evaluate.set_f1 import set_counts
from paner.evaluate.unseen import SeenUnseen, score_unseen

__all__ = ["Evaluation", "evaluate_corpus"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one prediction.

    Args:
        sentences: Number of sentences.
        strict: Micro score of exact spans and types.
        strict_interval: The bootstrap interval of its F1; None if none was asked for.
        set: The literature's set score (see `set_f1`).
        set_interval: The bootstrap interval of its F1.
        multiset: GoLLIE's score (see `multiset_f1`).
        modes: The strict, exact, partial and type scores of SemEval 2013 (see `modes`).
        macro: Means over the types of the strict score.
        per_type: The strict score of each type.
        errors: Outcomes by kind, `correct` among them.
        examples: Some errors of each kind.
        confusion: Gold against predicted types.
        reliability: Confidences against outcomes; None without confidences.
        unseen: Strict scores on seen and unseen mentions; None without training sentences.
        counts: Strict counts of each sentence, [S, 3], for `f1_difference` with another system.
    """

    sentences: int
    strict: Score
    strict_interval: Interval | None
    set: Score
    set_interval: Interval | None
    multiset: Score
    modes: Mapping[Mode, ModeScore]
    macro: Macro
    per_type: Mapping[str, Score]
    errors: Mapping[str, int]
    examples: tuple[Outcome, ...]
    confusion: Confusion
    reliability: Reliability | None
    unseen: SeenUnseen | None
    counts: SentenceCounts = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, object]:
        """The evaluation as plain data for JSON."""
        return {
            "sentences": self.sentences,
            "level": self.strict_interval and self.strict_interval.level,
            "strict": _with_interval(self.strict, self.strict_interval),
            "set": _with_interval(self.set, self.set_interval),
            "multiset": self.multiset.to_dict(),
            "modes": {mode: score.to_dict() for mode, score in self.modes.items()},
            "macro": self.macro.to_dict(),
            "per_type": {label: score.to_dict() for label, score in self.per_type.items()},
            "errors": dict(self.errors),
            "examples": [outcome.to_dict() for outcome in self.examples],
            "confusion": self.confusion.to_dict(),
            "reliability": self.reliability and self.reliability.to_dict(),
            "unseen": self.unseen and self.unseen.to_dict(),
            "cautions": list(self.cautions),
        }

    @property
    def cautions(self) -> tuple[str, ...]:
        """Where the sample is small and the interval wide, in words."""
        return cautions(self.strict, self.strict_interval, self.per_type)


def evaluate_corpus(
    gold: Iterable[Sentence],
    predicted: Iterable[Sentence],
    *,
    train: Iterable[Sentence] | None = None,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    examples_per_kind: int = 5,
) -> Evaluation:
    """Score predicted entities against gold ones, sentence by sentence in order.

    Args:
        gold: Annotated sentences.
        predicted: The same texts with predicted entities; the words may be cut differently.
        train: The training sentences, to score seen and unseen mentions apart.
        resamples: Bootstrap resamples for the intervals; 0 leaves them out.
        seed: Seed of the bootstrap.
        level: The intervals' level.
        examples_per_kind: How many errors of each kind to keep.

    Raises:
        DataError: The texts or their number differ, or a confidence is no probability.

    >>> from paner.data.sentence import Entity
    >>> sentence = Sentence.from_words(["Ann", "Lee", "smiled"], [Entity(0, 2, "person")])
    >>> shorter = sentence.with_entities([Entity(0, 1, "person")])
    >>> evaluate_corpus([sentence], [shorter]).errors["wrong_boundary"]
    1
    """
    pairs = pair_sentences(gold, predicted)
    strict, by_set = strict_counts(pairs), set_counts(pairs)
    found, per_type = outcomes(pairs), score_types(pairs)

    def interval(counts: SentenceCounts) -> Interval | None:
        if not resamples:
            return None
        return f1_interval(counts, resamples=resamples, seed=seed, level=level)

    return Evaluation(
        sentences=len(pairs),
        strict=total(strict),
        strict_interval=interval(strict),
        set=total(by_set),
        set_interval=interval(by_set),
        multiset=total(multiset_counts(pairs)),
        modes=score_modes(pairs),
        macro=macro(per_type),
        per_type=per_type,
        errors=count_kinds(found),
        examples=pick_examples(found, examples_per_kind),
        confusion=confuse(found),
        reliability=measure_reliability(pairs),
        unseen=None if train is None else score_unseen(pairs, train),
        counts=strict,
    )


def _with_interval(score: Score, interval: Interval | None) -> dict[str, object]:
    return {**score.to_dict(), "interval": interval and interval.to_list()}
