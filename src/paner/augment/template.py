"""A sentence with its entities taken out, and put back: `mask` and `fill`, the inverse pair.

A template's words are the sentence's own, but each entity is one placeholder, `<person_1>`. The
index counts per label from 1 in order of appearance, so that two entities of a type cannot swap
unnoticed and a placeholder may move. A context that holds such a string already keeps it, and the
index steps over it; labels that look alike once their blanks are `_` share one count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from paner.data.sentence import Entity, Provenance, Sentence

__all__ = ["PLACEHOLDER", "Mention", "Template", "fill", "mask", "mention_of"]

PLACEHOLDER = re.compile(r"<[^<>\s]+_[1-9][0-9]*>")


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity's words with their spacing, and its type.

    Args:
        label: The entity type's name.
        text: Its characters in the sentence.
        offsets: Character offsets of its words in `text`.
    """

    label: str
    text: str
    offsets: tuple[tuple[int, int], ...]

    @classmethod
    def from_words(cls, label: str, words: tuple[str, ...]) -> "Mention":
        """Join words by one blank.

        >>> Mention.from_words("person", ("Sepp", "Hochreiter")).text
        'Sepp Hochreiter'
        """
        sentence = Sentence.from_words(words)
        return cls(label, sentence.text, sentence.offsets)

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, cut out of the text."""
        return tuple(self.text[start:end] for start, end in self.offsets)


@dataclass(frozen=True, slots=True)
class Template:
    """The words of a sentence in which a placeholder stands for each entity.

    Args:
        words: Words of the context, and placeholders.
        entities: What each placeholder stands for, in order of appearance in the original.
        gaps: The characters before, between and behind the words, one more than words; single
            blanks between them where not given.
    """

    words: tuple[str, ...]
    entities: Mapping[str, Mention]
    gaps: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.gaps:
            inner = (" ",) * (len(self.words) - 1)
            object.__setattr__(self, "gaps", ("", *inner, "") if self.words else ("",))

    @property
    def text(self) -> str:
        """The words joined by one blank: what recorded answers are found by.

        >>> mask(Sentence.from_words(["I", "met", "Ann"], [Entity(2, 3, "first name")])).text
        'I met <first_name_1>'
        """
        return " ".join(self.words)

    @property
    def context(self) -> tuple[str, ...]:
        """The words that are no placeholders of its entities."""
        return tuple(word for word in self.words if word not in self.entities)

    @property
    def placeholders(self) -> "Counter[str]":
        """How often each placeholder stands in the text, look-alikes of the context included."""
        return Counter(PLACEHOLDER.findall(self.text))


def mask(sentence: Sentence) -> Template:
    """Take a sentence's entities out.

    >>> from paner.data.sentence import Entity
    >>> words = "Sepp Hochreiter joined JKU .".split()
    >>> entities = [Entity(0, 2, "researcher"), Entity(3, 4, "university")]
    >>> mask(Sentence.from_words(words, entities)).text
    '<researcher_1> joined <university_1> .'
    """
    names = _names(sentence)
    words: list[str] = []
    gaps: list[str] = []
    entities: dict[str, Mention] = {}
    behind = 0
    for first, last, entity in _units(sentence):
        start, end = sentence.offsets[first][0], sentence.offsets[last - 1][1]
        gaps.append(sentence.text[behind:start])
        behind = end
        if entity is None:
            words.append(sentence.text[start:end])
            continue
        name = next(names)
        words.append(name)
        entities[name] = mention_of(sentence, entity)
    return Template(tuple(words), entities, (*gaps, sentence.text[behind:]))


def fill(
    template: Template,
    mentions: Mapping[str, Mention] | None = None,
    *,
    id: str = "",  # noqa: A002 - the record's own field
    provenance: Provenance | None = None,
) -> Sentence:
    """Put entities into a template: `fill(mask(sentence))` has its text, words and entities.

    Args:
        template: The template, or a paraphrase of it.
        mentions: Other mentions for some of its placeholders.
        id: The sentence's name.
        provenance: Where it comes from.
    """
    mentions = {**template.entities, **(mentions or {})}
    text = template.gaps[0]
    offsets: list[tuple[int, int]] = []
    entities: list[Entity] = []
    for word, gap in zip(template.words, template.gaps[1:], strict=True):
        mention = mentions.get(word)
        start = len(text)
        if mention is None:
            offsets.append((start, start + len(word)))
        else:
            first = len(offsets)
            offsets.extend((start + s, start + e) for s, e in mention.offsets)
            entities.append(Entity(first, len(offsets), mention.label))
        text += (word if mention is None else mention.text) + gap
    return Sentence(text, tuple(offsets), tuple(entities), id, provenance)


def mention_of(sentence: Sentence, entity: Entity) -> Mention:
    """An entity of a sentence, cut out of it."""
    start, _ = sentence.span(entity)
    offsets = sentence.offsets[entity.start : entity.end]
    inner = tuple((first - start, last - start) for first, last in offsets)
    return Mention(entity.label, sentence.mention(entity), inner)


def _units(sentence: Sentence) -> Iterator[tuple[int, int, Entity | None]]:
    """First and last word (exclusive) of each entity and of each word outside."""
    position = 0
    for entity in sentence.entities:
        for index in range(position, entity.start):
            yield index, index + 1, None
        yield entity.start, entity.end, entity
        position = entity.end
    for index in range(position, len(sentence.offsets)):
        yield index, index + 1, None


def _names(sentence: Sentence) -> Iterator[str]:
    """A placeholder for each entity, none of which the context holds already."""
    words = sentence.words
    outside = [words[first] for first, _, entity in _units(sentence) if entity is None]
    taken = {match for word in outside for match in PLACEHOLDER.findall(word)}
    counts: Counter[str] = Counter()
    for entity in sentence.entities:
        stem = re.sub(r"[\s<>]", "_", entity.label)
        counts[stem] += 1
        while f"<{stem}_{counts[stem]}>" in taken:
            counts[stem] += 1
        yield f"<{stem}_{counts[stem]}>"
