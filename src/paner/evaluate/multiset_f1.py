"""The F1 that GoLLIE publishes: mentions without positions, each as often as it occurs.

It compares, sentence by sentence, the *multisets* of (mention, type): a mention is its words joined
by one blank, without regard to case; a type must be the same. Unlike the set F1, a repeated mention
counts each time, and punctuation and articles stay. The counts are summed over the corpus (micro).

Source:
    hitz-zentroa/GoLLIE, src/tasks/utils_scorer.py (`SpanScorer`), utils_typing.py (`Entity`).
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from paner.evaluate.match import Pair, Span
from paner.evaluate.scores import SentenceCounts

__all__ = ["multiset_counts"]


def multiset_counts(pairs: Iterable[Pair]) -> SentenceCounts:
    """Count, sentence by sentence, the shared, the predicted and the gold mentions.

    Returns:
        Counts of shape [S, 3].
    """
    rows = []
    for pair in pairs:
        gold, predicted = _facts(pair, pair.gold_spans), _facts(pair, pair.predicted_spans)
        rows.append(((gold & predicted).total(), predicted.total(), gold.total()))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _facts(pair: Pair, spans: Iterable[Span]) -> Counter[tuple[str, str]]:
    return Counter((pair.mention(span).lower().strip(), span.label) for span in spans)
