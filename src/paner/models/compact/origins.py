"""Which sentences say the same, and which of them say anything of their own.

An original, its paraphrases and its substituted copies have one origin. Of these only the original
teaches mentions: a mention that was put into a copy was known before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from paner.data.sentence import Sentence

__all__ = ["Origin", "origins_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sentence's annotation comes from.

    Args:
        number: Sentences of one origin have the same number.
        teaches: Whether its mentions are its own, not put into a copy of another sentence.
    """

    number: int
    teaches: bool


def origins_of(sentences: Sequence[Sentence]) -> list[Origin]:
    """The origin of each sentence.

    Sentences belong together if one is the other's parent or if they have the same parent; those
    that teach, also if they hold the same mentions: a corpus that went through a format without
    provenance has lost who came from whom. A parent is found by its id, or its file and line, with
    or without the file's folder; a child whose parent is not there teaches, as its siblings do.
    """
    whole: dict[str, int] = {}
    short: dict[str, int] = {}
    for index, sentence in enumerate(sentences):
        for name in _names(sentence):
            whole.setdefault(name, index)
            short.setdefault(PurePath(name).name, index)
    groups = list(range(len(sentences)))
    teaches: list[bool] = []
    first: dict[object, int] = {}
    for index, sentence in enumerate(sentences):
        parent = sentence.provenance.parent if sentence.provenance else None
        found = whole.get(parent or "", short.get(PurePath(parent or "").name))
        teaches.append(found is None)
        if parent is not None:
            _join(groups, first.setdefault(parent, index) if found is None else found, index)
        mentions = sorted((e.label, sentence.mention(e).casefold()) for e in sentence.entities)
        if found is None and mentions:
            _join(groups, first.setdefault(tuple(mentions), index), index)
    return [Origin(_root(groups, index), teaches[index]) for index in range(len(sentences))]


def _names(sentence: Sentence) -> list[str]:
    """What a child may call this sentence."""
    names = [sentence.id] if sentence.id else []
    origin = sentence.provenance
    if origin is not None and origin.parent is None and origin.line is not None:
        names.append(f"{origin.source}:{origin.line}")
    return names


def _join(groups: list[int], one: int, other: int) -> None:
    groups[_root(groups, other)] = _root(groups, one)


def _root(groups: list[int], index: int) -> int:
    while groups[index] != index:
        groups[index] = groups[groups[index]]
        index = groups[index]
    return index
