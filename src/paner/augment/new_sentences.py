r"""New sentences that a model wrote with inline annotation, and the gates they must pass.

`[Ann Lee|person] left [Rome|place] .` is a sentence with two entities. A literal bracket is written
`\[` or `\]`, a literal bar in a mention `\|`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from paner.augment.mentions import MentionPool
from paner.augment.overlap import SeenText, shingled
from paner.augment.reading import read_words
from paner.augment.rejection import Rejection
from paner.augment.template import Mention, Template, fill
from paner.data.sentence import Sentence

__all__ = ["GATES", "NewSentenceGate", "annotation_types", "read_inline"]

GATES = (
    "annotation",
    "unknown type",
    "train copy",
    "held-out copy",
    "duplicate",
    "contradiction",
    "untagged repeat",
)

PART = re.compile(r"\\([\[\]|])|([\[\]|])")
STAND_IN, BAR = "\ue000", "\ue001"  # of the private use area: in no text that people write
Words = tuple[str, ...]


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


@dataclass(slots=True)
class NewSentenceGate:
    """What a new sentence must be unlike, and agree with; it remembers the ones that passed.

    Args:
        train: The annotated sentences that the model has seen: no copies of them.
        guarded: Words of held-out sentences that must not leak into training data.
        pool: The mentions known for each type.
        near: Share of a sentence's word sequences of four found in one other sentence, from which
            on it is a near copy.
    """

    train: Sequence[Words]
    guarded: Sequence[Words]
    pool: MentionPool
    near: float = 0.4
    _seen: "dict[str, SeenText]" = field(init=False)
    _types: "dict[Words, set[str]]" = field(init=False)

    def __post_init__(self) -> None:
        self._seen = {
            "train copy": SeenText(self.train),
            "held-out copy": SeenText(self.guarded),
            "duplicate": SeenText(()),
        }
        self._types = defaultdict(set)
        for label, mentions in self.pool.mentions.items():
            for mention in mentions:
                self._types[mention.words].add(label)

    def reject(self, sentence: Sentence) -> Rejection | None:
        """The first gate that a sentence does not pass, or nothing; then it is remembered."""
        rejection = (
            self._copied(sentence)
            or contradiction(sentence, self._types)
            or untagged_repeat(sentence)
        )
        if rejection is None:
            self._seen["duplicate"].add(sentence.words)
        return rejection

    def _copied(self, sentence: Sentence) -> Rejection | None:
        grams = shingled(sentence.words)
        for reason, seen in self._seen.items():
            share, other = seen.nearest(grams)
            if share >= self.near:
                detail = f"{share:.0%} of its word sequences stand in {' '.join(other)!r}"
                return Rejection(reason, detail)
        return None


def contradiction(sentence: Sentence, types: Mapping[Words, Collection[str]]) -> Rejection | None:
    """A mention has a type that no known mention of these words, in this case, has."""
    for entity in sentence.entities:
        known = types.get(sentence.words[entity.start : entity.end])
        if known and entity.label not in known:
            mention = sentence.mention(entity)
            detail = f"{mention!r} is known as {', '.join(sorted(known))}, not as {entity.label}"
            return Rejection("contradiction", detail)
    return None


def untagged_repeat(sentence: Sentence) -> Rejection | None:
    """A mention stands in the sentence once more, outside all entities."""
    outside = list(_folded(sentence.words))
    for entity in sentence.entities:
        outside[entity.start : entity.end] = [""] * (entity.end - entity.start)
    for entity in sentence.entities:
        mention = _folded(sentence.words[entity.start : entity.end])
        width = len(mention)
        if any(tuple(outside[i : i + width]) == mention for i in range(len(outside) - width + 1)):
            detail = f"{sentence.mention(entity)!r} stands there untagged, too"
            return Rejection("untagged repeat", detail)
    return None


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


def _folded(words: Iterable[str]) -> Words:
    return tuple(word.casefold() for word in words)
