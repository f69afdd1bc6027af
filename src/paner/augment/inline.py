r"""Sentences with inline annotation, as a model writes and reads them.

`[Ann Lee|person] left [Rome|place] .` is a sentence with two entities. A literal bracket is written
`\[` or `\]`, a literal bar in a mention `\|`.
"""

import re
from collections.abc import Iterable, Mapping

from paner.augment.reading import read_words
from paner.augment.rejection import Rejection
from paner.augment.template import Mention, Template, fill
from paner.data.sentence import Sentence

__all__ = ["annotation_types", "read_inline", "write_inline"]

PART = re.compile(r"\\([\[\]|])|([\[\]|])")
STAND_IN, BAR = "\ue000", "\ue001"  # of the private use area: in no text that people write


def read_inline(text: str, types: Mapping[str, str]) -> Sentence | Rejection:
    """Read a sentence with inline annotation.

    Args:
        text: The sentence, tokenised or natural; a mention's words are apart by blanks.
        types: The types that may stand there, as written, to their labels.

    Returns:
        The sentence; or a rejection: `annotation` (unbalanced, nested, empty or untyped brackets),
        `unknown type`.

    >>> sentence = read_inline("[Ann Lee|person] left .", {"person": "PER"})
    >>> sentence.words, sentence.entities
    (('Ann', 'Lee', 'left', '.'), (Entity(start=0, end=2, label='PER', confidence=None),))
    """
    parsed = _parsed(text)
    if isinstance(parsed, str):
        return Rejection("annotation", parsed, text)
    masked, spans = parsed
    unknown = [kind for _, kind in spans.values() if kind not in types]
    if unknown:
        return Rejection("unknown type", f"no type is named {unknown[0]!r}", text)
    if not masked.strip():
        return Rejection("annotation", "the sentence holds no word", text)
    entities = {
        name: Mention.from_words(types[kind], tuple(mention.split()))
        for name, (mention, kind) in spans.items()
    }
    words, gaps = read_words(masked, entities.keys())
    return fill(Template(words, entities, gaps))


def write_inline(sentence: Sentence, shown: Mapping[str, str] | None = None) -> str:
    r"""Write a sentence with its entities in brackets; white space becomes one blank.

    Args:
        sentence: The sentence.
        shown: What to write for a type; its name by default.

    >>> write_inline(read_inline("[Ann Lee|p] saw [x\\|y|q] .", {"p": "PER", "q": "WORK"}))
    '[Ann Lee|PER] saw [x\\|y|WORK] .'
    """
    shown = shown or {}
    opened = {entity.start for entity in sentence.entities}
    closed = {entity.end: shown.get(entity.label, entity.label) for entity in sentence.entities}
    text, inside = "", False
    for index, (word, gap) in enumerate(zip(sentence.words, sentence.gaps[1:], strict=True)):
        inside = inside or index in opened
        escaped = re.sub(r"([\[\]|])" if inside else r"([\[\]])", r"\\\1", word)
        text += f"[{escaped}" if index in opened else escaped
        if index + 1 in closed:
            text += f"|{closed[index + 1]}]"
            inside = False
        text += " " if gap else ""
    return text.strip()


def annotation_types(names: Iterable[str], labels: Mapping[str, str]) -> dict[str, str]:
    """How a model may write each type: its name, its label, and either with `_` for blanks.

    >>> annotation_types(["PER"], {"PER": "natural person"})
    {'PER': 'PER', 'natural person': 'PER', 'natural_person': 'PER'}
    """
    names = list(names)
    types = {name: name for name in names}
    for name in names:
        label = labels.get(name, name)
        for written in (label, label.replace(" ", "_"), name.replace(" ", "_")):
            types.setdefault(written, name)
    return types


def _parsed(text: str) -> tuple[str, dict[str, tuple[str, str]]] | str:
    """The text with stand-ins, each one's mention and type; or what is wrong with the brackets."""
    if STAND_IN in text or BAR in text:
        return "the text holds a character of the private use area"
    masked, inside = "", ""
    spans: dict[str, tuple[str, str]] = {}
    opened = False
    behind = 0
    for match in PART.finditer(text):
        between, behind = text[behind : match.start()], match.end()
        escaped, sign = match.groups()
        # a bar outside brackets is a character like others; inside, the last one ends the mention
        plain = between + (escaped or (sign if sign == "|" and not opened else ""))
        inside, masked = (inside + plain, masked) if opened else (inside, masked + plain)
        if sign == "[":
            if opened:
                return "a bracket opens inside another"
            opened, inside = True, ""
        elif sign == "|" and opened:
            inside += BAR
        elif sign == "]":
            if not opened:
                return "a bracket closes that none opened"
            mention, bar, kind = inside.rpartition(BAR)
            mention, kind = mention.replace(BAR, "|").strip(), kind.strip()
            if not (mention and bar and kind):
                return "a bracket has no mention or no type"
            name = f"{STAND_IN}{len(spans)}{STAND_IN}"
            spans[name] = (mention, kind)
            masked, opened = masked + name, False
    return "a bracket is not closed" if opened else (masked + text[behind:], spans)
