"""Whether answers put together word by word have the tokens of answers tokenised as a whole."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paner.models.causal.plans import AnswerPlanner

__all__ = ["SelfTest", "self_test", "trial_answers"]

# What tokenizers glue to slashes, blanks and each other.
TRIAL = ("Ada", "met", "and/or", "/", ".", "Co.", ",", "(", ")", "1843", "C++", "'s", "O", "naïve")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the self-test found.

    Args:
        answers: How many were looked at.
        differing: How many have other tokens as a whole.
        example: The words of the first of these.
    """

    answers: int
    differing: int = 0
    example: tuple[str, ...] = ()


def self_test(
    planner: AnswerPlanner, answers: Iterable[tuple[Sequence[str], Sequence[int]]]
) -> SelfTest:
    """Compare answers, given as words and their tags by number, with their texts as a whole.

    Where they differ nothing breaks: the tokens word by word are those of training and of tagging
    alike. But the model has not seen text tokenised so before, and that is logged.
    """
    number, differing = 0, 0
    example: tuple[str, ...] = ()
    for words, tags in answers:
        number += 1
        if planner.differs(words, tags):
            differing += 1
            example = tuple(words) if differing == 1 else example
    if differing:
        _log.warning(
            "%d of %d answers have other tokens as a whole than word by word, such as %r; "
            "the latter are used in training and tagging",
            differing,
            number,
            " ".join(example),
        )
    return SelfTest(number, differing, example)


def trial_answers(planner: AnswerPlanner) -> list[tuple[Sequence[str], Sequence[int]]]:
    """Answers to test any tokenizer with: each of the tags stands behind some of the words."""
    number = len(planner.tag_names)
    return [
        (TRIAL, [(first + word) % number for word in range(len(TRIAL))]) for first in range(number)
    ]
