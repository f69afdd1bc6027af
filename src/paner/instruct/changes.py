"""Words that an answer changed: between two matched words, which stand for which."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

__all__ = ["CHANGED", "JOINED", "SPLIT", "Change", "changes"]

CHANGED = "words changed"
SPLIT = "words split"
JOINED = "words joined"
ALIKE = 0.5  # share of common letters from which on a word is taken for another one, misspelt
MOST_PARTS = 4  # of a word that was split, or words that were joined
MOST_UNLIKE = 3  # so many words in a row may be replaced by as many others that look unlike
LARGEST = 2500  # pairs of words to compare; more is no answer to this sentence


class Change(NamedTuple):
    """Input words `first` to `behind` are what the answer's words from `start` to `end` stand for.

    One of the two is a single word.
    """

    first: int
    behind: int
    start: int
    end: int
    kind: str


def changes(words: Sequence[str], written: Sequence[str]) -> list[Change]:
    """Lay out words that do not match: split, joined, misspelt, or as many other words.

    Args:
        words: Input words between two that matched, in lower case.
        written: The answer's words between the same two, in lower case.

    >>> changes(["do", "n't", "colour"], ["don't", "color"])
    [Change(first=0, behind=2, start=0, end=1, kind='words joined'), \
Change(first=2, behind=3, start=1, end=2, kind='words changed')]
    """
    if not words or not written or len(words) * len(written) > LARGEST:
        return []
    found: list[Change] = []
    before = (0, 0)
    for change in [*_alike(words, written), None]:
        until = (change.first, change.start) if change else (len(words), len(written))
        found.extend(_by_position(before, until))
        if change:
            found.append(change)
            before = (change.behind, change.end)
    return found


def _by_position(before: tuple[int, int], until: tuple[int, int]) -> list[Change]:
    first, start = before
    length = until[0] - first
    if length != until[1] - start or length > MOST_UNLIKE:
        return []
    return [
        Change(first + i, first + i + 1, start + i, start + i + 1, CHANGED) for i in range(length)
    ]


def _alike(words: Sequence[str], written: Sequence[str]) -> list[Change]:
    """The changes in order that explain most, by dynamic programming from the end."""
    best: dict[tuple[int, int], tuple[float, Change | None]] = {}
    for first in range(len(words), -1, -1):
        for start in range(len(written), -1, -1):
            options: list[tuple[float, Change | None]] = [(0.0, None)]
            if first < len(words):
                options.append(best[first + 1, start])
            if start < len(written):
                options.append(best[first, start + 1])
            for gain, change in _options(words, written, first, start):
                options.append((gain + best[change.behind, change.end][0], change))
            best[first, start] = max(options, key=lambda option: option[0])
    path: list[Change] = []
    at = (0, 0)
    while (step := best[at][1]) is not None:
        path.append(step)
        at = (step.behind, step.end)
    return path


def _options(
    words: Sequence[str], written: Sequence[str], first: int, start: int
) -> list[tuple[float, Change]]:
    """What the word `first` may have become at `start`, with how much that explains."""
    if first == len(words) or start == len(written):
        return []
    options: list[tuple[float, Change]] = []
    if likeness := _likeness(words[first], written[start]):
        options.append((likeness, Change(first, first + 1, start, start + 1, CHANGED)))
    for parts in range(2, MOST_PARTS + 1):
        if words[first] == "".join(written[start : start + parts]):
            options.append((2.0, Change(first, first + 1, start, start + parts, SPLIT)))
        if written[start] == "".join(words[first : first + parts]):
            options.append((2.0, Change(first, first + parts, start, start + 1, JOINED)))
    return [(gain, c) for gain, c in options if c.behind <= len(words) and c.end <= len(written)]


@lru_cache(maxsize=65536)
def _likeness(word: str, written: str) -> float:
    """How alike two words are, 0 where it is too little."""
    matcher = SequenceMatcher(None, word, written, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0
