"""Log-probabilities of one tag after another, counted on the training tags.

Scores of single words fragment spans (precision 8 to 10 points below recall on a hundred training
sentences); transitions that are counted, not trained, mend most of that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paner.models.tags import OUTSIDE, TagSet

__all__ = ["Transitions", "carried_over", "count_transitions", "uniform_transitions"]

Floats = npt.NDArray[np.float64]
RARE = 0.01  # share of a kind of step that a single label cannot show


@dataclass(frozen=True, eq=False)
class Transitions:
    """Log-probabilities of one tag after another.

    Args:
        start: Of a first tag (K,).
        step: Of tag `j` after tag `i`, at `[i, j]` (K, K); `-inf` where it cannot be.
    """

    start: Floats
    step: Floats

    def weighted(self, weight: float) -> "Transitions":
        """The same, each log-probability times `weight`; what cannot be stays impossible."""
        return Transitions(_times(self.start, weight), _times(self.step, weight))


def count_transitions(
    sequences: Iterable[Sequence[int]], tag_set: TagSet, *, smoothing: float = 0.5
) -> Transitions:
    """Learn transitions from tags by counting kinds of steps, pooled over labels.

    A hundred sentences are too few to count each pair of labels. So what is counted is whether an
    entity opens after outside; whether one closes, goes on, is followed by another label at once,
    or by another entity of its own; and which labels open how often.
    """
    after_outside, after_entity = np.full(2, smoothing), np.full(4, smoothing)
    if not tag_set.boundary_labels:
        after_entity[3] = 0.0
    opens = np.full(1 + len(tag_set.labels), smoothing)
    own, num_labels = tag_set.label_of, len(tag_set.labels)
    for tags in sequences:
        before = OUTSIDE
        for tag in tags:
            label = int(own[tag])
            continues = label == before and tag <= num_labels
            if before == OUTSIDE:
                after_outside[int(label != OUTSIDE)] += 1
            else:
                after_entity[_kind(before, label, touches=tag > num_labels)] += 1
            if label != OUTSIDE and not continues:
                opens[label] += 1
            before = label
    return _pooled(after_outside, after_entity, opens, tag_set)


def uniform_transitions(tag_set: TagSet) -> Transitions:
    """Every tag as likely as any other that can stand there; what is taken where none is known."""
    labels = float(len(tag_set.labels))
    after_outside, after_entity = np.array([1.0, labels]), np.array([1.0, 1.0, labels - 1.0, 1.0])
    return _pooled(after_outside, after_entity, np.ones(1 + len(tag_set.labels)), tag_set)


def carried_over(transitions: Transitions, known: TagSet, tag_set: TagSet) -> Transitions:
    """The kinds of steps that were counted for some labels, for others.

    How often each of them opens is not known: equally often.

    Args:
        transitions: As counted.
        known: The tags that they were counted on.
        tag_set: Other tags; boundary marks only of labels that have one in `known`.
    """
    step = np.exp(transitions.step)
    name = (*known.boundary_labels, *known.labels)[0]
    own, boundary = known.tag[name], known.boundary_tag.get(name)
    row = step[own]
    others = row[1 : 1 + len(known.labels)].sum() - row[own]
    touches = 0.0 if boundary is None else row[boundary]
    after_entity = np.array([row[OUTSIDE], row[own], others or RARE, touches])
    after_outside = np.array([step[OUTSIDE, OUTSIDE], 1.0 - step[OUTSIDE, OUTSIDE]])
    return _pooled(after_outside, after_entity, np.ones(1 + len(tag_set.labels)), tag_set)


def _kind(before: int, label: int, *, touches: bool) -> int:
    """Which of the four steps after an entity's word it is: close, go on, other label, touch."""
    if label == OUTSIDE:
        return 0
    if label != before:
        return 2
    return 3 if touches else 1


def _pooled(
    after_outside: Floats, after_entity: Floats, opens: Floats, tag_set: TagSet
) -> Transitions:
    """Spread pooled counts over all pairs of tags, rows summing to one."""
    labels = np.arange(1, 1 + len(tag_set.labels))
    num_tags = len(tag_set)
    step = np.zeros((num_tags, num_tags))
    shares = opens[1:] / opens[1:].sum()
    step[OUTSIDE, OUTSIDE] = after_outside[0]
    step[OUTSIDE, labels] = after_outside[1] * shares
    for label in labels:
        others = np.delete(labels, label - 1)
        step[label, OUTSIDE] = after_entity[0]
        step[label, label] = after_entity[1]
        if others.size:
            rest = opens[others]
            step[label, others] = after_entity[2] * rest / rest.sum()
    for name, boundary in tag_set.boundary_tag.items():
        step[tag_set.tag[name], boundary] = after_entity[3]
    step = step[tag_set.label_of]
    step /= step.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        log_step: Floats = np.log(step)
    return Transitions(log_step[OUTSIDE], log_step)


def _times(logs: Floats, weight: float) -> Floats:
    """`weight` times `logs`, minus infinity kept (also at weight 0)."""
    possible = np.isfinite(logs)
    weighted: Floats = np.where(possible, weight * np.where(possible, logs, 0.0), -np.inf)
    return weighted
