"""The language that a user names: what the prompt calls it, and what the checks know of it."""

from dataclasses import replace

from paner.app.show import note
from paner.augment.checks import CheckSettings
from paner.augment.languages import language_code
from paner.errors import UsageError

__all__ = ["checks_for"]


def checks_for(language: str) -> CheckSettings:
    """The checks, told which language the texts are in; it is detected where the name is empty.

    A language that the detector does not know can be augmented too: then nothing checks whether a
    paraphrase is in it, and that is said.

    >>> checks_for("German").language
    'de'
    """
    checks = CheckSettings()
    if not language:
        return checks
    try:
        return replace(checks, language=language_code(language))
    except UsageError as error:
        note(f"{error}; nothing checks in which language paraphrases are")
        kept = (name for name in checks.enabled if name != "language")
        return replace(checks, enabled=tuple(kept))
