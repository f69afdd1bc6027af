"""Sorts every gold and every predicted entity into right, or one kind of wrong.

Entities that overlap are paired one to one, the closest kind first (right; same boundaries; same
type; neither), within a kind by the number of shared characters, then by position. What finds no
partner is missed (gold) or spurious (predicted). So gold = correct + wrong_type + wrong_boundary +
wrong_both + missed, and predicted = the same with spurious for missed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import Pair, Span

__all__ = ["Kind", "Outcome", "count_kinds", "outcomes", "pick_examples"]


class Kind(StrEnum):
    """What became of an entity."""

    CORRECT = "correct"
    WRONG_TYPE = "wrong_type"
    WRONG_BOUNDARY = "wrong_boundary"
    WRONG_BOTH = "wrong_both"
    MISSED = "missed"
    SPURIOUS = "spurious"


_ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold entity, a predicted one, or a pair of them, and its kind.

    Args:
        kind: What became of it.
        pair: The sentence that it stands in.
        gold: Index among the gold entities; None if spurious.
        predicted: Index among the predicted entities; None if missed.
    """

    kind: Kind
    pair: Pair
    gold: int | None
    predicted: int | None

    def to_dict(self) -> dict[str, object]:
        """The outcome as plain data for JSON, with the sentence's text."""
        gold, predicted = self.pair.gold, self.pair.predicted
        right = None if self.gold is None else gold.entities[self.gold]
        guess = None if self.predicted is None else predicted.entities[self.predicted]
        return {
            "kind": str(self.kind),
            "sentence": self.pair.index,
            "id": gold.id,
            "text": gold.text,
            "gold": right and _described(gold, right),
            "predicted": guess and _described(predicted, guess),
        }


def _described(sentence: Sentence, entity: Entity) -> dict[str, object]:
    start, end = sentence.span(entity)
    return {
        "start": start,
        "end": end,
        "label": entity.label,
        "mention": sentence.mention(entity),
        "confidence": entity.confidence,
    }


def outcomes(pairs: Iterable[Pair]) -> list[Outcome]:
    """Give every entity of every sentence exactly one outcome."""
    return [outcome for pair in pairs for outcome in _sorted_out(pair)]


def count_kinds(found: Iterable[Outcome]) -> dict[str, int]:
    """How many outcomes there are of each kind, zeros included."""
    counts = Counter(outcome.kind for outcome in found)
    return {str(kind): counts[kind] for kind in Kind}


def pick_examples(found: Iterable[Outcome], per_kind: int) -> tuple[Outcome, ...]:
    """Pick up to `per_kind` errors of each kind, spread evenly over the corpus."""
    by_kind: dict[Kind, list[Outcome]] = {kind: [] for kind in Kind if kind is not Kind.CORRECT}
    for outcome in found:
        if outcome.kind in by_kind:
            by_kind[outcome.kind].append(outcome)
    return tuple(
        errors[index * len(errors) // count]
        for errors in by_kind.values()
        for count in [min(per_kind, len(errors))]
        for index in range(count)
    )


def _sorted_out(pair: Pair) -> Iterator[Outcome]:
    gold_left = set(range(len(pair.gold_spans)))
    predicted_left = set(range(len(pair.predicted_spans)))
    for kind, gold, predicted in _overlaps(pair):
        if gold in gold_left and predicted in predicted_left:
            gold_left.remove(gold)
            predicted_left.remove(predicted)
            yield Outcome(kind, pair, gold, predicted)
    for gold in sorted(gold_left):
        yield Outcome(Kind.MISSED, pair, gold, None)
    for predicted in sorted(predicted_left):
        yield Outcome(Kind.SPURIOUS, pair, None, predicted)


def _overlaps(pair: Pair) -> Iterator[tuple[Kind, int, int]]:
    """Every overlapping gold and predicted entity, the best partners first."""
    found = []
    i = j = 0
    while i < len(pair.gold_spans) and j < len(pair.predicted_spans):
        gold, predicted = pair.gold_spans[i], pair.predicted_spans[j]
        shared = min(gold.end, predicted.end) - max(gold.start, predicted.start)
        if shared > 0:
            found.append((_ORDER.index(_kind(gold, predicted)), -shared, i, j))
        # Both lists are sorted and flat: what ends first cannot overlap what comes next.
        i, j = (i + 1, j) if gold.end <= predicted.end else (i, j + 1)
    for order, _, i, j in sorted(found):
        yield _ORDER[order], i, j


def _kind(gold: Span, predicted: Span) -> Kind:
    if gold == predicted:
        return Kind.CORRECT
    if gold[:2] == predicted[:2]:
        return Kind.WRONG_TYPE
    return Kind.WRONG_BOUNDARY if gold.label == predicted.label else Kind.WRONG_BOTH
