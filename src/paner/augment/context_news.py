"""What came into a paraphrase's context: names, numbers and dates that nobody labelled.

They poison training, since an entity that is not annotated is a lesson that it is none.
"""

import re
from collections.abc import Iterator

from paner.augment.casing import (
    NOUN_CAPITALS,
    capitals_tell_names,
    inside_capitalised,
)
from paner.augment.numerals import DATE_WORDS, NUMERALS, digit_runs
from paner.augment.template import Template

__all__ = ["names_stay_unseen", "new_date", "new_name", "new_number"]

YEAR = re.compile(r"1\d{3}|20\d{2}")
# Written with a capital in English, and no names; and forms of address before a name.
_NO_NAMES = "i mr mrs ms dr prof sir ok tv dvd cd cds lp lps ep eps ad bc ce bce am pm"
NO_NAMES = frozenset(_NO_NAMES.split())
PARTS = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*")
ENDINGS = 3  # letters by which forms of one word may differ


def new_name(original: Template, paraphrase: Template, language: str | None) -> str | None:
    """A name in the context that the original does not have; `None` where there is none.

    A capital inside a sentence makes a name. Where every noun has one, it takes two such words in a
    row, or capitals inside a word. Whether capitals tell anything is `capitals_tell_names`.
    """
    known = _parts(original)
    fresh = [
        index
        for index in inside_capitalised(paraphrase)
        if not all(_is_known(part, known) for part in _capitalised(paraphrase.words[index]))
    ]
    if language not in NOUN_CAPITALS:
        return paraphrase.words[fresh[0]] if fresh else None
    for index in fresh:
        word = paraphrase.words[index]
        if index + 1 in fresh:
            return f"{word} {paraphrase.words[index + 1]}"
        if any(character.isupper() for character in word[1:]) and "-" not in word:
            return word
    return None


def names_stay_unseen(original: Template, language: str | None) -> bool:
    """Whether new names cannot be seen in rewordings of this template."""
    return language not in NOUN_CAPITALS and not capitals_tell_names(original)


def new_number(original: Template, paraphrase: Template) -> str | None:
    """A number in the context that the original has neither in digits nor in words."""
    known = _values(original)
    for word in paraphrase.context:
        for run in digit_runs(word):
            if not YEAR.fullmatch(run) and not _is_known_number(run, known):
                return word
    words = [word.casefold() for word in paraphrase.words]
    for index, word in enumerate(words):
        value = NUMERALS.get(word)
        # `the two`, `three of them`: counts what the sentence names
        counted = words[index - 1 : index] in ([one] for one in ("the", "these", "those", "all"))
        few = value is not None and int(value) <= max(2, len(original.entities))
        if value and not counted and not few and value not in known:
            return paraphrase.words[index]
    return None


def new_date(original: Template, paraphrase: Template, language: str | None) -> str | None:
    """A year, month or weekday in the context that the original does not have."""
    known = _values(original)
    parts = _parts(original)
    names = DATE_WORDS.get(language or "", frozenset())
    for word in paraphrase.context:
        if any(
            YEAR.fullmatch(run) and not _is_known_number(run, known) for run in digit_runs(word)
        ):
            return word
        for name in PARTS.findall(word):
            if (name in names or name.lower() in names) and not _is_known(name, parts):
                return word
    return None


def _values(template: Template) -> set[str]:
    """All numbers of a sentence, its mentions included, in digits."""
    words = list(_all_words(template))
    runs = {run for word in words for run in digit_runs(word)}
    return runs | {NUMERALS[w.casefold()] for w in words if w.casefold() in NUMERALS}


def _is_known_number(run: str, known: set[str]) -> bool:
    """Whether a number is the original's in another form: `'90s` of `1990s`, `1500s` of `16th`."""
    century = f"{int(run[:-2]) + 1}" if run.endswith("00") and len(run) > 2 else ""
    return any(
        number in {run, century} or (len(run) > 1 and number.endswith(run)) for number in known
    )


def _parts(template: Template) -> frozenset[str]:
    return frozenset(p for w in _all_words(template) for p in map(_plain, PARTS.findall(w)))


def _capitalised(word: str) -> Iterator[str]:
    """The parts of a word that have a capital."""
    return (part for part in PARTS.findall(word) if any(c.isupper() for c in part))


def _is_known(part: str, known: frozenset[str]) -> bool:
    """Whether a word stands in the original, perhaps in another form."""
    plain = _plain(part)
    if plain in known or plain in NO_NAMES:
        return True
    return any(
        abs(len(word) - len(plain)) <= ENDINGS and _shared(word, plain) >= max(3, len(plain) - 3)
        for word in known
    )


def _shared(left: str, right: str) -> int:
    """Letters that two words begin with alike."""
    length = min(len(left), len(right))
    return next((i for i in range(length) if left[i] != right[i]), length)


def _plain(part: str) -> str:
    return part.casefold().replace(".", "")


def _all_words(template: Template) -> Iterator[str]:
    """The words of a sentence, those of its mentions included."""
    for word in template.words:
        mention = template.entities.get(word)
        yield from (word,) if mention is None else mention.words
