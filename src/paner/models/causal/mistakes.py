"""Wrong tags to show in training, so that a model decides well behind mistakes.

Decoding starts from a draft and mends it: what it computes behind a wrong tag is of use only where
the model would decide the same behind the right one. A model that has seen only right answers is
thrown off by wrong ones and needs further passes.
"""

import itertools
import random
from collections.abc import Iterator, Sequence

__all__ = ["with_mistakes"]

NOTHING = 0.25  # share of answers in which no entity stands: what is drafted without any knowledge
MISSED, MISTAKEN = 0.45, 0.3  # of wrong entities: not tagged, of another type; others lose a border
INVENTED = 0.05  # an entity begins at so many of the words outside, times the answer's own rate
LONGEST = 3  # words of an invented entity


def with_mistakes(tags: Sequence[int], num_tags: int, rng: random.Random) -> list[int]:
    """An answer with mistakes such as drafts have; how many differs from answer to answer.

    Args:
        tags: W right tags by number, 0 outside.
        num_tags: How many there are, the one outside among them.
        rng: Where chance comes from.
    """
    if rng.random() < NOTHING:
        return [0] * len(tags)
    wrong, rate = list(tags), rng.random()
    for begin, end in _spans(tags):
        if rng.random() < rate:
            _spoil(wrong, begin, end, num_tags, rng)
    for word, tag in enumerate(tags):
        if not tag and not wrong[word] and rng.random() < INVENTED * rate:
            invented = rng.randrange(1, num_tags)
            for inside in range(word, min(word + rng.randint(1, LONGEST), len(tags))):
                wrong[inside] = wrong[inside] or invented
    return wrong


def _spoil(wrong: list[int], begin: int, end: int, num_tags: int, rng: random.Random) -> None:
    """Make one entity wrong."""
    draw = rng.random()
    if draw < MISSED or num_tags < 3:
        wrong[begin:end] = [0] * (end - begin)
    elif draw < MISSED + MISTAKEN:
        other = rng.choice([tag for tag in range(1, num_tags) if tag != wrong[begin]])
        wrong[begin:end] = [other] * (end - begin)
    elif rng.random() < 0.5 and end < len(wrong):
        wrong[end] = wrong[begin]  # a word too long
    elif rng.random() < 0.5:
        wrong[begin] = 0
    else:
        wrong[end - 1] = 0


def _spans(tags: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where words of the same tag stand together, outside excepted."""
    begin = 0
    for tag, group in itertools.groupby(tags):
        end = begin + len(list(group))
        if tag:
            yield begin, end
        begin = end
