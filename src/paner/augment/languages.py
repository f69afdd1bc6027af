"""Which language a text is in, and when one may say so: short texts fit several.

The detector, its model included, is the package `py3langid`; nothing is downloaded.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from paner.errors import UsageError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["changed_language", "language_code", "language_name", "language_of"]

SURE = 0.6  # probability from which on a text's language is taken as known
UNLIKELY = 0.02  # together with its relatives; see the table in benchmarks/results/validation.md
SURE_OF_RELATIVE = 0.95
NEGLIGIBLE = 1e-6  # what a cache of texts need not hold for each of 140 languages
# Languages that a few words do not tell apart.
RELATIVES = (
    frozenset({"no", "nb", "nn", "da", "sv"}),
    frozenset({"hr", "sr", "bs", "sl", "mk", "bg"}),
    frozenset({"cs", "sk"}),
    frozenset({"es", "pt", "gl", "ca", "an", "ast", "oc", "ext"}),
    frozenset({"de", "lb", "gsw", "nds", "bar"}),
    frozenset({"nl", "af", "fy", "li"}),
    frozenset({"en", "sco"}),
    frozenset({"id", "ms", "jv"}),
    frozenset({"ru", "uk", "be"}),
    frozenset({"zh", "yue", "wuu", "lzh"}),
    frozenset({"ro", "mo"}),
)
NAMES: Mapping[str, str] = {
    "arabic": "ar", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr",
    "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "estonian": "et",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he",
    "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja",
    "korean": "ko", "latvian": "lv", "lithuanian": "lt", "norwegian": "no", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr",
    "slovak": "sk", "slovenian": "sl", "spanish": "es", "swedish": "sv", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
ALIASES = {"nb": "no"}


def language_code(name: str) -> str:
    """The code of a language that a user named: `de`, `de-AT` and `German` are all `de`.

    Raises:
        UsageError: The detector does not know it.

    >>> language_code("Norwegian"), language_code("pt_BR")
    ('no', 'pt')
    """
    key = name.strip().casefold()
    code = NAMES.get(key) or key.replace("_", "-").split("-")[0]
    code = ALIASES.get(code, code)
    if code not in _detector().labels:
        raise UsageError(
            f"no language is named {name!r}; expected an ISO 639-1 code such as 'de', or a name "
            "such as 'German'"
        )
    return code


def language_name(language: str) -> str:
    """What a prompt calls a language: the name of a code, else what the user wrote.

    >>> language_name("de"), language_name("Swiss German")
    ('German', 'Swiss German')
    """
    names = (name for name, code in NAMES.items() if code == language.strip().casefold())
    return next(names, language).capitalize() if language.islower() else language


def language_of(text: str) -> str | None:
    """The language that a text is surely in, or nothing.

    >>> language_of("Der Vertrag wurde gestern von beiden Seiten unterzeichnet .")
    'de'
    >>> language_of("1984 , 12 .") is None
    True
    """
    best, probability = next(iter(_ranked(text).items()))
    return best if probability >= SURE and best != UNLINGUISTIC else None


def changed_language(text: str, language: str) -> str | None:
    """The language that a text is in, where it is surely not in `language`.

    >>> changed_language("Der Vertrag wurde von beiden unterzeichnet .", "en")
    'de'
    """
    ranked = _ranked(text)
    best, probability = next(iter(ranked.items()))
    if best in {language, UNLINGUISTIC}:
        return None
    kin = frozenset({language}).union(*(group for group in RELATIVES if language in group))
    if best in kin:
        return best if probability >= SURE_OF_RELATIVE else None
    return best if sum(ranked.get(one, 0.0) for one in kin) < UNLIKELY else None


UNLINGUISTIC = "zxx"


@lru_cache(maxsize=1024)
def _ranked(text: str) -> Mapping[str, float]:
    """The probability of each language that is not negligible, likeliest first."""
    words = [word for word in text.split() if any(c.isalpha() for c in word)]
    if not words:
        return {UNLINGUISTIC: 1.0}
    ranked = _detector().rank(" ".join(words))
    return {language: p for language, p in ranked if p > NEGLIGIBLE}


@cache
def _detector() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
