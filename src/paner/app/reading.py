"""How a command reads its files: the format and the rule for overlaps that were asked for."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from paner.app.show import note_counts
from paner.data.corpus import Corpus
from paner.data.formats.format import Overlaps
from paner.data.read import iter_sentences, read
from paner.data.schemes import Repair
from paner.data.sentence import Sentence
from paner.errors import DataError

__all__ = ["Reading", "blaming"]


@contextmanager
def blaming(path: str) -> Iterator[None]:
    """Name the file in an error that came up only when its sentences were used."""
    try:
        yield
    except DataError as error:
        if error.path is not None:
            raise
        raise DataError(str(error), path=path) from error


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person said about reading.

    Args:
        format: A format's name; `None` detects it.
        overlaps: What to do with nested or overlapping spans.
        scheme: A tag scheme; `None` detects it.
        repair: What becomes of tags that break their scheme.
    """

    format: str | None = None
    overlaps: Overlaps = "error"
    scheme: str | None = None
    repair: Repair = "conlleval"

    def corpus(self, path: str) -> Corpus:
        """Read a whole corpus, and say on stderr what was skipped, joined or mended."""
        corpus = read(
            path,
            format=self.format,
            overlaps=self.overlaps,
            scheme=self.scheme,
            repair=self.repair,
        )
        note_counts(corpus.counts, path)
        return corpus

    def beside(self, path: str) -> Corpus:
        """Read a second file, whose format is its own affair."""
        return Reading(None, self.overlaps, repair=self.repair).corpus(path)

    def predictions(self, path: str) -> Corpus:
        """Read predictions: their format is their own affair, a scheme that was named theirs too.

        Without a single `B-`, tags pass for IOB1, in which nothing about them is malformed.
        """
        return replace(self, format=None).corpus(path)

    def stream(self, path: str, counts: Counter[str]) -> Iterator[Sentence]:
        """Read sentence by sentence; `counts` fills up meanwhile."""
        return iter_sentences(
            path,
            format=self.format,
            overlaps=self.overlaps,
            scheme=self.scheme,
            repair=self.repair,
            counts=counts,
        )
