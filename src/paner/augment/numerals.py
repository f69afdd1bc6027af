"""Numbers and dates as texts write them: digits of any script, and words of a few languages."""

# ruff: noqa: RUF001 - the marks of other scripts are the point

import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

__all__ = ["DATE_WORDS", "NUMERALS", "digit_runs"]

GROUPED = re.compile(r"(?<=\d)[,.\u00a0\u202f'’](?=\d{3}(?!\d))")

# English number words that are no common word besides; `one` is too often a pronoun.
_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMERALS: Mapping[str, str] = {
    **{word: str(value) for value, word in enumerate(_UNITS.split(), 2)},
    **{word: str(value * 10) for value, word in enumerate(_TENS.split(), 2)},
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "billion": "1000000000",
    "dozen": "12",
}

# Names of months and weekdays that are nothing else in their language: `May` and `March` only with
# their capital, no Romanian `mai` (more) or Spanish `domingo`-like doubles of names.
DATE_WORDS: Mapping[str, AbstractSet[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "january february March april May june july august september october november "
        "december monday tuesday wednesday thursday friday saturday sunday",
        "de": "januar februar märz april mai juni juli august september oktober november dezember "
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        "no": "januar februar mars april mai juni juli august september oktober november desember "
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "ro": "ianuarie februarie martie aprilie iunie iulie august septembrie octombrie noiembrie "
        "decembrie luni marți miercuri joi vineri sâmbătă duminică",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre lunes martes miércoles jueves viernes sábado domingo",
        "fr": "janvier février avril juin juillet août septembre octobre novembre décembre lundi "
        "mardi mercredi jeudi vendredi samedi dimanche",
    }.items()
}


def digit_runs(word: str) -> list[str]:
    """The numbers in a word, their digits those of ASCII, without the marks of thousands.

    >>> digit_runs("20,000"), digit_runs("2009-10"), digit_runs("１９９０年")
    (['20000'], ['2009', '10'], ['1990'])
    """
    digits = "".join(str(unicodedata.decimal(c, c)) for c in word)
    return re.findall(r"[0-9]+", GROUPED.sub("", digits))
