"""Lays gold and predicted sentences side by side, to compare their entities by characters."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter
from typing import NamedTuple

from paner.data.sentence import Sentence
from paner.errors import DataError

__all__ = ["Pair", "Span", "pair_sentences"]


class Span(NamedTuple):
    """An entity by its characters; two spans match if all three parts are equal (strict)."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence twice: as annotated and as predicted.

    Args:
        index: Its place in the corpus, from 0.
        gold: The annotated sentence.
        predicted: The tagged one; its words may be cut differently.
        gold_spans: The spans of `gold.entities`, in their order.
        predicted_spans: The spans of `predicted.entities`, in their order.
        characters: What the spans count: the text, or the text without its white space where
            the two differ in white space only.
        word_spans: Start and end of each gold word in `characters`.
    """

    index: int
    gold: Sentence
    predicted: Sentence
    gold_spans: tuple[Span, ...]
    predicted_spans: tuple[Span, ...]
    characters: str
    word_spans: tuple[tuple[int, int], ...]

    @property
    def correct(self) -> frozenset[Span]:
        """The spans that are right: type and both boundaries."""
        return frozenset(self.gold_spans) & frozenset(self.predicted_spans)

    def words_of(self, span: Span) -> tuple[int, int]:
        """The gold words that a span touches: the first, and the one behind the last."""
        first = bisect_right(self.word_spans, span.start, key=itemgetter(1))
        return first, bisect_left(self.word_spans, span.end, key=itemgetter(0))

    def mention(self, span: Span) -> str:
        """A span's words as gold cuts them, joined by one blank, so that both sides read alike."""
        first, behind = self.words_of(span)
        return " ".join(
            self.characters[max(span.start, left) : min(span.end, right)]
            for left, right in self.word_spans[first:behind]
        )


def pair_sentences(gold: Iterable[Sentence], predicted: Iterable[Sentence]) -> list[Pair]:
    """Pair the sentences of two corpora in order.

    Args:
        gold: Annotated sentences.
        predicted: The same sentences with predicted entities. The words may be cut differently,
            and white space may differ (a column file has none of its own); nothing else may.

    Returns:
        One pair a sentence.

    Raises:
        DataError: The corpora differ in length or in a text.

    >>> gold = Sentence.from_words(["Ann", "smiled"])
    >>> pair_sentences([gold], [Sentence("Ann smiled", ((0, 10),))])[0].characters
    'Ann smiled'
    """
    gold, predicted = list(gold), list(predicted)
    pairs: list[Pair] = []
    for index, (left, right) in enumerate(zip_longest(gold, predicted)):
        if left is None or right is None:
            raise DataError(
                f"gold and predicted differ in length: {_name(index, left or right)} stands alone",
                found=f"{len(predicted)} predicted sentences",
                expected=f"{len(gold)}, as in gold",
            )
        pairs.append(_pair(index, left, right))
    return pairs


def _pair(index: int, gold: Sentence, predicted: Sentence) -> Pair:
    if gold.text == predicted.text:
        return Pair(
            index,
            gold,
            predicted,
            tuple(Span(*gold.span(entity), entity.label) for entity in gold.entities),
            tuple(Span(*predicted.span(entity), entity.label) for entity in predicted.entities),
            gold.text,
            gold.offsets,
        )
    bare = "".join(gold.text.split())
    if bare != "".join(predicted.text.split()):
        raise _other_text(index, gold, predicted)
    before, before_predicted = (
        _places_without_space(gold.text),
        _places_without_space(predicted.text),
    )
    return Pair(
        index,
        gold,
        predicted,
        _bare_spans(gold, before),
        _bare_spans(predicted, before_predicted),
        bare,
        tuple((before[start], before[end]) for start, end in gold.offsets),
    )


def _places_without_space(text: str) -> list[int]:
    """For each position in the text, how many characters before it are no white space."""
    places = [0]
    for character in text:
        places.append(places[-1] + (not character.isspace()))
    return places


def _bare_spans(sentence: Sentence, places: Sequence[int]) -> tuple[Span, ...]:
    spans = ((sentence.span(entity), entity.label) for entity in sentence.entities)
    return tuple(Span(places[start], places[end], label) for (start, end), label in spans)


def _other_text(index: int, gold: Sentence, predicted: Sentence) -> DataError:
    same = 0
    for left, right in zip(gold.text, predicted.text, strict=False):
        if left != right:
            break
        same += 1
    begin = max(0, same - 20)
    return DataError(
        f"{_name(index, gold)} has another text in the predictions, from character {same} on"
        " (are both files the same corpus in the same order?)",
        found=predicted.text[begin : same + 40],
        expected=repr(gold.text[begin : same + 40]),
    )


def _name(index: int, sentence: Sentence) -> str:
    return f"sentence {index + 1}" + (f" (id {sentence.id!r})" if sentence.id else "")
