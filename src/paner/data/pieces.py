"""A long document in pieces of about a sentence each, and the way back."""

# ruff: noqa: RUF001 - the punctuation of other scripts is the point

from collections.abc import Iterable

from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

__all__ = ["join_sentences", "split_sentences"]

_FINAL = frozenset(".!?…。！？．｡؟۔।॥։።።༎။។‼⁇⁈⁉")
_CLOSING = frozenset("\"'”’»)]}）」』】〉》›")
_UNSPACED_FINAL = frozenset("。！？．｡။។")
_SOFT = frozenset(",;:–—，、；：،؛")


def split_sentences(sentence: Sentence, *, max_words: int | None = None) -> list[Sentence]:
    """Cut a document into sentences, by rules that hold in any script, never inside an entity.

    A piece ends behind `.`, `!`, `?` or their kin and the quotes or brackets that close with it,
    where white space and no lower-case letter follow, and at a blank line.

    Args:
        sentence: The document.
        max_words: Cut longer pieces, at a comma where there is one; an entity stays whole.

    Returns:
        Pieces that hold all words in order; `join_sentences` is the way back. A document that
        needs no cut comes back alone, as it is.

    >>> document = Sentence.from_words("It works . He smiled .".split())
    >>> [piece.text for piece in split_sentences(document)]
    ['It works .', 'He smiled .']
    """
    inside = {i for entity in sentence.entities for i in range(entity.start + 1, entity.end)}
    cuts = [i for i in range(1, len(sentence.offsets)) if i not in inside and _ends(sentence, i)]
    edges = [0, *cuts, len(sentence.offsets)]
    if max_words is not None:
        edges = _shortened(sentence, edges, inside, max_words)
    if len(edges) <= 2:
        return [sentence]
    return [_piece(sentence, edges[i], edges[i + 1], i) for i in range(len(edges) - 1)]


def join_sentences(document: Sentence, pieces: Iterable[Sentence]) -> Sentence:
    """The document with the entities of its pieces, as `split_sentences` cut them.

    Raises:
        DataError: The pieces do not have the document's words.
    """
    entities: list[Entity] = []
    words = 0
    for piece in pieces:
        entities.extend(
            Entity(e.start + words, e.end + words, e.label, e.confidence) for e in piece.entities
        )
        words += len(piece.offsets)
    if words != len(document.offsets):
        raise DataError(
            "the pieces are not those of the document",
            found=f"{words} words",
            expected=f"{len(document.offsets)} words",
        )
    return document.with_entities(entities)


def _ends(sentence: Sentence, index: int) -> bool:
    """Whether a piece ends before the word `index`."""
    text, offsets = sentence.text, sentence.offsets
    gap = text[offsets[index - 1][1] : offsets[index][0]]
    if gap.replace("\r\n", "\n").count("\n") > 1 or "\u2029" in gap or "\f" in gap:
        return True
    following = text[offsets[index][0]]
    if following.islower() or following in _CLOSING - set("\"'’”") or following in _FINAL:
        return False
    last = index - 1
    while last > 0 and _word(sentence, last) in _CLOSING:
        last -= 1
    word = _word(sentence, last)
    if not set(word) <= _FINAL:
        return False
    return bool(gap) or word[-1] in _UNSPACED_FINAL


def _word(sentence: Sentence, index: int) -> str:
    return sentence.text[slice(*sentence.offsets[index])]


def _shortened(sentence: Sentence, edges: list[int], inside: set[int], max_words: int) -> list[int]:
    """Edges with further ones, so that pieces have at most `max_words` words where they can."""
    result = [0]
    for edge in edges[1:]:
        while edge - result[-1] > max_words:
            cut = _best_cut(sentence, result[-1], min(result[-1] + max_words, edge), inside)
            if cut is None:
                break
            result.append(cut)
        result.append(edge)
    return result


def _best_cut(sentence: Sentence, start: int, limit: int, inside: set[int]) -> int | None:
    """The last place behind a soft mark in the second half, else the last place at all."""
    places = [i for i in range(start + 1, limit + 1) if i not in inside]
    if not places:
        following = (i for i in range(limit + 1, len(sentence.offsets)) if i not in inside)
        return next(following, None)
    half = start + (limit - start) // 2
    soft = [i for i in places if i > half and _word(sentence, i - 1) in _SOFT]
    return (soft or places)[-1]


def _piece(sentence: Sentence, first: int, behind: int, number: int) -> Sentence:
    start, end = sentence.offsets[first][0], sentence.offsets[behind - 1][1]
    return Sentence(
        sentence.text[start:end],
        tuple((s - start, e - start) for s, e in sentence.offsets[first:behind]),
        tuple(
            Entity(e.start - first, e.end - first, e.label, e.confidence)
            for e in sentence.entities
            if first <= e.start and e.end <= behind
        ),
        f"{sentence.id}#{number}" if sentence.id else "",
        sentence.provenance,
    )
