"""How a command reads its files: the format and the rule for overlaps that were asked for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from paner.app.show import note_counts
from paner.data.corpus import Corpus
from paner.data.formats.format import Overlaps
from paner.data.read import iter_sentences, read
from paner.data.schemes import Repair
from paner.data.sentence import Sentence

__all__ = ["Reading"]


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
