"""The gates that a model's new sentences must pass."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from paner.augment.mentions import MentionPool
from paner.augment.overlap import SeenText, shingled
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence

__all__ = ["GATES", "NewSentenceGate", "contradiction", "untagged_repeat"]

GATES = (
    "annotation",
    "unknown type",
    "train copy",
    "held-out copy",
    "duplicate",
    "contradiction",
    "untagged repeat",
)

Words = tuple[str, ...]


@dataclass(slots=True)
class NewSentenceGate:
    """What a new sentence must be unlike, and agree with; it remembers the ones that passed.

    Args:
        train: The annotated sentences that the model has seen: no copies of them.
        guarded: Words of held-out sentences that must not leak into training data.
        pool: The mentions known for each type.
        near: Share of a sentence's word sequences of four found in one other sentence, from which
            on it is a near copy.
    """

    train: Sequence[Words]
    guarded: Sequence[Words]
    pool: MentionPool
    near: float = 0.4
    _seen: "dict[str, SeenText]" = field(init=False)
    _types: "dict[Words, set[str]]" = field(init=False)

    def __post_init__(self) -> None:
        self._seen = {
            "train copy": SeenText(self.train),
            "held-out copy": SeenText(self.guarded),
            "duplicate": SeenText(()),
        }
        self._types = defaultdict(set)
        for label, mentions in self.pool.mentions.items():
            for mention in mentions:
                self._types[mention.words].add(label)

    def reject(self, sentence: Sentence) -> Rejection | None:
        """The first gate that a sentence does not pass, or nothing; then it is remembered."""
        rejection = (
            self._copied(sentence)
            or contradiction(sentence, self._types)
            or untagged_repeat(sentence)
        )
        if rejection is None:
            self._seen["duplicate"].add(sentence.words)
        return rejection

    def _copied(self, sentence: Sentence) -> Rejection | None:
        grams = shingled(sentence.words)
        for reason, seen in self._seen.items():
            share, other = seen.nearest(grams)
            if share >= self.near:
                detail = f"{share:.0%} of its word sequences stand in {' '.join(other)!r}"
                return Rejection(reason, detail)
        return None


def contradiction(sentence: Sentence, types: Mapping[Words, Collection[str]]) -> Rejection | None:
    """A mention has a type that no known mention of these words, in this case, has."""
    for entity in sentence.entities:
        known = types.get(sentence.words[entity.start : entity.end])
        if known and entity.label not in known:
            mention = sentence.mention(entity)
            detail = f"{mention!r} is known as {', '.join(sorted(known))}, not as {entity.label}"
            return Rejection("contradiction", detail)
    return None


def untagged_repeat(sentence: Sentence) -> Rejection | None:
    """A mention stands in the sentence once more, outside all entities."""
    outside = list(_folded(sentence.words))
    for entity in sentence.entities:
        outside[entity.start : entity.end] = [""] * (entity.end - entity.start)
    for entity in sentence.entities:
        mention = _folded(sentence.words[entity.start : entity.end])
        width = len(mention)
        if any(tuple(outside[i : i + width]) == mention for i in range(len(outside) - width + 1)):
            detail = f"{sentence.mention(entity)!r} stands there untagged, too"
            return Rejection("untagged repeat", detail)
    return None


def _folded(words: Iterable[str]) -> Words:
    return tuple(word.casefold() for word in words)
