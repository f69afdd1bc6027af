"""Which texts to annotate next: those that taggers doubt, and that are unlike each other.

Source:
    Doubt of several models: Seung, Opper & Sompolinsky (1992),
    https://doi.org/10.1145/130385.130417; unlikeness: as in max-min dispersion, greedily.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["Found", "choose", "doubt"]

Found = tuple[int, int, str, float]
"""An entity that a tagger found in a text: its words, its label, its confidence."""


def doubt(by_tagger: Sequence[Sequence[Found]]) -> float:
    """How doubtful taggers are of one text, 0 to 1: that of the entity which they doubt most.

    An entity's confidence is the mean over the taggers, 0 for those that do not find it; doubt is
    greatest at one half. A text in which nobody finds anything counts as certain.

    >>> doubt([[(0, 1, "person", 1.0)], []])  # one is sure, the other sees nothing
    1.0
    """
    confidences: Mapping[tuple[int, int, str], list[float]] = defaultdict(list)
    for found in by_tagger:
        for start, end, label, confidence in found:
            confidences[start, end, label].append(confidence)
    means = [sum(values) / len(by_tagger) for values in confidences.values()]
    return max((4 * mean * (1 - mean) for mean in means), default=0.0)


def choose(
    doubts: Sequence[float],
    vectors: npt.NDArray[np.float32],
    known: npt.NDArray[np.float32],
    count: int,
) -> list[int]:
    """The texts to annotate: one after the other, the greatest doubt times unlikeness.

    Args:
        doubts: Of each text.
        vectors: Of each text, of length 1, [N, D].
        known: Of the sentences that are annotated already, [K, D].
        count: How many to choose.
    """
    likeness = np.full(len(doubts), -1.0)
    if len(known):
        likeness = (vectors @ known.T).max(axis=1).astype(np.float64)
    chosen: list[int] = []
    while len(chosen) < min(count, len(doubts)):
        worth = np.asarray(doubts) * (1 - likeness) + 1e-9 * (1 - likeness)
        worth[chosen] = -np.inf
        best = int(worth.argmax())
        chosen.append(best)
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return chosen
