"""Sentences to more sentences: masked, reworded, checked, filled; each one traceable."""

from paner.augment.augmented import AugmentedCorpus
from paner.augment.checks import CheckSettings
from paner.augment.corpus import augment_corpus
from paner.augment.recorded import Recording, read_recorded
from paner.augment.rejection import Rejection
from paner.augment.settings import AugmentSettings
from paner.augment.similarity import Embedder, LexicalEmbedder, SimilarityBand
from paner.augment.simple import METHODS

__all__ = [
    "METHODS",
    "AugmentSettings",
    "AugmentedCorpus",
    "CheckSettings",
    "Embedder",
    "LexicalEmbedder",
    "Recording",
    "Rejection",
    "SimilarityBand",
    "augment_corpus",
    "read_recorded",
]
