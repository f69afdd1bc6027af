"""The simple augmenters that people compare with.

Source:
    Dai & Adel (2020), https://aclanthology.org/2020.coling-main.343, for the first three.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from paner.augment.mentions import build_pool
from paner.augment.substitute import substitute
from paner.augment.template import fill, mask
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError

__all__ = ["METHODS", "Augmenter", "augmenter"]

Augmenter = Callable[[Sentence, random.Random], Sentence]
Tags = list[tuple[str, bool]]  # each word's label ("" outside), and whether an entity begins there


def augmenter(method: str, train: Sequence[Sentence], *, share: float) -> Augmenter:
    """The function that makes one new sentence of one.

    Args:
        method: A name in `METHODS`.
        train: Where mentions and words are taken from.
        share: Probability with which a mention, a word or a segment is changed.

    Raises:
        UsageError: There is no such method.
    """
    if method not in METHODS:
        raise UsageError(f"no method is named {method!r}; expected one of: {', '.join(METHODS)}")
    return METHODS[method](train, share)


def _mention_replacement(train: Sequence[Sentence], share: float) -> Augmenter:
    pool = build_pool(train)

    def replace_mentions(sentence: Sentence, rng: random.Random) -> Sentence:
        template, _ = substitute(mask(sentence), pool, share=share, rng=rng)
        return fill(template)

    return replace_mentions


def _label_wise_replacement(train: Sequence[Sentence], share: float) -> Augmenter:
    words_of: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for sentence in train:
        for word, tag in zip(sentence.words, _tags(sentence), strict=True):
            words_of[tag].append(word)

    def replace_words(sentence: Sentence, rng: random.Random) -> Sentence:
        words = [
            rng.choice(words_of[tag]) if tag in words_of and rng.random() < share else word
            for word, tag in zip(sentence.words, _tags(sentence), strict=True)
        ]
        return _respelt(sentence, words)

    return replace_words


def _segment_shuffling(_train: Sequence[Sentence], share: float) -> Augmenter:
    def shuffle_segments(sentence: Sentence, rng: random.Random) -> Sentence:
        words = list(sentence.words)
        for start, end in _segments(sentence):
            if rng.random() < share:
                segment = words[start:end]
                rng.shuffle(segment)
                words[start:end] = segment
        return _respelt(sentence, words)

    return shuffle_segments


def _duplication(_train: Sequence[Sentence], _share: float) -> Augmenter:
    return lambda sentence, _rng: sentence


METHODS: Mapping[str, Callable[[Sequence[Sentence], float], Augmenter]] = {
    "mention-replacement": _mention_replacement,
    "label-wise-replacement": _label_wise_replacement,
    "segment-shuffling": _segment_shuffling,
    "duplication": _duplication,
}


def _tags(sentence: Sentence) -> Tags:
    tags: Tags = [("", False)] * len(sentence.offsets)
    for entity in sentence.entities:
        for index in range(entity.start, entity.end):
            tags[index] = (entity.label, index == entity.start)
    return tags


def _segments(sentence: Sentence) -> list[tuple[int, int]]:
    """Maximal stretches of words of one entity, or of words outside all of them."""
    edges = {0, len(sentence.offsets)}
    edges.update(edge for entity in sentence.entities for edge in (entity.start, entity.end))
    return list(pairwise(sorted(edges)))


def _respelt(sentence: Sentence, words: Sequence[str]) -> Sentence:
    """The sentence with other words in the places of its own, spaced as they were."""
    gaps = zip(sentence.offsets, (*sentence.offsets[1:], (len(sentence.text), 0)), strict=True)
    spaces = [start > end for (_, end), (start, _) in gaps]
    entities = [Entity(e.start, e.end, e.label) for e in sentence.entities]
    return Sentence.from_words(words, entities, space_after=spaces)
