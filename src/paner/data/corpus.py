"""Sentences read from one place, with what the reader noticed on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from paner.data.sentence import Sentence

__all__ = ["Corpus"]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A read corpus.

    Args:
        sentences: Its sentences or documents, in order.
        source: The file's name.
        format: The name of the format it was read as.
        counts: What the reader skipped, joined or mended, by a readable reason
            (`"overlapping spans dropped"`: 11); empty where all went straight.
    """

    sentences: tuple[Sentence, ...]
    source: str
    format: str
    counts: Mapping[str, int] = field(default_factory=Counter)

    @property
    def labels(self) -> list[str]:
        """The entity types that occur, sorted."""
        return sorted({entity.label for s in self.sentences for entity in s.entities})
