"""The record everything starts from: a text, its words with offsets, its entities; checked once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from paner.errors import DataError

__all__ = ["Entity", "Provenance", "Sentence"]

GOLD = "gold"


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A typed span of words.

    Args:
        start: First word, counted from 0.
        end: The word behind the last one (exclusive).
        label: The entity type's name.
        confidence: Probability in [0, 1] that type and both boundaries are right, where a model
            gave one; it does not take part in comparisons.
    """

    start: int
    end: int
    label: str
    confidence: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a sentence comes from.

    Args:
        source: The file that it, or the recorded answer behind it, was read from.
        line: Line or record in that file, counted from 1.
        method: `gold`, or the name of what made it (`paraphrase`, `substitution`, …).
        parent: The `id` of the sentence that it was made from.
        similarity: Cosine similarity of its template to its parent's, where it was measured.
        checks: Names of the checks it passed, in order.
    """

    source: str
    line: int | None = None
    method: str = GOLD
    parent: str | None = None
    similarity: float | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a whole document: text, words, flat entities, provenance.

    Args:
        text: The text as its source has it.
        offsets: Character offsets (Unicode code points) of each word in `text`, end exclusive,
            in order, without overlap; a word is never empty and never only white space.
        entities: Flat entities in word indices, sorted by start.
        id: A name unique in its corpus; empty where nobody needs one.
        provenance: Where it comes from.
        asked: The types that were looked for in it, where that is not the same for the whole
            corpus: those without an entity are known to be absent, all others are unknown. Empty
            where all of the corpus's types were looked for.

    Raises:
        DataError: The words or entities contradict the text or each other.
    """

    text: str
    offsets: tuple[tuple[int, int], ...]
    entities: tuple[Entity, ...] = ()
    id: str = ""
    provenance: Provenance | None = None
    asked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_offsets(self.text, self.offsets)
        _check_entities(self.entities, len(self.offsets))

    @classmethod
    def from_words(
        cls,
        words: Iterable[str],
        entities: Iterable[Entity] = (),
        *,
        space_after: Iterable[bool] | None = None,
        id: str = "",  # noqa: A002 - the record's own field
        provenance: Provenance | None = None,
    ) -> "Sentence":
        """Join words by one blank (or as `space_after` says) into a sentence.

        >>> Sentence.from_words(["Sepp", "Hochreiter", "smiled"], [Entity(0, 2, "person")]).text
        'Sepp Hochreiter smiled'
        """
        words = list(words)
        spaces = [True] * len(words) if space_after is None else list(space_after)
        if len(spaces) != len(words):
            raise DataError(
                "space_after does not fit the words", found=len(spaces), expected=len(words)
            )
        pieces: list[str] = []
        offsets: list[tuple[int, int]] = []
        position = 0
        for index, (word, space) in enumerate(zip(words, spaces, strict=True)):
            offsets.append((position, position + len(word)))
            piece = f"{word} " if space and index + 1 < len(words) else word
            pieces.append(piece)
            position += len(piece)
        return cls("".join(pieces), tuple(offsets), tuple(sorted(entities)), id, provenance)

    @property
    def words(self) -> tuple[str, ...]:
        """The W words, cut out of the text."""
        return tuple(self.text[start:end] for start, end in self.offsets)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The W + 1 pieces of the text around its words, the first before the first word.

        >>> Sentence.from_words(["a", "b", "."], space_after=[True, False, False]).gaps
        ('', ' ', '', '')
        """
        starts = [start for start, _ in self.offsets] + [len(self.text)]
        ends = [0] + [end for _, end in self.offsets]
        return tuple(self.text[end:start] for end, start in zip(ends, starts, strict=True))

    def span(self, entity: Entity) -> tuple[int, int]:
        """Character offsets of an entity in the text, end exclusive."""
        return self.offsets[entity.start][0], self.offsets[entity.end - 1][1]

    def mention(self, entity: Entity) -> str:
        """An entity's characters in the text."""
        start, end = self.span(entity)
        return self.text[start:end]

    def with_entities(self, entities: Iterable[Entity]) -> "Sentence":
        """The same text with other entities."""
        return replace(self, entities=tuple(sorted(entities)))


def _check_offsets(text: str, offsets: Sequence[tuple[int, int]]) -> None:
    behind = 0
    for index, (start, end) in enumerate(offsets):
        if not behind <= start < end <= len(text):
            raise DataError(
                f"word {index} has impossible offsets",
                found=(start, end),
                expected=f"a span between {behind} and {len(text)}",
            )
        if text[start:end].isspace():
            raise DataError(
                f"word {index} is white space", found=text[start:end], expected="a word"
            )
        behind = end


def _check_entities(entities: Sequence[Entity], num_words: int) -> None:
    behind = 0
    for entity in entities:
        if not behind <= entity.start < entity.end <= num_words:
            raise DataError(
                "entities must be sorted, flat and inside the sentence",
                found=entity,
                expected=f"a span between words {behind} and {num_words}",
            )
        if not entity.label or entity.label.isspace():
            raise DataError("an entity has no label", found=entity, expected="a type's name")
        behind = entity.end
