"""Known mentions, shown to the network where they occur in a sentence.

In training a mention counts as known only if it is known from elsewhere: shown what its own
annotation says, the network would learn to trust the gazetteer and nothing else. For the same
reason a copy into which a mention was put does not teach it: each annotated mention would be known
from the copies of other sentences. Mentions that only copies hold were proposed, and are known
everywhere.
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
        longest = self.longest
        for start, word in enumerate(folded):
            for end in range(min(len(folded), start + longest.get(word, 0)), start, -1):
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
        known = self.origins.get(key)
        if known is None:
            return ()
        if but is None:
            return tuple(known)
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
    come_from = list(zip(sentences, origins_of(sentences), strict=True))
    of_others = ((tuple(m), label) for label, known in (mentions or {}).items() for m in known)
    taught = _Known(number)
    for sentence, origin in come_from:
        if origin.teaches:
            taught.add(_mentions(sentence), origin.number)
    proposed = _Known(number)
    for sentence, origin in come_from:
        if not origin.teaches:
            proposed.add(_mentions(sentence), EVERYWHERE)
    taught.add_unknown(proposed)
    taught.add(of_others, EVERYWHERE)
    origins = taught.origins
    return Gazetteer(
        tuple(labels),
        {
            key: {n: frozenset(found) for n, found in sorted(of.items())}
            for key, of in origins.items()
        },
    )


class _Known:
    """Mentions as they are collected: case folded, by label number, with their origins."""

    def __init__(self, number: Mapping[str, int]) -> None:
        self.number = number
        self.origins: dict[Key, dict[int, set[int]]] = {}

    def add(self, mentions: Iterable[tuple[Sequence[str], str]], origin: int) -> None:
        """Note that an origin teaches mentions; those of other labels are passed over."""
        for words, label in mentions:
            if label in self.number and words:
                key = tuple(word.casefold() for word in words)
                self.origins.setdefault(key, {}).setdefault(self.number[label], set()).add(origin)

    def add_unknown(self, others: "_Known") -> None:
        """Take over what is not known yet."""
        for key, labels in others.origins.items():
            for label, origins in labels.items():
                self.origins.setdefault(key, {}).setdefault(label, origins)


def _mentions(sentence: Sentence) -> Iterator[tuple[Sequence[str], str]]:
    words = sentence.words
    for entity in sentence.entities:
        yield words[entity.start : entity.end], entity.label
