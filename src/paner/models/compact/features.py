"""Sentences to what the network reads: tokens, first tokens, shapes, known mentions, targets."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from paner.data.sentence import Sentence
from paner.models.compact.gazetteer import Gazetteer, Match
from paner.models.compact.pieces import Pieces
from paner.models.compact.shapes import word_shape
from paner.models.compact.windows import Window, cut

__all__ = ["NO_LOSS", "Reading", "Row", "kept_tags", "matches_inside", "rows_of"]

NO_LOSS = -100  # the target id that torch's losses pass over
NO_WORD = -1  # the word of a special token


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How sentences are read.

    Args:
        pieces: The tokenizer.
        max_tokens: Tokens in a row, special tokens included.
        context_tokens: Tokens that neighbouring rows of a long sentence share.
        gazetteer: Known mentions, where the network is shown any.
    """

    pieces: Pieces
    max_tokens: int
    context_tokens: int
    gazetteer: Gazetteer | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One window of a sentence.

    Args:
        window: Its words in the sentence; those outside its kept part have no target.
        input_ids: T token ids.
        word_of: The word, counted in the window, that each token belongs to, or `NO_WORD` (T).
        first: The first token of each word (W).
        shapes: The shape of each word (W).
        matches: Known mentions, in words of the window.
        target_ids: The tag of each word (W), `NO_LOSS` for context; none in tagging.
    """

    window: Window
    input_ids: list[int]
    word_of: list[int]
    first: list[int]
    shapes: list[int]
    matches: tuple[Match, ...] = ()
    target_ids: list[int] | None = None


def rows_of(
    sentence: Sentence,
    reading: Reading,
    *,
    tags: Sequence[int] | None = None,
    but: int | None = None,
) -> list[Row]:
    """Cut a sentence into rows that are short enough; no word is lost.

    Args:
        sentence: W words; with none there are no rows.
        reading: How to read it.
        tags: The tag of each word (W), in training.
        but: The sentence's own origin in the gazetteer, in training.
    """
    words = sentence.words
    if not words:
        return []
    pieces, gazetteer = reading.pieces, reading.gazetteer
    tokens = pieces.of(words)
    budget = reading.max_tokens - len(pieces.prefix) - len(pieces.suffix)
    shapes = [word_shape(word) for word in words]
    matches = [] if gazetteer is None else gazetteer.matches(words, but=but)
    rows = []
    for window in cut([len(ids) for ids in tokens], budget, reading.context_tokens):
        part = slice(window.start, window.end)
        read = [ids[:budget] for ids in tokens[part]]
        rows.append(
            Row(
                window,
                [*pieces.prefix, *itertools.chain.from_iterable(read), *pieces.suffix],
                _word_of(read, pieces),
                list(itertools.accumulate(map(len, read[:-1]), initial=len(pieces.prefix))),
                shapes[part],
                matches_inside(matches, window),
                None if tags is None else kept_tags(tags, window),
            )
        )
    return rows


def _word_of(tokens: Sequence[tuple[int, ...]], pieces: Pieces) -> list[int]:
    """The word of each token, special tokens around them."""
    owners = [index for index, word in enumerate(tokens) for _ in word]
    return [NO_WORD] * len(pieces.prefix) + owners + [NO_WORD] * len(pieces.suffix)


def matches_inside(matches: Sequence[Match], window: Window) -> tuple[Match, ...]:
    """The matches that lie wholly in a window, in its words."""
    return tuple(
        Match(match.start - window.start, match.end - window.start, match.labels)
        for match in matches
        if window.start <= match.start and match.end <= window.end
    )


def kept_tags(tags: Sequence[int], window: Window) -> list[int]:
    """A window's tags, those of its context words wiped out."""
    return [
        tags[position] if window.keep_start <= position < window.keep_end else NO_LOSS
        for position in range(window.start, window.end)
    ]
