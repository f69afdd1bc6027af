"""What a check looks at: a paraphrase beside its original and its siblings."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from paner.augment.template import Template

__all__ = ["Candidate", "Undecided"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paraphrase whose placeholders are right, with what the checks look at.

    Args:
        original: The template that was reworded.
        paraphrase: The rewording.
        similarity: Cosine similarity of the two.
        names: Mentions known elsewhere that have a capital: none may come into the context.
        siblings: Paraphrases of the same template that were kept before it.
        sibling_similarities: Its similarity to each.
    """

    original: Template
    paraphrase: Template
    similarity: float
    names: AbstractSet[tuple[str, ...]] = frozenset()
    siblings: Sequence[Template] = ()
    sibling_similarities: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Undecided:
    """A check that could not tell: the paraphrase is kept, and the case is counted.

    Args:
        why: What was missing, in words.
    """

    why: str
