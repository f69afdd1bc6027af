"""A masked sentence with its answers, and what became of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paner.augment.rejection import Rejection
from paner.augment.template import Template

__all__ = ["Answered", "Judged", "Remarks"]


@dataclass(frozen=True, slots=True)
class Answered:
    """A masked sentence and what a model answered.

    Args:
        template: The masked sentence.
        answers: The paraphrases, as they came.
        parent: The sentence's `id`.
        source: Where the answers are recorded.
        line: The line there.
        last: Whether nobody will be asked again, so that damaged placeholders may be mapped back
            where too few paraphrases passed.
    """

    template: Template
    answers: Sequence[str]
    parent: str
    source: str = ""
    line: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Remarks:
    """What else is to be said of a kept paraphrase.

    Args:
        undecided: The checks that could not tell.
        mapped: Whether its placeholders were damaged, and mapped back by position and type.
        articles: How many articles before placeholders were mended.
    """

    undecided: tuple[str, ...] = ()
    mapped: bool = False
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One masked sentence's paraphrases: those to keep, in the order of the answers, and the rest.

    Args:
        answered: What was judged.
        kept: The paraphrases to keep.
        similarities: Each one's cosine similarity to its original.
        rejections: The other answers, each with its reason.
        remarks: What else is to be said of each kept paraphrase.
    """

    answered: Answered
    kept: tuple[Template, ...]
    similarities: tuple[float, ...]
    rejections: tuple[Rejection, ...]
    remarks: tuple[Remarks, ...] = ()

    @property
    def noted(self) -> Mapping[str, int]:
        """The remarks, counted: mapped paraphrases, mended articles, undecided checks."""
        counts = Counter[str]()
        for remarks in self.remarks:
            counts["placeholders mapped"] += remarks.mapped
            counts["articles mended"] += remarks.articles
            counts.update(f"undecided: {name}" for name in remarks.undecided)
        return +counts
