"""Words with one tag each, as a language model writes them: `render` and `parse`, the inverse pair.

The tag stands behind the word and a slash. No tag holds a slash or white space, so that a word may:
what stands behind the last slash is the tag.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from paner.data.sentence import Entity
from paner.errors import DataError, UsageError
from paner.instruct.kinds import TagFormat

__all__ = ["FUSED", "AnswerTags", "TagFormat", "parse", "read_tags", "render", "write_tags"]

OUTSIDE = "O"
FUSED = "touching entities of one label, fused"


@dataclass(frozen=True)
class AnswerTags:
    """The tags that answers hold, for a set of labels in one format.

    Args:
        labels: The entity types' names.
        tag_format: `word-tag` is the paper's: each word of an entity has its label, and two
            entities of one label that touch fuse. `word-tag-lossless` writes the second one's
            first word as `B-<label>`, only there. `bio` is the baseline: `B-<label>` opens each
            entity, `I-<label>` continues it.
        boundary_labels: Labels that have a mark `B-<label>` in `word-tag-lossless`; all without it.
    """

    labels: tuple[str, ...]
    tag_format: TagFormat = "word-tag"
    boundary_labels: tuple[str, ...] | None = None

    @cached_property
    def written(self) -> dict[str, str]:
        """Each label as a tag writes it: neither white space nor slash, no two alike.

        >>> AnswerTags(("medical condition", "product/service")).written["product/service"]
        'product_service'
        """
        taken, written = {OUTSIDE}, {}
        for label in self.labels:
            plain = "_".join(label.replace("/", " ").split()) or "_"
            name, number = plain, 1
            while {name, f"B-{name}", f"I-{name}"} & taken:
                number += 1
                name = f"{plain}_{number}"
            taken |= {name, f"B-{name}", f"I-{name}"}
            written[label] = name
        return written

    @cached_property
    def inside(self) -> dict[str, str]:
        """The tag of each label's words."""
        prefix = "I-" if self.tag_format == "bio" else ""
        return {label: f"{prefix}{name}" for label, name in self.written.items()}

    @cached_property
    def opening(self) -> dict[str, str]:
        """The tag that says that an entity begins, of each label that has one."""
        marked = self.labels if self.boundary_labels is None else self.boundary_labels
        marked = {"word-tag": (), "word-tag-lossless": marked, "bio": self.labels}[self.tag_format]
        return {label: f"B-{self.written[label]}" for label in marked}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All tags: `O`, one a label in their order, then those that open.

        In `word-tag-lossless` this is the order of `paner.models.tags.TagSet`.

        >>> AnswerTags(("person", "city"), "word-tag-lossless").names
        ('O', 'person', 'city', 'B-person', 'B-city')
        """
        return (OUTSIDE, *self.inside.values(), *self.opening.values())

    @cached_property
    def label_of(self) -> dict[str, str]:
        """The label of each tag, none of `O`."""
        return {tag: label for tags in (self.inside, self.opening) for label, tag in tags.items()}


def write_tags(
    entities: Iterable[Entity],
    num_words: int,
    tags: AnswerTags,
    *,
    counts: Counter[str] | None = None,
) -> list[str]:
    """Write flat entities as W tags.

    Args:
        entities: Flat entities, by start.
        num_words: Number of words in the sentence, W.
        tags: The tags to write.
        counts: Where entities that fuse with the one before them are counted.

    Raises:
        UsageError: A label is not among those of `tags`.

    >>> touching = [Entity(0, 2, "person"), Entity(2, 3, "person")]
    >>> write_tags(touching, 4, AnswerTags(("person",), "word-tag-lossless"))
    ['person', 'person', 'B-person', 'O']
    """
    written = [OUTSIDE] * num_words
    behind, before = -1, ""
    for entity in entities:
        if entity.label not in tags.inside:
            raise UsageError(f"label {entity.label!r} is not one of {', '.join(tags.labels)}")
        written[entity.start : entity.end] = [tags.inside[entity.label]] * (
            entity.end - entity.start
        )
        touching = entity.start == behind and entity.label == before
        if entity.label in tags.opening and (touching or tags.tag_format == "bio"):
            written[entity.start] = tags.opening[entity.label]
        elif touching and counts is not None:
            counts[FUSED] += 1
        behind, before = entity.end, entity.label
    return written


def read_tags(names: Iterable[str], tags: AnswerTags) -> list[Entity]:
    """Read entities off W tags; the inverse of `write_tags`.

    Raises:
        DataError: A tag is not among those of `tags`.

    >>> read_tags(["I-person", "B-person"], AnswerTags(("person",), "bio"))[1].start
    1
    """
    entities: list[Entity] = []
    opening = frozenset(tags.opening.values())
    start, current = 0, ""
    for position, name in enumerate([*names, OUTSIDE]):
        label = "" if name == OUTSIDE else tags.label_of.get(name)
        if label is None:
            raise DataError("no such tag", found=name, expected=f"one of {', '.join(tags.names)}")
        if label == current and name not in opening:
            continue
        if current:
            entities.append(Entity(start, position, current))
        start, current = position, label
    return entities


def render(
    words: Sequence[str],
    entities: Iterable[Entity],
    tags: AnswerTags,
    *,
    counts: Counter[str] | None = None,
) -> str:
    """The answer that a model should write for a sentence.

    >>> render(["Ada", "and/or", "Bob"], [Entity(0, 1, "person")], AnswerTags(("person",)))
    'Ada/person and/or/O Bob/O'
    """
    written = write_tags(entities, len(words), tags, counts=counts)
    return " ".join(f"{word}/{tag}" for word, tag in zip(words, written, strict=True))


def parse(answer: str, words: Sequence[str], tags: AnswerTags) -> list[Entity]:
    """Read entities off an answer that repeats the words exactly; the inverse of `render`.

    An answer that does not is for `paner.instruct.align`.

    Raises:
        DataError: The answer's words are others, or a tag is not among those of `tags`.

    >>> parse("and/or/O O/person", ["and/or", "O"], AnswerTags(("person",)))[0].start
    1
    """
    names: list[str] = []
    position = 0
    for index, word in enumerate(words):
        head = f" {word}/" if index else f"{word}/"
        if not answer.startswith(head, position):
            raise DataError(
                f"the answer does not go on with word {index}",
                found=answer[position : position + 40],
                expected=head,
            )
        behind = answer.find(" ", position + len(head))
        behind = len(answer) if behind < 0 else behind
        names.append(answer[position + len(head) : behind])
        position = behind
    if position < len(answer):
        raise DataError("the answer goes on behind the last word", found=answer[position:][:40])
    return read_tags(names, tags)
