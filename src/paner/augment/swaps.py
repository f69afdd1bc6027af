"""Two placeholders that changed places: seen where the words around them stayed as they were.

A rewording may move placeholders (passive, fronting), so that their order alone says nothing. What
can be told is this: original and paraphrase are aligned, every placeholder shown by its type; where
one placeholder stands in the unchanged surroundings of another one and that one in its own, the two
were swapped. Members of one list (`A , B and C`) may change places, which changes no meaning, and a
swap in a sentence that was built anew cannot be seen by comparing words.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from paner.augment.template import Template

__all__ = ["is_list", "swapped_placeholders"]

REACH = 3  # words at either side of a placeholder that say where it stands
# What joins the members of a list says nothing of their order.
_JOINING = (
    "and or & as well both either nor und oder sowie og eller samt och y e o u și si sau et ou ed "
    "the a an der die das den dem des ein eine einen einem einer det en ei et el la los las un una "
    "le les il lo o os as 和 与 與 及 或 、 と や"
)
JOINING = frozenset(_JOINING.split())


def swapped_placeholders(original: Template, paraphrase: Template) -> tuple[str, str] | None:
    """Two placeholders of which each stands in the other's old surroundings.

    >>> from paner.augment.template import Mention
    >>> entities = {name: Mention.from_words("p", ("Ann",)) for name in ("<p_1>", "<p_2>")}
    >>> original = Template(("<p_1>", "beats", "<p_2>", "."), entities)
    >>> swapped_placeholders(original, Template(("<p_2>", "beats", "<p_1>", "."), entities))
    ('<p_1>', '<p_2>')
    >>> passive = Template(("<p_2>", "is", "beaten", "by", "<p_1>", "."), entities)
    >>> swapped_placeholders(original, passive) is None
    True
    """
    if _untyped(original) == _untyped(paraphrase):
        # all else is as it was: then two of different types are seen to be swapped as well
        pairs = zip(original.words, paraphrase.words, strict=True)
        stands_for = {old: new for old, new in pairs if old in original.entities}
    else:
        stands_for = dict(_exchanged(original, paraphrase))
    moved = {old: new for old, new in stands_for.items() if old != new}
    if len(moved) != 2 or any(moved.get(new) != old for old, new in moved.items()):
        return None  # a whole clause moved, and its placeholders with it
    first, second = moved
    return None if is_list(original, first, second) else (first, second)


def is_list(template: Template, first: str, second: str) -> bool:
    """Whether two placeholders stand in one list: only what joins is between them."""
    start, end = sorted((template.words.index(first), template.words.index(second)))
    return not any(_tells(word, template) for word in template.words[start + 1 : end])


def _exchanged(original: Template, paraphrase: Template) -> Iterator[tuple[str, str]]:
    """Each placeholder of the original with the one that now stands in its surroundings."""
    before, after = _typed(original), _typed(paraphrase)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            old = original.words[block.a + step]
            if old in original.entities and _anchored(original, block.a, block.size, step):
                yield old, paraphrase.words[block.b + step]


def _anchored(original: Template, start: int, size: int, step: int) -> bool:
    """Whether a word that tells something stands beside a placeholder, inside the same block."""
    words = original.words[start : start + size]
    left = _until_placeholder(original, words[max(0, step - REACH) : step][::-1])
    right = _until_placeholder(original, words[step + 1 : step + 1 + REACH])
    return any(_tells(word, original) for word in (*left, *right))


def _until_placeholder(original: Template, words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word in original.entities:
            return
        yield word


def _tells(word: str, template: Template) -> bool:
    """Whether a word is one of the context that does more than join."""
    letters = any(character.isalpha() for character in word)
    return letters and word not in template.entities and word.casefold() not in JOINING


def _typed(template: Template) -> list[str]:
    """Its words without case, with the type for each placeholder, and one form of `a` and `an`."""
    labels = {name: f"<{mention.label}>" for name, mention in template.entities.items()}
    return _folded(template, labels)


def _untyped(template: Template) -> list[str]:
    """The same, all placeholders alike."""
    return _folded(template, dict.fromkeys(template.entities, "<>"))


def _folded(template: Template, shown: Mapping[str, str]) -> list[str]:
    folded = (shown.get(word) or word.casefold() for word in template.words)
    return ["a" if word == "an" else word for word in folded]
