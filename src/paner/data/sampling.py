"""A few sentences of a corpus, for training with few: seeded, and with every type in it."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from paner.data.sentence import Sentence
from paner.errors import UsageError

__all__ = ["FewShot", "few_shot", "first", "sample", "types_left_out"]


@dataclass(frozen=True, slots=True)
class FewShot:
    """A few sentences of a corpus, and which ones they are.

    Args:
        sentences: The drawn sentences, in the corpus's order.
        places: Their places in the corpus, counted from 0: with the corpus they are the sample.
        seed: What they were drawn with.
        left_out: The corpus's entity types that none of them holds.
    """

    sentences: tuple[Sentence, ...]
    places: tuple[int, ...]
    seed: int
    left_out: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Which sentences these are, as plain values for JSON; ids where the corpus has them."""
        ids = [sentence.id for sentence in self.sentences]
        return {
            "seed": self.seed,
            "places": list(self.places),
            "ids": ids if all(ids) else None,
            "types_left_out": list(self.left_out),
        }


def first(sentences: Iterable[Sentence], n: int) -> list[Sentence]:
    """The first n sentences, or all if there are fewer.

    Raises:
        UsageError: n is negative.
    """
    return list(islice(sentences, _checked(n)))


def sample(sentences: Sequence[Sentence], n: int, seed: int) -> list[Sentence]:
    """Draw n sentences at random, so that every entity type is among them where n allows it.

    The types are served from the rarest to the most frequent: one that nothing drawn so far holds
    gets a random sentence of its own. The other places are filled at random. `types_left_out` says
    what an n that is too small leaves out.

    Args:
        sentences: The corpus.
        n: How many to draw; all, if there are fewer.
        seed: Equal seeds draw equal samples.

    Returns:
        The drawn sentences, in the order of the corpus.

    Raises:
        UsageError: n is negative.
    """
    return [sentences[index] for index in _drawn(sentences, n, seed)]


def few_shot(sentences: Sequence[Sentence], n: int, seed: int) -> FewShot:
    """Draw n sentences as `sample` does, and keep which ones they are.

    >>> corpus = [Sentence.from_words([word]) for word in "abcd"]
    >>> few_shot(corpus, 2, seed=1) == few_shot(corpus, 2, seed=1)
    True
    """
    places = _drawn(sentences, n, seed)
    drawn = [sentences[index] for index in places]
    return FewShot(tuple(drawn), tuple(places), seed, tuple(types_left_out(drawn, sentences)))


def types_left_out(drawn: Iterable[Sentence], sentences: Iterable[Sentence]) -> list[str]:
    """The entity types of a corpus that a sample of it does not hold, sorted."""
    return sorted(_types(sentences) - _types(drawn))


def _drawn(sentences: Sequence[Sentence], n: int, seed: int) -> list[int]:
    """The places of the sentences that `sample` draws, in order."""
    places = _checked(n)
    order = random.Random(seed).sample(range(len(sentences)), len(sentences))
    labels = [{entity.label for entity in sentence.entities} for sentence in sentences]
    support = Counter(label for held in labels for label in held)
    drawn: dict[int, None] = {}
    covered: set[str] = set()
    for label, _ in sorted(support.items(), key=lambda item: (item[1], item[0])):
        if label not in covered and len(drawn) < places:
            index = next(index for index in order if label in labels[index])
            drawn[index] = None
            covered |= labels[index]
    rest = (index for index in order if index not in drawn)
    chosen = [*drawn, *islice(rest, places - len(drawn))]
    return sorted(chosen)


def _types(sentences: Iterable[Sentence]) -> set[str]:
    return {entity.label for sentence in sentences for entity in sentence.entities}


def _checked(n: int) -> int:
    if n < 0:
        raise UsageError(f"cannot take {n} sentences; the number must not be negative")
    return n
