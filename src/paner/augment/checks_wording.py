"""Checks of a paraphrase's words: too much its original, too little, a mention among them."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from paner.augment.candidate import Candidate
from paner.augment.rejection import Rejection
from paner.augment.similarity import SimilarityBand
from paner.augment.spacing import UNSPACED
from paner.augment.swaps import swapped_placeholders
from paner.augment.template import Template

__all__ = ["copy", "drift", "leaked_mention", "length", "near_duplicate", "swap"]

FEWEST_WORDS = 4
LONGEST_NAME = 6  # words; a longer mention does not slip in by chance


def copy(candidate: Candidate, band: SimilarityBand) -> Rejection | None:
    """The paraphrase has the original's words, or is as alike as if it had."""
    same = _folded(candidate.paraphrase) == _folded(candidate.original)
    if same or candidate.similarity > band.high:
        detail = f"similarity {candidate.similarity:.3f} to the original, above {band.high}"
        return Rejection("copy", "the same words as the original" if same else detail)
    return None


def drift(candidate: Candidate, band: SimilarityBand) -> Rejection | None:
    """The paraphrase speaks of something else; a context of a few words says too little to tell."""
    few = len(_folded_context_words(candidate.original)) < FEWEST_WORDS
    if candidate.similarity < band.low and not few:
        detail = f"similarity {candidate.similarity:.3f} to the original, below {band.low}"
        return Rejection("drift", detail)
    return None


def length(
    candidate: Candidate, *, shortest: float, longest: float, slack: int
) -> Rejection | None:
    """The paraphrase left much out, or added much."""
    before, after = len(candidate.original.words), len(candidate.paraphrase.words)
    low = before * shortest - slack
    high = before * longest + slack
    if low <= after <= high:
        return None
    return Rejection("length", f"{after} words, expected {max(low, 1):.0f} to {high:.0f}")


def leaked_mention(candidate: Candidate) -> Rejection | None:
    """A mention is written out in the context, more often than the original's context has it.

    The sentence's own mentions count in any case; of other known ones only names (with a capital,
    in that case), since `learning` may be a known field and yet an innocent word.
    """
    before, after = _folded_context(candidate.original), _folded_context(candidate.paraphrase)
    for mention in candidate.original.entities.values():
        words = tuple(word.casefold() for word in mention.words)
        if _occurrences(words, after) > _occurrences(words, before):
            return Rejection("leaked mention", f"{mention.text!r} is written out in the context")
        glued = "".join(words)
        if UNSPACED.search(glued) and "".join(after).count(glued) > "".join(before).count(glued):
            return Rejection("leaked mention", f"{mention.text!r} is written out in the context")
    for name in _names(candidate.paraphrase, candidate.names):
        folded = [word.casefold() for word in name]
        if _occurrences(folded, after) > _occurrences(folded, before):
            detail = f"{' '.join(name)!r}, known as an entity, came into the context"
            return Rejection("leaked mention", detail)
    return None


def near_duplicate(candidate: Candidate, band: SimilarityBand) -> Rejection | None:
    """The paraphrase repeats a sibling."""
    folded = _folded(candidate.paraphrase)
    for sibling, similarity in zip(candidate.siblings, candidate.sibling_similarities, strict=True):
        if similarity > band.high or _folded(sibling) == folded:
            detail = f"similarity {similarity:.3f} to the paraphrase {sibling.text!r}"
            return Rejection("near-duplicate", detail)
    return None


def swap(candidate: Candidate) -> Rejection | None:
    """Two placeholders changed places, all around them being as it was."""
    pair = swapped_placeholders(candidate.original, candidate.paraphrase)
    if pair is None:
        return None
    return Rejection("swapped placeholders", f"{pair[0]} and {pair[1]} changed places")


def _folded(template: Template) -> list[str]:
    """Its words without case and without punctuation that stands alone."""
    return [w.casefold() for w in template.words if any(c.isalnum() for c in w)]


def _folded_context_words(template: Template) -> list[str]:
    return [word for word in _folded_context(template) if any(c.isalnum() for c in word)]


def _names(template: Template, names: AbstractSet[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The names that stand in a template's context."""
    words = ["" if word in template.entities else word for word in template.words]
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(words)) + 1):
            if tuple(words[start:end]) in names:
                yield tuple(words[start:end])


def _folded_context(template: Template) -> list[str]:
    """Its words without case, with a gap for each entity: no mention reaches across one."""
    return ["" if word in template.entities else word.casefold() for word in template.words]


def _occurrences(words: Sequence[str], context: Sequence[str]) -> int:
    width = len(words)
    return sum(
        tuple(context[i : i + width]) == tuple(words) for i in range(len(context) - width + 1)
    )
