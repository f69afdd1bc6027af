"""Drafts: what the tags may be, guessed cheaply before the language model looks.

A draft changes how many passes the answer takes, never the answer.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from paner.data.sentence import Entity, Sentence
from paner.instruct.tagged_words import AnswerTags, write_tags
from paner.models.compact.gazetteer import Gazetteer

__all__ = ["Drafter", "Tag", "gazetteer_drafts", "outside_drafts", "tagger_drafts", "with_drafts"]

Drafter = Callable[[Sequence[Sentence]], list[list[int]]]
Tag = Callable[[Iterable[Sentence]], Iterator[Sentence]]
CHUNK = 64  # sentences drafted together


def outside_drafts(sentences: Sequence[Sentence]) -> list[list[int]]:
    """No entity anywhere."""
    return [[0] * len(sentence.offsets) for sentence in sentences]


def gazetteer_drafts(gazetteer: Gazetteer, tags: AnswerTags) -> Drafter:
    """Known mentions, such as those of the training sentences, with their first label."""

    def drafts(sentences: Sequence[Sentence]) -> list[list[int]]:
        found = [
            [
                Entity(match.start, match.end, gazetteer.labels[match.labels[0]])
                for match in gazetteer.matches(sentence.words)
            ]
            for sentence in sentences
        ]
        both = zip(found, sentences, strict=True)
        return [_numbers(entities, len(s.offsets), tags) for entities, s in both]

    return drafts


def tagger_drafts(tag: Tag, tags: AnswerTags) -> Drafter:
    """What another tagger finds, such as a compact one: `tagger_drafts(Tagger.load(…).tag, …)`."""

    def drafts(sentences: Sequence[Sentence]) -> list[list[int]]:
        found = tag(sentences)
        return [_numbers(s.entities, len(s.offsets), tags) for s in found]

    return drafts


def with_drafts(
    sentences: Iterable[Sentence], drafter: Drafter
) -> Iterator[tuple[Sentence, list[int]]]:
    """Each sentence with its draft, as they come."""
    stream = iter(sentences)
    while chunk := list(itertools.islice(stream, CHUNK)):
        yield from zip(chunk, drafter(chunk), strict=True)


def _numbers(entities: Iterable[Entity], num_words: int, tags: AnswerTags) -> list[int]:
    """Entities as tags by number; those with labels that the schema does not have are left out."""
    number = {name: at for at, name in enumerate(tags.names)}
    known = (entity for entity in entities if entity.label in tags.inside)
    return [number[name] for name in write_tags(known, num_words, tags)]
