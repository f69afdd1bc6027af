"""A long document in pieces of about a sentence each, and the way back."""

# ruff: noqa: RUF001 - the punctuation of other scripts is the point

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

__all__ = ["clause_ends", "cut", "join_sentences", "sentence_ends", "split_sentences"]

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
    edges = [0, *sentence_ends(sentence), len(sentence.offsets)]
    if max_words is not None:
        edges = _shortened(sentence, edges, _inside(sentence), max_words)
    return cut(sentence, edges[1:-1])


def sentence_ends(document: Sentence) -> list[int]:
    """The words before which a sentence ends, but for the document's own end; none in an entity."""
    inside = _inside(document)
    return [i for i in range(1, len(document.offsets)) if i not in inside and _ends(document, i)]


def clause_ends(document: Sentence) -> list[int]:
    """The words behind a comma or its kin; none in an entity."""
    inside, words = _inside(document), document.words
    return [i for i in range(1, len(words)) if words[i - 1] in _SOFT and i not in inside]


def cut(document: Sentence, before: Sequence[int]) -> list[Sentence]:
    """Cut a document before these words; it comes back alone, as it is, where there are none."""
    edges = [0, *before, len(document.offsets)]
    if len(edges) <= 2:
        return [document]
    return [_piece(document, edges[i], edges[i + 1], i) for i in range(len(edges) - 1)]


def _inside(sentence: Sentence) -> set[int]:
    """The words before which a cut would go through an entity."""
    return {i for entity in sentence.entities for i in range(entity.start + 1, entity.end)}


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


def _start(entity: Entity) -> int:
    return entity.start


def _piece(sentence: Sentence, first: int, behind: int, number: int) -> Sentence:
    within = (bisect_left(sentence.entities, word, key=_start) for word in (first, behind))
    start, end = sentence.offsets[first][0], sentence.offsets[behind - 1][1]
    return Sentence(
        sentence.text[start:end],
        tuple((s - start, e - start) for s, e in sentence.offsets[first:behind]),
        tuple(
            Entity(e.start - first, e.end - first, e.label, e.confidence)
            for e in sentence.entities[slice(*within)]
            if e.end <= behind
        ),
        f"{sentence.id}#{number}" if sentence.id else "",
        sentence.provenance,
        sentence.asked,
    )
