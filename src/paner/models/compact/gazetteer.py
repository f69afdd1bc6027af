"""Known mentions, shown to the network where they occur in a sentence.

In training a mention counts as known only if it is known from elsewhere: shown what its own
annotation says, the network would learn to trust the gazetteer and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from paner.data.sentence import Sentence
from paner.models.compact.origins import origins_of

__all__ = ["EVERYWHERE", "Gazetteer", "Match", "build_gazetteer"]

Key = tuple[str, ...]
EVERYWHERE = -1  # the origin of a mention that no training sentence teaches


@dataclass(frozen=True, slots=True)
class Match:
    """A known mention in a sentence: its words, and the numbers of the labels it is known with."""

    start: int
    end: int
    labels: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Mentions by their words, case folded.

    Args:
        labels: The labels, in the order of their numbers.
        origins: For each mention, and each label it is known with, the origins that teach it.
    """

    labels: tuple[str, ...]
    origins: Mapping[Key, Mapping[int, frozenset[int]]]

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """The words of the longest mention that begins with a word."""
        longest: dict[str, int] = {}
        for key in self.origins:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        return longest

    def matches(self, words: Sequence[str], *, but: int | None = None) -> list[Match]:
        """The longest mentions that begin at each word, without those inside another one.

        Args:
            words: W words.
            but: An origin that teaches nothing here: the sentence's own.
        """
        folded = [word.casefold() for word in words]
        found: list[Match] = []
        behind = 0
        for start, word in enumerate(folded):
            for end in range(min(len(folded), start + self.longest.get(word, 0)), start, -1):
                labels = self._labels(tuple(folded[start:end]), but)
                if labels:
                    if end > behind:
                        found.append(Match(start, end, labels))
                        behind = end
                    break
        return found

    def mentions(self) -> Iterator[tuple[str, list[list[str]]]]:
        """Each label with its mentions, for writing down; where they come from is left out."""
        for number, label in enumerate(self.labels):
            yield label, sorted(list(key) for key, of in self.origins.items() if number in of)

    def _labels(self, key: Key, but: int | None) -> tuple[int, ...]:
        known = self.origins.get(key, {})
        return tuple(label for label, origins in known.items() if origins - {but})


def build_gazetteer(
    labels: Sequence[str],
    sentences: Sequence[Sentence] = (),
    *,
    mentions: Mapping[str, Iterable[Sequence[str]]] | None = None,
) -> Gazetteer:
    """Collect the mentions of training sentences, and those known besides.

    Args:
        labels: The labels; mentions of others are left out.
        sentences: The training sentences.
        mentions: By label, mentions as words, that no sentence teaches.
    """
    number = {label: index for index, label in enumerate(labels)}
    origins: dict[Key, dict[int, set[int]]] = {}

    def add(words: Sequence[str], label: str, origin: int) -> None:
        if label in number and words:
            key = tuple(word.casefold() for word in words)
            origins.setdefault(key, {}).setdefault(number[label], set()).add(origin)

    for sentence, origin in zip(sentences, origins_of(sentences), strict=True):
        words = sentence.words
        for entity in sentence.entities:
            add(words[entity.start : entity.end], entity.label, origin)
    for label, known in (mentions or {}).items():
        for mention in known:
            add(mention, label, EVERYWHERE)
    return Gazetteer(
        tuple(labels),
        {
            key: {n: frozenset(found) for n, found in sorted(of.items())}
            for key, of in origins.items()
        },
    )
