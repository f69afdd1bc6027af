"""Long texts cut into windows at word borders, so that each word is read with context around it."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Window", "cut"]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text.

    Args:
        start: Its first word.
        end: The word behind its last (exclusive).
        keep_start: The first word whose scores count.
        keep_end: The word behind the last one that counts; the others are context.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int


def cut(lengths: Sequence[int], budget: int, context: int) -> list[Window]:
    """Cut a text of W words into windows whose kept parts are the text, each word once.

    Args:
        lengths: Tokens of each word (W); one longer than the budget counts as the budget.
        budget: Tokens in a window.
        context: Tokens that two neighbours share, where words allow it; each keeps the half in
            which its words have more context.

    >>> [(w.start, w.end, w.keep_start, w.keep_end) for w in cut([1] * 10, 6, 2)]
    [(0, 6, 0, 5), (4, 10, 5, 10)]
    """
    lengths = [min(length, budget) for length in lengths]
    if sum(lengths) <= budget:
        return [Window(0, len(lengths), 0, len(lengths))]
    windows: list[Window] = []
    start = keep_start = 0
    while True:
        end = _reach(lengths, start, budget)
        if end == len(lengths):
            return [*windows, Window(start, end, keep_start, end)]
        next_start = _back(lengths, start, end, min(context, budget - lengths[end]))
        keep_end = _middle(lengths, next_start, end)
        windows.append(Window(start, end, keep_start, keep_end))
        start, keep_start = next_start, keep_end


def _reach(lengths: Sequence[int], start: int, budget: int) -> int:
    """The word behind the last that fits."""
    total = 0
    for position in range(start, len(lengths)):
        total += lengths[position]
        if total > budget:
            return position
    return len(lengths)


def _back(lengths: Sequence[int], start: int, end: int, context: int) -> int:
    """Where the next window starts: behind `start`, at most `context` tokens before `end`."""
    total, position = 0, end
    while position > start + 1 and total + lengths[position - 1] <= context:
        position -= 1
        total += lengths[position]
    return position


def _middle(lengths: Sequence[int], start: int, end: int) -> int:
    """The word border that halves the tokens of the words from `start` to `end`."""
    half, total = sum(lengths[start:end]) / 2, 0.0
    for position in range(start, end):
        if total + lengths[position] / 2 >= half:
            return position
        total += lengths[position]
    return end
