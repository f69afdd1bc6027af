"""Other mentions of the same type in a template: the open question 3 of METHOD."""

import random
import re
from collections.abc import Mapping
from itertools import pairwise

from paner.augment.checks_context import known_language
from paner.augment.mentions import MentionPool
from paner.augment.template import Mention, Template

__all__ = ["article_for", "substitute"]

ARTICLES = {"a": "an", "an": "a"}
VOWELS = frozenset("aeiou")
# letters whose names begin with a vowel: an F, an MRI
VOWEL_NAMES = frozenset("AEFHILMNORSX")
SPOKEN_LIKE_YOU_OR_ONE = re.compile(r"(uni|eu|ewe|use|usu|uti|ubi|ura|one|once)", re.IGNORECASE)
SILENT_H = re.compile(r"(hour|honest|honou?r|heir)", re.IGNORECASE)


def substitute(
    template: Template,
    pool: MentionPool,
    *,
    share: float,
    rng: random.Random,
    language: str | None = None,
) -> tuple[Template, int]:
    """Give each entity, with probability `share`, another mention of its type.

    Equal mentions of a sentence get equal substitutes. Capitalisation is fitted at the start of a
    sentence and in texts without capitals, and in English `a` or `an` before a placeholder to what
    follows: in other languages these are other words.

    Args:
        template: The masked sentence.
        pool: The mentions.
        share: The probability.
        rng: What draws.
        language: The sentence's language, as a code; detected where `None`.

    Returns:
        The template with its new mentions, and how many of them are new.
    """
    chosen: dict[Mention, Mention] = {}
    mentions: dict[str, Mention] = {}
    for name, mention in template.entities.items():
        key = Mention(mention.label, mention.text.casefold(), mention.offsets)
        if key not in chosen:
            taken = rng.random() < share and pool.has_other(mention)
            chosen[key] = pool.other(mention, rng) if taken else mention
        mentions[name] = mention if chosen[key].text == mention.text else chosen[key]
    new = {name for name, mention in mentions.items() if mention != template.entities[name]}
    fitted = {
        name: _with_case_of(template, name, mention) if name in new else mention
        for name, mention in mentions.items()
    }
    words = _with_articles(template, {name: fitted[name] for name in new}, language)
    return Template(words, fitted, template.gaps), len(new)


def article_for(word: str) -> str:
    """`a` or `an`, by the sound that a word most likely begins with.

    >>> [article_for(word) for word in ["apple", "university", "hour", "MRI", "NASA", "8-bit"]]
    ['an', 'a', 'an', 'an', 'a', 'an']
    """
    letters = re.sub(r"[^A-Za-z]", "", word)
    if word[:1].isdigit():
        return "an" if re.match(r"8|1[18](?!\d)", word) else "a"
    if not letters:
        return "a"
    spelt = letters.isupper() and (len(letters) <= 3 or not VOWELS & set(letters.lower()))
    if spelt:
        return "an" if letters[0] in VOWEL_NAMES else "a"
    if SILENT_H.match(letters):
        return "an"
    vowel = letters[0].lower() in VOWELS and not SPOKEN_LIKE_YOU_OR_ONE.match(letters)
    return "an" if vowel else "a"


def _with_case_of(template: Template, name: str, mention: Mention) -> Mention:
    """The mention as its place in the sentence asks for it."""
    text = " ".join([*template.context, *(m.text for m in template.entities.values())])
    if text == text.lower() and text != text.upper():
        return _recased(mention, mention.text.lower())
    opens = template.words[0] == name
    if opens and template.entities[name].text[:1].isupper():
        return _recased(mention, mention.text[:1].upper() + mention.text[1:])
    return mention


def _recased(mention: Mention, text: str) -> Mention:
    # a few letters change their length with their case ("ß", "İ"): those stay as they are
    return (
        Mention(mention.label, text, mention.offsets) if len(text) == len(mention.text) else mention
    )


def _with_articles(
    template: Template, new: Mapping[str, Mention], language: str | None
) -> tuple[str, ...]:
    words = list(template.words)
    places = [
        index
        for index, (before, word) in enumerate(pairwise(words), 1)
        if word in new and before.lower() in ARTICLES
    ]
    if places and known_language(template, language) == "en":
        for index in places:
            article, word = words[index - 1], words[index]
            old = article_for(template.entities[word].words[0])
            fitting = article_for(new[word].words[0])
            # an article that did not fit before belongs to no rule of ours
            if old == article.lower() != fitting:
                words[index - 1] = fitting.capitalize() if article[0].isupper() else fitting
    return tuple(words)
