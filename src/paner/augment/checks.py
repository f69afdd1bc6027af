"""The gates of METHOD: each looks at one paraphrase and gives nothing, or a named rejection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paner.augment import checks_context as context
from paner.augment import checks_wording as wording
from paner.augment.candidate import Candidate, Undecided
from paner.augment.languages import language_code
from paner.augment.rejection import Rejection
from paner.augment.similarity import SimilarityBand
from paner.errors import UsageError

__all__ = [
    "CHECKS",
    "Candidate",
    "Check",
    "CheckSettings",
    "Verdict",
    "passed",
    "reject",
    "verdict",
]


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What the checks allow; defaults are measured in `benchmarks/results/`.

    Args:
        enabled: The checks to make, by name, in this order: the first that fails gives the reason.
        band: Similarities of a good paraphrase; the embedder's own where `None`.
        shortest: Fewest words of a paraphrase, as a share of its original's.
        longest: Most words, as a share of its original's.
        slack: Words by which a paraphrase may always be shorter or longer: a ratio says little
            about a sentence of three words.
        language: The language of the texts, as a code or an English name; detected where `None`.
        mend_articles: Whether `a` and `an` before a placeholder are fitted in English.

    Raises:
        UsageError: A check or the language is not known, or no length would pass.
    """

    enabled: tuple[str, ...] = (
        "swapped placeholders",
        "copy",
        "language",
        "leaked mention",
        "new date",
        "new number",
        "new name",
        "length",
        "drift",
        "near-duplicate",
    )
    band: SimilarityBand | None = None
    shortest: float = 0.6
    longest: float = 1.7
    slack: int = 3
    language: str | None = None
    mend_articles: bool = True

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
        if self.language is not None:
            object.__setattr__(self, "language", language_code(self.language))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of a paraphrase.

    Args:
        rejection: Why it is dropped; `None` where it may be kept.
        undecided: The checks that could not tell.
    """

    rejection: Rejection | None = None
    undecided: tuple[str, ...] = ()


Check = Callable[[Candidate, CheckSettings, SimilarityBand], Rejection | Undecided | None]


def verdict(candidate: Candidate, settings: CheckSettings, band: SimilarityBand) -> Verdict:
    """Make the enabled checks, up to the first that fails.

    Args:
        candidate: The paraphrase.
        settings: Which checks, and what they allow.
        band: The embedder's own band, for where the settings have none.
    """
    undecided: list[str] = []
    for name in settings.enabled:
        outcome = CHECKS[name](candidate, settings, settings.band or band)
        if isinstance(outcome, Rejection):
            return Verdict(outcome, tuple(undecided))
        if isinstance(outcome, Undecided):
            undecided.append(name)
    return Verdict(None, tuple(undecided))


def reject(candidate: Candidate, settings: CheckSettings, band: SimilarityBand) -> Rejection | None:
    """The first enabled check's rejection, or nothing."""
    return verdict(candidate, settings, band).rejection


def passed(
    settings: CheckSettings, undecided: tuple[str, ...] = (), *, mapped: bool = False
) -> tuple[str, ...]:
    """The names of the checks that a kept paraphrase passed, in order.

    Args:
        settings: The checks that were made.
        undecided: Those that could not tell.
        mapped: Whether its placeholders passed only after they were mapped back.
    """
    first = "mapped placeholders" if mapped else "placeholders"
    return (first, *(name for name in settings.enabled if name not in undecided))


CHECKS: Mapping[str, Check] = {
    "swapped placeholders": lambda candidate, _, __: wording.swap(candidate),
    "copy": lambda candidate, _, band: wording.copy(candidate, band),
    "language": lambda candidate, settings, _: context.language(candidate, settings.language),
    "leaked mention": lambda candidate, _, __: wording.leaked_mention(candidate),
    "new date": lambda candidate, settings, _: context.date(candidate, settings.language),
    "new number": lambda candidate, _, __: context.number(candidate),
    "new name": lambda candidate, settings, _: context.name(candidate, settings.language),
    "length": lambda candidate, settings, _: wording.length(
        candidate,
        shortest=settings.shortest,
        longest=settings.longest,
        slack=settings.slack,
    ),
    "drift": lambda candidate, _, band: wording.drift(candidate, band),
    "near-duplicate": lambda candidate, _, band: wording.near_duplicate(candidate, band),
}
