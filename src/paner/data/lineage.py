"""Which sentences were made from which: a corpus cut down together with what it gave rise to."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from paner.data.sentence import GOLD, Sentence
from paner.errors import UsageError

__all__ = ["first_with_descendants", "is_annotated"]


def is_annotated(sentence: Sentence) -> bool:
    """Whether a sentence was annotated, not made from others.

    >>> is_annotated(Sentence.from_words(["Hello"]))
    True
    """
    return sentence.provenance is None or sentence.provenance.method == GOLD


def first_with_descendants(sentences: Sequence[Sentence], n: int) -> list[Sentence]:
    """Take the first n annotated sentences and everything that was not made from the others.

    Args:
        sentences: Annotated and augmented sentences; an augmented one names its parent.
        n: How many annotated ones; 0 takes all.

    Returns:
        The sentences in order; new sentences, which have no parent, stay.

    Raises:
        UsageError: n is negative, or it cannot be told what an augmented sentence was made from.
    """
    if n < 0:
        raise UsageError(f"cannot take {n} sentences; the number must not be negative")
    annotated = [sentence for sentence in sentences if is_annotated(sentence)]
    if n == 0 or n >= len(annotated):
        return list(sentences)
    kept, dropped = _names(annotated[:n]), _names(annotated[n:])
    taken: list[Sentence] = list(annotated[:n])
    for sentence in sentences:
        if is_annotated(sentence):
            continue
        parent = sentence.provenance.parent if sentence.provenance else None
        if parent is not None and not {parent, _short(parent)} & (kept | dropped):
            raise UsageError(
                f"--limit {n}: sentence {sentence.id!r} was made from {parent!r}, which is not "
                "among the annotated sentences; augment the same file that is trained on"
            )
        if parent is None or {parent, _short(parent)} & kept:
            taken.append(sentence)
    return taken


def _names(sentences: Iterable[Sentence]) -> set[str]:
    """What a descendant may call them: their id, or their place, with or without the folder."""
    names: set[str] = set()
    for sentence in sentences:
        if sentence.id:
            names.add(sentence.id)
        origin = sentence.provenance
        if origin is not None and origin.line is not None:
            place = f"{origin.source}:{origin.line}"
            names |= {place, _short(place)}
    return names


def _short(place: str) -> str:
    return PurePath(place).name
