"""Tag schemes for the compact backbone: entities written as runs of equal tags, and read back.

The compact backbone tags words with labels. Given the tags of a scheme as labels, it tags in that
scheme: a run of words with one tag is one "entity". The inverse reads the tags as entities.
"""

from collections.abc import Iterable
from itertools import groupby

from paner.data.schemes import entities_from_tags, tags_from_entities
from paner.data.sentence import Entity, Sentence

__all__ = ["LOSSLESS", "WORD_TAG", "from_tags", "to_tags"]

LOSSLESS, WORD_TAG = "lossless", "word-tag"


def to_tags(sentences: Iterable[Sentence], scheme: str) -> list[Sentence]:
    """Sentences whose entities are the runs of equal tags that the scheme gives their words.

    Args:
        sentences: Annotated sentences.
        scheme: `lossless` changes nothing, `word-tag` joins touching entities of one label, `BIO`
            and `IOBES` write their tags as labels.

    >>> sentence = Sentence.from_words(["Ann", "Lee"], [Entity(0, 2, "person")])
    >>> [entity.label for entity in to_tags([sentence], "BIO")[0].entities]
    ['B-person', 'I-person']
    """
    if scheme == LOSSLESS:
        return list(sentences)
    return [s.with_entities(_runs(_tags(s, scheme))) for s in sentences]


def from_tags(sentences: Iterable[Sentence], scheme: str) -> list[Sentence]:
    """The inverse of `to_tags`, but for touching entities in `word-tag`, which stay joined."""
    if scheme in {LOSSLESS, WORD_TAG}:
        return list(sentences)
    return [s.with_entities(entities_from_tags(_labels(s), scheme)[0]) for s in sentences]


def _tags(sentence: Sentence, scheme: str) -> list[str]:
    if scheme == WORD_TAG:
        return _labels(sentence)
    return tags_from_entities(sentence.entities, len(sentence.offsets), scheme)


def _labels(sentence: Sentence) -> list[str]:
    """The label of each word, `O` outside."""
    labels = ["O"] * len(sentence.offsets)
    for entity in sentence.entities:
        labels[entity.start : entity.end] = [entity.label] * (entity.end - entity.start)
    return labels


def _runs(tags: Iterable[str]) -> list[Entity]:
    entities: list[Entity] = []
    at = 0
    for tag, run in groupby(tags):
        length = len(list(run))
        if tag != "O":
            entities.append(Entity(at, at + length, tag))
        at += length
    return entities
