"""How a word is written: what an uncased encoder cannot see and names live by."""

from functools import lru_cache

__all__ = ["NO_SHAPE", "NUM_SHAPES", "word_shape"]

LOWER, CAPITALISED, UPPER, MIXED, NUMBER, WITH_DIGIT, PUNCTUATION, INITIAL, ABBREVIATION, OTHER = (
    range(10)
)
NO_SHAPE = 10  # of tokens that belong to no word
NUM_SHAPES = 11


@lru_cache(maxsize=100_000)
def word_shape(word: str) -> int:
    """The shape of a word, one of ten.

    >>> [word_shape(word) for word in ["the", "Paris", "NASA", "iPhone", "1998", "B2B", "(", "J"]]
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    if word.isdigit():
        return NUMBER
    if not any(character.isalnum() for character in word):
        return PUNCTUATION
    if any(character.isdigit() for character in word):
        return WITH_DIGIT
    if not any(character.isupper() for character in word):
        return LOWER if word.islower() else OTHER
    return _with_capitals(word)


def _with_capitals(word: str) -> int:
    if len(word) == 1:
        return INITIAL
    if "." in word:
        return ABBREVIATION
    if word.isupper():
        return UPPER
    return CAPITALISED if word[0].isupper() and word[1:].islower() else MIXED
