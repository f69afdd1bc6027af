"""What capitals say in a text: names, or nothing, where all nouns or no letters have them."""

# ruff: noqa: RUF001 - the quotes and dashes of other scripts are the point

from collections.abc import Iterator, Sequence

from paner.augment.template import Template

__all__ = ["NOUN_CAPITALS", "capitals_tell_names", "inside_capitalised", "opens_sentence"]

NOUN_CAPITALS = frozenset({"de", "lb", "gsw"})  # languages that write every noun with a capital
ENDS = frozenset(".!?…:;|") | {"..", "...", "。", "！", "？", "।"}
WRAPPERS = frozenset("\"'`«»“”„‘’‹›([{-–—*•") | {"``", "''", "--", "-LRB-", "-LSB-"}
TITLE_WORDS = 4  # capitalised words from which on a text may count as a headline
TITLE_SHARE = 0.6


def capitals_tell_names(original: Template) -> bool:
    """Whether a capital inside a sentence is a sign of a name, as far as the original shows.

    No where its letters have no case, are all small or all capitals, or where most words have one.

    >>> capitals_tell_names(Template("He saw old trees in May .".split(), {}))
    True
    >>> capitals_tell_names(Template("which films are with her".split(), {}))
    False
    """
    words = [*original.context, *(w for m in original.entities.values() for w in m.words)]
    letters = "".join(words)
    if letters in {letters.lower(), letters.upper()}:
        return False
    inner = [w for _, w in inside_sentences(original) if w.isalpha() and len(w) > 3]
    capitals = sum(word[0].isupper() for word in inner)
    return capitals < TITLE_WORDS or capitals < TITLE_SHARE * len(inner)


def inside_capitalised(template: Template) -> list[int]:
    """Where words of the context have a capital that no beginning of a sentence explains."""
    places = []
    for index, word in enumerate(template.words):
        if word in template.entities or not any(c.isupper() for c in word):
            continue
        first_only = word[0].isupper() and not any(c.isupper() for c in word[1:])
        if not (first_only and opens_sentence(template.words, index)):
            places.append(index)
    return places


def inside_sentences(template: Template) -> Iterator[tuple[int, str]]:
    """The words of the context that do not open a sentence."""
    for index, word in enumerate(template.words):
        if word not in template.entities and not opens_sentence(template.words, index):
            yield index, word


def opens_sentence(words: Sequence[str], index: int) -> bool:
    """Whether a word is the first of a sentence, of a quotation, or behind a colon.

    >>> words = ['He', 'said', ',', '"', 'We', 'go', '.', '"', 'Then', 'he', 'left', '.']
    >>> [i for i in range(len(words)) if words[i].isalpha() and opens_sentence(words, i)]
    [0, 4, 8]
    """
    before = index - 1
    while before >= 0 and words[before] in WRAPPERS:
        before -= 1
    quoted = before < index - 1
    return before < 0 or words[before] in ENDS or (quoted and words[before] == ",")
