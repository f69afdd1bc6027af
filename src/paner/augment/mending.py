"""An answer read, and what can be mended in it: articles, and damaged placeholders at the last."""

from dataclasses import dataclass

from paner.augment.articles import mend_articles
from paner.augment.checks import CheckSettings
from paner.augment.checks_context import known_language
from paner.augment.judged import Answered
from paner.augment.mapping import map_placeholders
from paner.augment.reading import read_paraphrase
from paner.augment.rejection import Rejection
from paner.augment.template import Template

__all__ = ["ReadAnswer", "read_and_mend"]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer, read.

    Args:
        text: As it came.
        template: The paraphrase, where it could be read or mapped.
        rejection: What was wrong with it, mapped or not.
        articles: How many articles were mended.
    """

    text: str
    template: Template | None
    rejection: Rejection | None
    articles: int = 0


def read_and_mend(answered: Answered, text: str, settings: CheckSettings) -> ReadAnswer:
    """Read one answer, map its placeholders back where that is the last resort, fit articles."""
    found = read_paraphrase(answered.template, text)
    if isinstance(found, Rejection):
        mapped = map_placeholders(answered.template, text) if answered.last else None
        if mapped is None:
            return ReadAnswer(text, None, found)
        return ReadAnswer(text, *_mended(answered.template, mapped, settings, found))
    return ReadAnswer(text, *_mended(answered.template, found, settings, None))


def _mended(
    original: Template, paraphrase: Template, settings: CheckSettings, rejection: Rejection | None
) -> tuple[Template, Rejection | None, int]:
    if settings.mend_articles and known_language(original, settings.language) == "en":
        paraphrase, count = mend_articles(original, paraphrase)
        return paraphrase, rejection, count
    return paraphrase, rejection, 0
