"""Gold and predicted entities to numbers."""

from paner.evaluate.bootstrap import Difference, Interval, f1_difference, f1_interval
from paner.evaluate.compare import SystemComparison, compare_systems
from paner.evaluate.evaluation import Evaluation, evaluate_corpus
from paner.evaluate.learning_curve import LearningCurve, fit_curve
from paner.evaluate.match import pair_sentences
from paner.evaluate.randomisation import randomisation_p
from paner.evaluate.scores import Score
from paner.evaluate.seeds import Spread, spread
from paner.evaluate.tag_scores import TagScores, score_tags

__all__ = [
    "Difference",
    "Evaluation",
    "Interval",
    "LearningCurve",
    "Score",
    "Spread",
    "SystemComparison",
    "TagScores",
    "compare_systems",
    "evaluate_corpus",
    "f1_difference",
    "f1_interval",
    "fit_curve",
    "pair_sentences",
    "randomisation_p",
    "score_tags",
    "spread",
]
