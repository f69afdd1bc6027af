"""A free answer cut into words and tags, with what had to be overlooked on the way."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from paner.instruct.tagged_words import AnswerTags

__all__ = ["LINES", "MARKUP", "TAG_FORM", "UNKNOWN_TAG", "Piece", "parts", "read_pieces"]

LINES = "line breaks"
MARKUP = "marks around words or tags"
TAG_FORM = "tags written otherwise"
UNKNOWN_TAG = "unknown tags"
MARKS = "*_`~\"'.,;:!?()[]{}<>|#"
# Not `\s`: a no-break space may stand inside a word.
_PART = re.compile(r"[^ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word of an answer.

    Args:
        text: The word.
        tag: Its tag, one of the known ones; `None` where it has none.
    """

    text: str
    tag: str | None


def parts(word: str) -> list[str]:
    """What stands between a word's blanks; most words are one part.

    >>> parts("38.4 million")
    ['38.4', 'million']
    """
    return _PART.findall(word) or [word]


def read_pieces(
    answer: str, words: Iterable[str], tags: AnswerTags, counts: Counter[str]
) -> list[Piece]:
    """Cut an answer at blanks and each piece at its last slash.

    Args:
        answer: What a model wrote.
        words: The input's words: what is one of them is not cut.
        tags: The known tags.
        counts: Where repairs are counted, by kind.

    Returns:
        Its words in order; one with an unknown tag is outside.
    """
    known = {part.lower() for word in words for part in parts(word)}
    counts[LINES] += len(answer.strip().splitlines()) - 1 if "\n" in answer.strip() else 0
    pieces: list[Piece] = []
    for part in parts(_with_whole_labels(answer, tags)) if answer.strip() else []:
        piece = _piece(part, known, tags, counts)
        if not piece.text and pieces and pieces[-1].tag is None:
            pieces[-1] = Piece(pieces[-1].text, piece.tag)  # `word /TAG`
            counts[MARKUP] += 1
        elif piece.text:
            pieces.append(piece)
    return pieces


def _with_whole_labels(answer: str, tags: AnswerTags) -> str:
    """Labels of several words as tags write them, else they would be cut."""
    for label, name in tags.written.items():
        if label != name:
            answer = re.sub(rf"/((?:[BI]-)?){re.escape(label)}(?!\S)", rf"/\g<1>{name}", answer)
    return answer


def _piece(part: str, known: set[str], tags: AnswerTags, counts: Counter[str]) -> Piece:
    text, slash, name = part.rpartition("/")
    tag, repair = _tag(name, tags) if slash else (None, "")
    # `and/or` without a tag: a word of the input that ends in no tag
    is_word = part.lower() in known and (tag is None or repair == UNKNOWN_TAG)
    if not slash or is_word or (part.lower() in known and text.lower() not in known):
        return Piece(_word(part, known, counts), None)
    if repair:
        counts[repair] += 1
    return Piece(_word(text, known, counts), tag)


def _word(text: str, known: set[str], counts: Counter[str]) -> str:
    """The word without marks around it, where that makes it a word of the input."""
    bare = text.strip(MARKS)
    if text.lower() in known or bare.lower() not in known:
        return text
    counts[MARKUP] += 1
    return bare


def _tag(name: str, tags: AnswerTags) -> tuple[str | None, str]:
    """The known tag that was meant, and what had to be repaired."""
    if name in tags.names:
        return name, ""
    bare = name.strip(MARKS)
    if not bare:
        return None, ""
    if bare in tags.names:
        return bare, MARKUP
    meant = _other_forms(tags).get(_key(bare))
    return ("O", UNKNOWN_TAG) if meant is None else (meant, TAG_FORM)


@lru_cache(maxsize=8)
def _other_forms(tags: AnswerTags) -> dict[str, str]:
    """The tag that each other way to write one means: other cases, other formats, labels."""
    forms = {_key(name): name for name in tags.names}
    for label, written in tags.written.items():
        for form in (written, f"I-{written}", label):
            forms.setdefault(_key(form), tags.inside[label])
        forms.setdefault(_key(f"B-{written}"), tags.opening.get(label, tags.inside[label]))
    return forms


def _key(name: str) -> str:
    return re.sub(r"[-_\s]+", "_", name.casefold())
