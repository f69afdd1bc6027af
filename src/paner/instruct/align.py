"""Free answers back onto the input's words: one tag a word, every repair counted.

Models without constrained decoding leave words out, add some, change some, and talk. What of it
can be told is mended; what cannot is outside of all entities, and is counted all the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from paner.data.sentence import Entity
from paner.errors import DataError
from paner.instruct.answer_pieces import Piece, parts, read_pieces
from paner.instruct.changes import changes
from paner.instruct.matching import match_words
from paner.instruct.tagged_words import AnswerTags, parse, read_tags, write_tags

__all__ = ["CASE", "CHATTER", "CUT", "INSERTED", "MISSING", "NO_TAG", "Aligned", "align"]

MISSING = "words missing"
CUT = "words missing at the end"
INSERTED = "words inserted"
CHATTER = "words without a tag around the answer"
CASE = "words in another case"
NO_TAG = "tags missing"

# Pairs of positions, of the input's parts and of the answer's pieces.
_Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Aligned:
    """What an answer says of each input word.

    Args:
        tags: W tags.
        entities: What they mean.
        repairs: How often each kind of repair was needed; empty for a faultless answer.
    """

    tags: tuple[str, ...]
    entities: tuple[Entity, ...]
    repairs: Counter[str]


def align(
    answer: str,
    words: Sequence[str],
    tags: AnswerTags,
    *,
    keep_changed: bool = True,
    spelling: Callable[[str], str] = str,
) -> Aligned:
    """Read any answer as tags of the input's words.

    Args:
        answer: What a model wrote.
        words: The W input words.
        tags: The tags it could have written.
        keep_changed: Let a word that was changed, split or joined keep its tag. Without it, such a
            word is outside, as in GNER's published matching.
        spelling: How words look to the model's tokenizer (encoded and decoded again), for models
            that cannot write every character of the input.

    >>> aligned = align("ada/PER visited/O", ["Ada", "visited", "Rome"], AnswerTags(("PER",)))
    >>> aligned.tags, dict(aligned.repairs)
    (('PER', 'O', 'O'), {'words in another case': 1, 'words missing at the end': 1})
    """
    try:
        entities = parse(answer, words, tags)
    except DataError:
        return _repaired(answer, words, tags, keep_changed=keep_changed, spelling=spelling)
    return Aligned(tuple(write_tags(entities, len(words), tags)), tuple(entities), Counter())


def _repaired(
    answer: str,
    words: Sequence[str],
    tags: AnswerTags,
    *,
    keep_changed: bool,
    spelling: Callable[[str], str],
) -> Aligned:
    counts: Counter[str] = Counter()
    pieces = read_pieces(answer, words, tags, counts)
    owners = [(index, part) for index, word in enumerate(words) for part in parts(word)]
    sides = [spelling(part.lower()) for _, part in owners], [p.text.lower() for p in pieces]
    pairs = _matched(*sides, pieces)
    counts[CASE] += sum(
        pieces[j].text != owners[i][1] and spelling(owners[i][1]) != pieces[j].text
        for i, j in pairs
    )
    if keep_changed:
        pairs = sorted(pairs + _changed(*sides, pieces, pairs, counts))
    told: dict[int, list[str | None]] = {}
    for i, j in pairs:
        told.setdefault(owners[i][0], []).append(pieces[j].tag)
    _count_lost(pieces, {j for _, j in pairs}, told, len(words), counts)
    names = tuple(_first(told.get(index, ())) or "O" for index in range(len(words)))
    return Aligned(names, tuple(read_tags(names, tags)), +counts)


def _matched(words: list[str], written: list[str], pieces: Sequence[Piece]) -> _Pairs:
    """Equal words: those with a tag first, and between them those without."""
    tagged = [j for j, piece in enumerate(pieces) if piece.tag is not None]
    pairs = [(i, tagged[j]) for i, j in match_words(words, [written[j] for j in tagged])]
    if len(tagged) == len(pieces):
        return pairs
    bare: _Pairs = []
    for rows, columns in _gaps(pairs, len(words), len(pieces)):
        among = [j for j in columns if pieces[j].tag is None]
        found = match_words([words[i] for i in rows], [written[j] for j in among])
        bare.extend((rows[i], among[j]) for i, j in found)
    return sorted(pairs + bare)


def _changed(
    words: list[str],
    written: list[str],
    pieces: Sequence[Piece],
    pairs: _Pairs,
    counts: Counter[str],
) -> _Pairs:
    """Words with a tag that stand for an input word without being equal to it."""
    added: _Pairs = []
    for rows, columns in _gaps(pairs, len(words), len(pieces)):
        among = [j for j in columns if pieces[j].tag is not None]
        for change in changes([words[i] for i in rows], [written[j] for j in among]):
            counts[change.kind] += 1
            for i in range(change.first, change.behind):
                added.extend((rows[i], among[j]) for j in range(change.start, change.end))
    return added


def _gaps(pairs: _Pairs, num_words: int, num_pieces: int) -> Iterable[tuple[range, range]]:
    """What lies between two pairs, on both sides."""
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *pairs, (num_words, num_pieces)]):
        yield range(i + 1, next_i), range(j + 1, next_j)


def _count_lost(
    pieces: Sequence[Piece],
    used: set[int],
    told: dict[int, list[str | None]],
    num_words: int,
    counts: Counter[str],
) -> None:
    for j, piece in enumerate(pieces):
        if j not in used:
            counts[CHATTER if piece.tag is None else INSERTED] += 1
    last = max(told, default=-1)
    counts[CUT] += num_words - 1 - last
    counts[MISSING] += sum(index not in told for index in range(last))
    counts[NO_TAG] += sum(_first(names) is None for names in told.values())


def _first(names: Iterable[str | None]) -> str | None:
    return next((name for name in names if name is not None), None)
