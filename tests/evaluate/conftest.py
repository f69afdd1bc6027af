"""Random gold corpora with predictions that are wrong in every way."""

import random
from collections.abc import Callable
from typing import TypeAlias

import pytest

from paner.data.sentence import Entity, Sentence

Corpora: TypeAlias = tuple[list[Sentence], list[Sentence]]

WORDS = [
    "the",
    "The",
    "A",
    "an",
    "U.S.",
    "us",
    ".",
    "'s",
    "and/or",
    "Bank",
    "bank",
    "of",
    "🎵",
    "né",
]
LABELS = ["person", "per.son", "the person", "org-2", "vitamin (fat soluble)"]


def _random_entities(rng: random.Random, num_words: int) -> list[Entity]:
    entities, start = [], 0
    while start < num_words:
        end = min(num_words, start + rng.randint(1, 3))
        if rng.random() < 0.5:
            entities.append(Entity(start, end, rng.choice(LABELS), rng.random()))
        start = end
    return entities


def _altered(rng: random.Random, entity: Entity, num_words: int) -> Entity:
    start = min(num_words - 1, max(0, entity.start + rng.choice([0, 0, 0, -1, 1])))
    end = min(num_words, max(start + 1, entity.end + rng.choice([0, 0, 0, -1, 1])))
    label = entity.label if rng.random() < 0.8 else rng.choice(LABELS)
    return Entity(start, end, label, rng.random())


def _guessed(rng: random.Random, sentence: Sentence) -> list[Entity]:
    num_words = len(sentence.offsets)
    guesses = [_altered(rng, entity, num_words) for entity in sentence.entities]
    if rng.random() < 0.3:
        guesses += _random_entities(rng, num_words)
    kept: list[Entity] = []
    for entity in sorted(guesses):
        if rng.random() < 0.85 and (not kept or kept[-1].end <= entity.start):
            kept.append(entity)
    return kept


@pytest.fixture(scope="session")
def random_corpora() -> Callable[[int], Corpora]:
    """A seed to gold sentences and predictions."""

    def build(seed: int) -> Corpora:
        rng = random.Random(seed)
        gold = []
        for _ in range(rng.randint(0, 8)):
            words = [rng.choice(WORDS) for _ in range(rng.randint(0, 12))]
            gold.append(Sentence.from_words(words, _random_entities(rng, len(words))))
        return gold, [sentence.with_entities(_guessed(rng, sentence)) for sentence in gold]

    return build
