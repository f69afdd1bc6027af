"""The F1 that UniNER, GNER and SLIMER publish, to stand beside the strict one.

It compares, sentence by sentence, the *sets* of (mention, type) after both are lower-cased and
stripped of ASCII punctuation and of the words a, an and the. Positions do not count, a repeated
mention counts once, and mentions that differ only in these respects are one. The sets' sizes are
summed over the corpus (micro average). A mention of which nothing is left stays in the set, as an
empty string.

Source:
    universal-ner/universal-ner, src/eval/evaluate.py; yyDing1/GNER, src/gner_evaluator.py (which
    joins a mention's words by one blank). They add 1e-10 to each denominator, which moves a score
    by less than 1e-9.
"""

import re
import string
from collections.abc import Iterable, Iterator

import numpy as np

from paner.evaluate.match import Pair, Span
from paner.evaluate.scores import SentenceCounts

__all__ = ["normal_form", "set_counts"]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def normal_form(text: str) -> str:
    """What the set F1 compares of a mention or a label.

    >>> normal_form("The  U.S. Army's")
    'us armys'
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def set_counts(pairs: Iterable[Pair]) -> SentenceCounts:
    """Count, sentence by sentence, the shared, the predicted and the gold (mention, type)s.

    Returns:
        Counts of shape [S, 3].
    """
    rows = []
    for pair in pairs:
        gold = set(_facts(pair, pair.gold_spans))
        predicted = set(_facts(pair, pair.predicted_spans))
        rows.append((len(gold & predicted), len(predicted), len(gold)))
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _facts(pair: Pair, spans: Iterable[Span]) -> Iterator[tuple[str, str]]:
    """Mentions and labels in normal form."""
    for span in spans:
        yield normal_form(pair.mention(span)), normal_form(span.label)
