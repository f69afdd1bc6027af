"""What a corpus holds, and what in it deserves a second look before anyone trains on it."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from paner.data.corpus import Corpus
from paner.data.formats.tagged import MALFORMED
from paner.data.sentence import Entity, Sentence

__all__ = ["Audit", "audit"]

EXAMPLES = 20
_BRITISH = (("isation", "ization"), ("our", "or"), ("logue", "log"), ("centre", "center"))


@dataclass(frozen=True, slots=True)
class Audit:
    """The numbers of one corpus; `to_dict` is what `paner inspect --json` prints.

    Args:
        source: The file.
        format: The name of its format.
        sentences: Sentences or documents; a `-DOCSTART-` line is none.
        words: Words in all.
        entities: Entities in all.
        types: Entities by label, the most frequent first.
        touching: Sentences where an entity stands right behind another of the same label.
        touching_pairs: How many such pairs there are.
        malformed: Tags that break their scheme, mended in reading.
        without_entities: Sentences without an entity.
        words_with_slash: Words that contain `/`.
        non_ascii: Words with a character beyond ASCII.
        over_100_words: Sentences of more than 100 words.
        longest: Words in the longest sentence.
        duplicates: Sentences with the same words as an earlier one.
        conflicting_duplicates: Sequences of words that occur with different entities.
        ambiguous: Strings annotated with more than one label: counts by label, at most 20 strings,
            the most frequent first.
        ambiguous_mentions: How many such strings there are.
        similar_labels: Groups of labels that differ only in case, punctuation or spelling, here
            or between this corpus and those it is held against.
        leaks: Sentences with the same words as one of another corpus, by its file.
        counts: What the reader skipped or mended, by reason.
    """

    source: str
    format: str
    sentences: int
    words: int
    entities: int
    types: Mapping[str, int]
    touching: int
    touching_pairs: int
    malformed: int
    without_entities: int
    words_with_slash: int
    non_ascii: int
    over_100_words: int
    longest: int
    duplicates: int
    conflicting_duplicates: int
    ambiguous: Mapping[str, Mapping[str, int]]
    ambiguous_mentions: int
    similar_labels: tuple[tuple[str, ...], ...]
    leaks: Mapping[str, int]
    counts: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """The same as plain values, ready for JSON, with `notes` in words."""
        values = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return values | {"notes": self.notes}

    @property
    def notes(self) -> list[str]:
        """A sentence for each thing that deserves a look; empty where nothing does."""
        kinds = {
            "sentences repeat the words of an earlier one": self.duplicates,
            "sentences occur with different entities": self.conflicting_duplicates,
            "strings are annotated with more than one label": self.ambiguous_mentions,
            "sentences have touching entities of one label": self.touching,
            **{f"sentences also stand in {path}": count for path, count in self.leaks.items()},
            **{f"{reason}": count for reason, count in self.counts.items()},
        }
        similar = [
            f"labels that differ only in spelling: {', '.join(group)}"
            for group in self.similar_labels
        ]
        return [f"{count} {kind}" for kind, count in kinds.items() if count] + similar


def audit(corpus: Corpus, against: Sequence[Corpus] = ()) -> Audit:
    """Count a corpus, and hold it against others, such as its training part.

    Args:
        corpus: What to look at.
        against: Corpora that it should share no sentence with.
    """
    sentences = corpus.sentences
    types = Counter(entity.label for s in sentences for entity in s.entities)
    pairs = [_touching_pairs(sentence) for sentence in sentences]
    words = [word for sentence in sentences for word in sentence.words]
    lengths = [len(sentence.offsets) for sentence in sentences]
    duplicates, conflicting = _duplicates(sentences)
    ambiguous = _ambiguous(sentences)
    labels = {label for other in (corpus, *against) for label in other.labels}
    return Audit(
        source=corpus.source,
        format=corpus.format,
        sentences=len(sentences),
        words=len(words),
        entities=types.total(),
        types=dict(types.most_common()),
        touching=sum(map(bool, pairs)),
        touching_pairs=sum(pairs),
        malformed=corpus.counts.get(MALFORMED, 0),
        without_entities=sum(not sentence.entities for sentence in sentences),
        words_with_slash=sum("/" in word for word in words),
        non_ascii=sum(not word.isascii() for word in words),
        over_100_words=sum(length > 100 for length in lengths),
        longest=max(lengths, default=0),
        duplicates=duplicates,
        conflicting_duplicates=conflicting,
        ambiguous=dict(list(ambiguous.items())[:EXAMPLES]),
        ambiguous_mentions=len(ambiguous),
        similar_labels=_similar(labels),
        leaks={other.source: _leaks(sentences, other.sentences) for other in against},
        counts=dict(corpus.counts),
    )


def _touching_pairs(sentence: Sentence) -> int:
    return sum(a.end == b.start and a.label == b.label for a, b in pairwise(sentence.entities))


def _duplicates(sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Sentences with the words of an earlier one; word sequences with several annotations."""
    annotations: defaultdict[tuple[str, ...], set[tuple[Entity, ...]]] = defaultdict(set)
    for sentence in sentences:
        annotations[sentence.words].add(sentence.entities)
    return len(sentences) - len(annotations), sum(len(found) > 1 for found in annotations.values())


def _ambiguous(sentences: Iterable[Sentence]) -> dict[str, dict[str, int]]:
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for entity in sentence.entities:
            labels[sentence.mention(entity)][entity.label] += 1
    several = {mention: dict(found) for mention, found in labels.items() if len(found) > 1}
    return dict(sorted(several.items(), key=lambda item: (-sum(item[1].values()), item[0])))


def _similar(labels: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for label in sorted(labels):
        groups[_spelling(label)].append(label)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _spelling(label: str) -> str:
    """What is left of a label without case, accents, punctuation and British spelling.

    >>> _spelling("Organisation_Name") == _spelling("organization name")
    True
    """
    bare = unicodedata.normalize("NFKD", label).casefold()
    bare = re.sub(r"[\W_]", "", bare) or label
    for british, american in _BRITISH:
        bare = bare.replace(british, american)
    return bare


def _leaks(sentences: Iterable[Sentence], others: Iterable[Sentence]) -> int:
    known = {other.words for other in others}
    return sum(sentence.words in known for sentence in sentences)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value
