"""Gold and predicted entities to numbers."""

from paner.evaluate.bootstrap import Difference, Interval, f1_difference, f1_interval
from paner.evaluate.evaluation import Evaluation, evaluate_corpus
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import Score

__all__ = [
    "Difference",
    "Evaluation",
    "Interval",
    "Score",
    "evaluate_corpus",
    "f1_difference",
    "f1_interval",
    "pair_sentences",
]
