"""Which sentences say the same: an original, its paraphrases and its copies have one origin."""

from collections.abc import Iterable, Sequence

from paner.data.sentence import Sentence

__all__ = ["origins_of"]


def origins_of(sentences: Sequence[Sentence]) -> list[int]:
    """For each sentence the number of its origin; those of one origin have the same number.

    Sentences belong together if one is the other's parent, if they have the same parent, or if
    they hold the same mentions: a corpus read from several files has lost who came from whom.
    """
    groups = list(range(len(sentences)))
    first: dict[object, int] = {}
    for index, sentence in enumerate(sentences):
        for key in _keys(sentence):
            _join(groups, first.setdefault(key, index), index)
    return [_root(groups, index) for index in range(len(sentences))]


def _keys(sentence: Sentence) -> Iterable[object]:
    """What a sentence has in common with those of its origin."""
    if sentence.id:
        yield sentence.id
    origin = sentence.provenance
    if origin is not None and origin.parent:
        yield origin.parent
    mentions = sorted((e.label, sentence.mention(e).casefold()) for e in sentence.entities)
    if mentions:
        yield tuple(mentions)


def _join(groups: list[int], one: int, other: int) -> None:
    groups[_root(groups, other)] = _root(groups, one)


def _root(groups: list[int], index: int) -> int:
    while groups[index] != index:
        groups[index] = groups[groups[index]]
        index = groups[index]
    return index
