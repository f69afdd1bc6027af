"""The gates of METHOD: each looks at one paraphrase and gives nothing, or a named rejection.

A further gate (the language, new names in the context) is one more function in `CHECKS`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from paner.augment.rejection import Rejection
from paner.augment.similarity import SimilarityBand
from paner.augment.template import Template
from paner.errors import UsageError

__all__ = ["CHECKS", "Candidate", "Check", "CheckSettings", "passed", "reject"]

FEWEST_WORDS = 4
LONGEST_NAME = 6  # words; a longer mention does not slip in by chance


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
class CheckSettings:
    """What the checks allow; defaults are measured in `benchmarks/results/similarity.md`.

    Args:
        enabled: The checks to make, by name.
        band: Similarities of a good paraphrase; the embedder's own where `None`.
        shortest: Fewest words of a paraphrase, as a share of its original's.
        longest: Most words, as a share of its original's.
        slack: Words by which a paraphrase may always be shorter or longer: a ratio says little
            about a sentence of three words.

    Raises:
        UsageError: A check is not known, or no length would pass.
    """

    enabled: tuple[str, ...] = (
        "copy",
        "drift",
        "length",
        "leaked mention",
        "near-duplicate",
    )
    band: SimilarityBand | None = None
    shortest: float = 0.6
    longest: float = 1.7
    slack: int = 3

    def __post_init__(self) -> None:
        for name in self.enabled:
            if name not in CHECKS:
                known = ", ".join(CHECKS)
                raise UsageError(f"no check is named {name!r}; expected some of: {known}")
        if not 0 <= self.shortest <= 1 <= self.longest:
            raise UsageError(
                "length ratios must satisfy 0 <= shortest <= 1 <= longest, "
                f"found {self.shortest}, {self.longest}"
            )


Check = Callable[[Candidate, CheckSettings, SimilarityBand], Rejection | None]


def reject(candidate: Candidate, settings: CheckSettings, band: SimilarityBand) -> Rejection | None:
    """The first enabled check's rejection, or nothing.

    Args:
        candidate: The paraphrase.
        settings: Which checks, and what they allow.
        band: The embedder's own band, for where the settings have none.
    """
    for name in settings.enabled:
        rejection = CHECKS[name](candidate, settings, settings.band or band)
        if rejection is not None:
            return rejection
    return None


def passed(settings: CheckSettings) -> tuple[str, ...]:
    """The names of the checks that a kept paraphrase passed, in order."""
    return ("placeholders", *settings.enabled)


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


def length(candidate: Candidate, settings: CheckSettings) -> Rejection | None:
    """The paraphrase left much out, or added much."""
    before, after = len(candidate.original.words), len(candidate.paraphrase.words)
    low = before * settings.shortest - settings.slack
    high = before * settings.longest + settings.slack
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


CHECKS: Mapping[str, Check] = {
    "copy": lambda candidate, _, band: copy(candidate, band),
    "drift": lambda candidate, _, band: drift(candidate, band),
    "length": lambda candidate, settings, _: length(candidate, settings),
    "leaked mention": lambda candidate, _, __: leaked_mention(candidate),
    "near-duplicate": lambda candidate, _, band: near_duplicate(candidate, band),
}


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
