"""Cuts a marked text into pieces that a template can colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paner.app.report.content import Mark, MarkedText, ReportData

__all__ = ["Piece", "hues", "pieces"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: plain (`mark` is None) or an entity.

    Args:
        text: The characters.
        mark: The entity that they are.
        wrong: The other side of the comparison does not have this entity.
    """

    text: str
    mark: Mark | None = None
    wrong: bool = False


def pieces(marked: MarkedText, other: MarkedText | None = None) -> list[Piece]:
    """The text from begin to end, entities apart.

    Args:
        marked: The text and its entities.
        other: What to compare the entities with; without it nothing is wrong.

    >>> [piece.text for piece in pieces(MarkedText("Hi Ann!", (Mark(3, 6, "person"),)))]
    ['Hi ', 'Ann', '!']
    """
    right = None if other is None else {_key(mark) for mark in other.marks}
    found, position = [], 0
    for mark in marked.marks:
        if mark.start > position:
            found.append(Piece(marked.text[position : mark.start]))
        wrong = right is not None and _key(mark) not in right
        found.append(Piece(marked.text[mark.start : mark.end], mark, wrong))
        position = mark.end
    if position < len(marked.text):
        found.append(Piece(marked.text[position:]))
    return found


def hues(data: ReportData) -> dict[str, int]:
    """A hue (0 to 359) for each type that the report names, as far apart as their number allows."""
    labels = sorted(set(_labels(data)))
    return {label: 25 + index * 360 // len(labels) for index, label in enumerate(labels)}


def _labels(data: ReportData) -> Iterable[str]:
    for system in data.systems:
        yield from system.evaluation["per_type"]
    for text in _texts(data):
        yield from (mark.label for mark in text.marks)


def _texts(data: ReportData) -> Sequence[MarkedText]:
    examples = [text for example in data.examples for text in (example.gold, example.predicted)]
    rewritten = [text for one in data.rewritings for text in (one.original, *one.rewritten)]
    return examples + rewritten


def _key(mark: Mark) -> tuple[int, int, str]:
    return mark.start, mark.end, mark.label
