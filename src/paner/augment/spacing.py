"""Blanks between a paraphrase's words, as its original sets them.

A model is shown a template's words apart by blanks, but for scripts that have none, and often
answers so. Where the original is natural text its paraphrase shall be too: no blank before a comma,
and none inside Chinese.
"""

# ruff: noqa: RUF001 - the marks of other scripts are the point

from collections.abc import Callable, Sequence

import regex

from paner.augment.template import Template

__all__ = ["UNSPACED", "fitted_gaps", "written"]

UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\u3000-\u303f\uff00-\uff65]"
)
CLOSERS = frozenset(".,;:!?)]}%»”’…") | {"...", "'s", "’s", "n't"}
OPENERS = frozenset("([{«“‘¿¡")


def written(template: Template) -> str:
    """A template as a model is shown it: words apart by one blank, none inside Chinese.

    Where the text has a blank there, it stays; and a letter that stands directly at a placeholder
    is kept apart from it, since no answer could be read in which the two are one word.

    >>> from paner.augment.template import Mention
    >>> entities = {"<p_1>": Mention.from_words("p", ("王小明",))}
    >>> written(Template(("<p_1>", "在", "IBM", "。"), entities, ("", "", "", "", "")))
    '<p_1>在IBM。'
    """
    if not template.words:
        return ""
    text = template.words[0]
    pairs = zip(template.words, template.gaps[1:-1], template.words[1:], strict=False)
    for left, gap, right in pairs:
        unspaced = not gap and _is_unspaced(template, left, right)
        glued = unspaced and not _clash(template, left, right)
        text += right if glued else f" {right}"
    return text


def fitted_gaps(original: Template, words: Sequence[str], gaps: Sequence[str]) -> tuple[str, ...]:
    """A paraphrase's gaps without the blanks that the original would not have.

    Args:
        original: The template, with its own gaps.
        words: The paraphrase's words.
        gaps: What stands before, between and behind them.

    >>> original = Template(("Yes", ",", "he", "is", "."), {}, ("", "", " ", " ", "", ""))
    >>> fitted_gaps(original, ["He", "is", ",", "yes", "."], ["", " ", " ", " ", " ", ""])
    ('', ' ', '', ' ', '', '')
    """
    unspaced = _never(original, _is_unspaced)
    natural = _never(original, _is_glued)
    inner = [
        ""
        if (unspaced and _is_unspaced(original, left, right))
        or (natural and _is_glued(original, left, right))
        else gap
        for left, gap, right in zip(words, gaps[1:-1], words[1:], strict=False)
    ]
    return (gaps[0], *inner, gaps[-1]) if words else tuple(gaps)


def _never(original: Template, kind: Callable[[Template, str, str], bool]) -> bool:
    """Whether the original has such a pair of words, and a blank in less than half of them."""
    pairs = zip(original.words, original.gaps[1:-1], original.words[1:], strict=False)
    found = [bool(gap) for left, gap, right in pairs if kind(original, left, right)]
    return bool(found) and 2 * sum(found) < len(found)


def _is_unspaced(template: Template, left: str, right: str) -> bool:
    """Whether at least one of two neighbours is of a script without blanks between words."""
    ends = (_shown(template, left)[-1:], _shown(template, right)[:1])
    return any(UNSPACED.match(character) for character in ends)


def _clash(template: Template, left: str, right: str) -> bool:
    """Whether one of two neighbours is a placeholder and the other has a cased letter there."""
    beside = [right[:1]] if left in template.entities else []
    beside += [left[-1:]] if right in template.entities else []
    return any(character.lower() != character.upper() for character in beside)


def _is_glued(_: Template, left: str, right: str) -> bool:
    """Whether one of two neighbours is punctuation that natural text sets without a blank."""
    return right in CLOSERS or left in OPENERS


def _shown(template: Template, word: str) -> str:
    """What will stand in the filled sentence."""
    mention = template.entities.get(word)
    return word if mention is None else mention.text
