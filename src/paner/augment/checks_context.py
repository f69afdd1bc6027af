"""Checks of what surrounds the placeholders: its language, and nothing new that wants a label."""

from paner.augment.candidate import Candidate, Undecided
from paner.augment.context_news import names_stay_unseen, new_date, new_name, new_number
from paner.augment.languages import changed_language, language_of
from paner.augment.rejection import Rejection
from paner.augment.template import Template

__all__ = ["date", "known_language", "language", "name", "number"]

FEWEST_WORDS = 3  # of letters: two words are too often in several languages


def language(candidate: Candidate, given: str | None) -> Rejection | Undecided | None:
    """The paraphrase is in another language than the original."""
    before, after = _letters(candidate.original), _letters(candidate.paraphrase)
    if len(after.split()) < FEWEST_WORDS:
        return Undecided("too few words to tell a language")
    expected = known_language(candidate.original, given)
    if expected is None:
        found = language_of(after)
        other = len(before.split()) >= FEWEST_WORDS and found and changed_language(before, found)
        if not other:
            return Undecided("the original's language is not clear")
        return Rejection("language", f"it is in another language ({found}) than the original")
    found = changed_language(after, expected)
    if found is None:
        return None
    return Rejection("language", f"it is in another language ({found}), expected {expected}")


def name(candidate: Candidate, given: str | None) -> Rejection | Undecided | None:
    """A name came into the context."""
    spoken = known_language(candidate.original, given)
    if names_stay_unseen(candidate.original, spoken):
        return Undecided("capitals do not tell names in this text")
    found = new_name(candidate.original, candidate.paraphrase, spoken)
    if found is None:
        return None
    return Rejection("new name", f"{found!r} came into the context and looks like a name")


def number(candidate: Candidate) -> Rejection | None:
    """A number came into the context."""
    found = new_number(candidate.original, candidate.paraphrase)
    if found is None:
        return None
    return Rejection("new number", f"the number {found!r} is not in the original")


def date(candidate: Candidate, given: str | None) -> Rejection | None:
    """A year, month or weekday came into the context."""
    spoken = known_language(candidate.original, given)
    found = new_date(candidate.original, candidate.paraphrase, spoken)
    if found is None:
        return None
    return Rejection("new date", f"the date {found!r} is not in the original")


def known_language(original: Template, given: str | None) -> str | None:
    """The language that the user named, or that the original's context is surely in."""
    return given or language_of(_letters(original))


def _letters(template: Template) -> str:
    """The words of the context that are made of letters."""
    return " ".join(word for word in template.context if any(c.isalpha() for c in word))
