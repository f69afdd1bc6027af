"""The strict score straight from tags, for all tags of a corpus at once.

The same entities as `entities_from_tags` and the same counts as `strict_counts`, without a record
for each sentence: what continues an entity is told by a tag and the one before it, so that every
word can be looked at in one stroke.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from paner.data.schemes import Repair, scheme_named, split_tag
from paner.errors import DataError
from paner.evaluate.scores import Macro, Score, macro

__all__ = ["TagScores", "score_tags"]

Tags: TypeAlias = Sequence[Sequence[str]]
Numbers: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

_ROLES = {role: number for number, role in enumerate("OBIES")}
_O, _B, _I, _E, _S = range(5)


@dataclass(frozen=True, slots=True)
class TagScores:
    """Strict scores of predicted tags.

    Args:
        strict: Micro score.
        per_type: The score of each type that is annotated or predicted.
        malformed_gold: Gold tags that break the scheme.
        malformed_predicted: Predicted tags that break the scheme.
        repair: What became of them.
    """

    strict: Score
    per_type: Mapping[str, Score]
    malformed_gold: int
    malformed_predicted: int
    repair: Repair

    @property
    def macro(self) -> Macro:
        """Means over the types."""
        return macro(self.per_type)


@dataclass(frozen=True, slots=True)
class _Words:
    """What each tag of a corpus does, its label's number, and whether the one before has it too."""

    roles: Numbers
    labels: Numbers
    same: Flags

    @property
    def continues(self) -> Flags:
        """Whether a tag continues the entity that the one before it leaves open."""
        before = np.append([_O], self.roles[:-1])
        inner = (self.roles == _I) | (self.roles == _E)
        found: Flags = inner & ((before == _B) | (before == _I)) & self.same
        return found


@dataclass(frozen=True, slots=True)
class _Runs:
    """The entities of a corpus, by their first word: where each ends, and its label's number."""

    ends: Numbers
    labels: Numbers
    malformed: int


def score_tags(
    gold: Tags, predicted: Tags, *, scheme: str = "BIO", repair: Repair = "conlleval"
) -> TagScores:
    """Score predicted tags against gold ones.

    Args:
        gold: The tags of each sentence.
        predicted: As many tags for the same sentences.
        scheme: The scheme of both, by any of its common names.
        repair: What becomes of tags that break the scheme, on both sides: `conlleval` mends them,
            `discard` leaves out what they tag, as seqeval's strict mode does.

    Raises:
        DataError: The two differ in length, or a tag is not of the scheme.
        UsageError: There is no such scheme.

    >>> score_tags([["B-x", "I-x", "O"]], [["B-x", "I-x", "B-x"]]).strict.precision
    0.5
    """
    scheme = scheme_named(scheme)
    if list(map(len, gold)) != list(map(len, predicted)):
        raise DataError(
            "gold and predicted tags differ in length",
            found=f"{len(predicted)} sentences of {sum(map(len, predicted))} tags",
            expected=f"{len(gold)} sentences of {sum(map(len, gold))} tags, each as long as gold's",
        )
    flat = _flat(gold), _flat(predicted)
    names = sorted({split_tag(tag, scheme)[1] for tag in {*flat[0], *flat[1]}} | {""})
    right, guessed = (_runs(tags, names, scheme, repair) for tags in flat)
    same = (right.ends == guessed.ends) & (right.labels == guessed.labels) & (right.ends > 0)
    columns = [
        np.bincount(labels, minlength=len(names))[1:].tolist()
        for labels in (
            right.labels[same],
            guessed.labels[guessed.ends > 0],
            right.labels[right.ends > 0],
        )
    ]
    found = {name: Score(*row) for name, *row in zip(names[1:], *columns, strict=True)}
    return TagScores(
        strict=Score(*map(sum, columns)),
        per_type={name: s for name, s in found.items() if s.predicted or s.support},
        malformed_gold=right.malformed,
        malformed_predicted=guessed.malformed,
        repair=repair,
    )


def _flat(sequences: Tags) -> list[str]:
    """All tags in a row, an `O` before the first and behind each sentence."""
    tags = ["O"]
    for sequence in sequences:
        tags += sequence
        tags.append("O")
    return tags


def _runs(tags: list[str], names: list[str], scheme: str, repair: Repair) -> _Runs:
    words = _words(tags, names, scheme)
    continues = words.continues
    starts = np.flatnonzero((words.roles != _O) & ~continues)
    lasts = np.flatnonzero((words.roles != _O) & ~np.append(continues[1:], [False]))
    malformed = _malformed(words, starts, lasts, scheme)
    if malformed and repair == "discard":
        starts, lasts = _well_formed(words, starts, lasts, scheme)
    ends = np.zeros(len(tags), dtype=np.int64)
    ends[starts] = lasts + 1
    return _Runs(ends, np.where(ends > 0, words.labels, 0), malformed)


def _words(tags: list[str], names: list[str], scheme: str) -> _Words:
    number = {name: place for place, name in enumerate(names)}
    known = {tag: place for place, tag in enumerate(dict.fromkeys(tags))}
    split = [split_tag(tag, scheme) for tag in known]
    places = np.fromiter(map(known.__getitem__, tags), dtype=np.int64, count=len(tags))
    roles = np.array([_ROLES[role] for role, _ in split])[places]
    labels = np.array([number[label] for _, label in split])[places]
    return _Words(roles, labels, np.append([False], labels[1:] == labels[:-1]))


def _malformed(words: _Words, starts: Numbers, lasts: Numbers, scheme: str) -> int:
    """How many tags break the scheme, counted as `entities_from_tags` does."""
    if scheme == "IOB1":
        return int(np.count_nonzero((words.roles == _B) & ~words.same))
    opening = words.roles[starts]
    broken = np.count_nonzero((opening == _I) | (opening == _E))
    if scheme != "BIO":
        broken += np.count_nonzero(words.roles[lasts] <= _I)  # left open
    return int(broken)


def _well_formed(
    words: _Words, starts: Numbers, lasts: Numbers, scheme: str
) -> tuple[Numbers, Numbers]:
    """First and last words of what seqeval's strict mode keeps."""
    opening, closing = words.roles[starts], words.roles[lasts]
    if scheme != "IOB1":
        kept = (opening == _B) | (opening == _S)
        if scheme != "BIO":
            kept &= closing >= _E
        return starts[kept], lasts[kept]
    starts = starts + ((opening == _B) & ~words.same[starts])  # such a `B-` parts nothing
    # One `B-` right before a `B-` of another label is no entity for seqeval.
    lost = (closing == _B) & (words.roles[lasts + 1] == _B) & ~words.same[lasts + 1]
    kept = (starts <= lasts) & ~lost
    return starts[kept], lasts[kept]
