"""`a` and `an` before a placeholder, fitted to the mention that comes to stand there."""

from dataclasses import replace

from paner.augment.substitute import article_for
from paner.augment.template import Template

__all__ = ["mend_articles"]

ARTICLES = frozenset({"a", "an"})


def mend_articles(original: Template, paraphrase: Template) -> tuple[Template, int]:
    """Fit the article before each placeholder, but for one that the original has as well.

    Returns:
        The paraphrase, and how many articles were changed in it.

    >>> from paner.augment.template import Mention
    >>> entities = {"<p_1>": Mention.from_words("p", ("actor",))}
    >>> original = Template(("She", "is", "the", "<p_1>", "."), entities)
    >>> mended, count = mend_articles(original, Template(("A", "<p_1>", "is", "she"), entities))
    >>> mended.words[0], count
    ('An', 1)
    """
    words = list(paraphrase.words)
    kept = _before_placeholders(original)
    changed = 0
    for index in range(1, len(words)):
        article, mention = words[index - 1], paraphrase.entities.get(words[index])
        if mention is None or article.lower() not in ARTICLES:
            continue
        fitting = article_for(mention.words[0])
        if article.lower() != fitting and (article.lower(), words[index]) not in kept:
            words[index - 1] = fitting.capitalize() if article[0].isupper() else fitting
            changed += 1
    return (replace(paraphrase, words=tuple(words)) if changed else paraphrase), changed


def _before_placeholders(template: Template) -> set[tuple[str, str]]:
    pairs = zip(template.words, template.words[1:], strict=False)
    return {(before.lower(), word) for before, word in pairs if word in template.entities}
