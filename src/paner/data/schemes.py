"""Tags to entities and back, in the four schemes that corpora use."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from paner.data.sentence import Entity
from paner.errors import DataError, UsageError

__all__ = [
    "SCHEMES",
    "Repair",
    "detect_scheme",
    "entities_from_tags",
    "is_tag",
    "scheme_named",
    "split_tag",
    "tags_from_entities",
]

Repair: TypeAlias = Literal["conlleval", "discard"]

# What a prefix does, by scheme: B opens, I continues, E closes, S is an entity of one word.
SCHEMES: dict[str, dict[str, str]] = {
    "BIO": {"B": "B", "I": "I"},
    "IOB1": {"B": "B", "I": "I"},
    "IOBES": {"B": "B", "I": "I", "E": "E", "S": "S"},
    "BILOU": {"B": "B", "I": "I", "L": "E", "U": "S"},
}
_OTHER_NAMES = {
    "IOB2": "BIO",
    "IOB": "IOB1",
    "BIOES": "IOBES",
    "BILUO": "BILOU",
    "BIOUL": "BILOU",
}


def scheme_named(name: str) -> str:
    """The scheme's name as used here; other common names are known.

    Raises:
        UsageError: There is no such scheme.

    >>> scheme_named("bioes")
    'IOBES'
    """
    known = _OTHER_NAMES.get(name.upper(), name.upper())
    if known not in SCHEMES:
        raise UsageError(f"no tag scheme is named {name!r}; choose one of {', '.join(SCHEMES)}")
    return known


def is_tag(text: str) -> bool:
    """Whether this is a tag of any scheme.

    >>> [is_tag(text) for text in ("O", "B-medical condition", "U-x", "B-", "X-PER", "Oslo")]
    [True, True, True, False, False, False]
    """
    return text == "O" or (text[:1] in "BIESLU" and text[1:2] == "-" and bool(text[2:].strip()))


@lru_cache(maxsize=65536)
def split_tag(tag: str, scheme: str) -> tuple[str, str]:
    """What a tag does (`B`, `I`, `E`, `S` or `O`) and its label: split at the first hyphen.

    Raises:
        DataError: The scheme has no such tag.

    >>> split_tag("L-creative-work", "BILOU")
    ('E', 'creative-work')
    """
    if tag == "O":
        return "O", ""
    prefix, _, label = tag.partition("-")
    role = SCHEMES[scheme].get(prefix)
    if role is None or not label.strip():
        prefixes = ", ".join(f"`{known}-<label>`" for known in SCHEMES[scheme])
        raise DataError(f"this is no {scheme} tag", found=tag, expected=f"`O`, {prefixes}")
    return role, label


def entities_from_tags(
    tags: Iterable[str], scheme: str, *, repair: Repair = "conlleval"
) -> tuple[list[Entity], int]:
    """Read tags as flat entities; a tag that breaks the scheme is mended as `conlleval` does.

    An `I-` (or `E-`, `L-`) that continues no entity of its label opens one; an entity that nothing
    closes ends before the next tag. With `discard`, what is not well formed is no entity, as in
    `seqeval`'s strict mode.

    Args:
        tags: One tag a word.
        scheme: A key of `SCHEMES`.
        repair: `conlleval` mends, `discard` leaves out.

    Returns:
        The entities, and how many tags broke the scheme. In BIO: each `I-` that opens. In IOB1:
        each `B-` that does not touch an entity of its label. In IOBES and BILOU: each `I-`, `E-`
        or `L-` that opens, and each entity left open.

    Raises:
        DataError: A tag is not of the scheme.

    Source:
        conlleval, https://www.clips.uantwerpen.be/conll2000/chunking/output.html; IOB1 and IOB2:
        Tjong Kim Sang & Veenstra (1999), https://aclanthology.org/E99-1023.

    >>> entities_from_tags(["I-x", "I-x", "B-x", "I-y"], "BIO")[1]
    2
    """
    tags = list(tags)
    closing = "E" in SCHEMES[scheme].values()
    entities: list[Entity] = []
    malformed = start = index = 0
    label = ""  # of the entity that is open
    for index, tag in enumerate([*tags, "O"]):
        role, tag_label = ("O", "") if tag == "O" else split_tag(tag, scheme)
        if not (role in "IE" and label == tag_label):
            if label:
                entities.append(Entity(start, index, label))
                malformed += closing
            malformed += _opens_badly(role, scheme, touching=label == tag_label)
            start, label = index, tag_label
        if role in "ES":
            entities.append(Entity(start, index + 1, label))
            label = ""
    if malformed and repair == "discard":
        entities = _well_formed(entities, tags, scheme)
    return entities, malformed


def _well_formed(entities: Iterable[Entity], tags: Sequence[str], scheme: str) -> list[Entity]:
    """What seqeval's strict mode keeps of the mended entities."""
    roles = [split_tag(tag, scheme) for tag in tags]
    if scheme == "IOB1":
        shortened = (_shortened(entity, roles) for entity in entities)
        return [entity for entity in shortened if entity is not None]
    openings, closings = ("BS", "ES") if scheme != "BIO" else ("B", "BI")
    return [
        entity
        for entity in entities
        if roles[entity.start][0] in openings and roles[entity.end - 1][0] in closings
    ]


def _shortened(entity: Entity, roles: Sequence[tuple[str, str]]) -> Entity | None:
    """An entity of IOB1 without a `B-` that parts nothing; None where nothing is left.

    seqeval also leaves out an entity of one `B-` right before a `B-` of another label.
    """
    start, end, label = entity.start, entity.end, entity.label
    if roles[start][0] == "B" and (start == 0 or roles[start - 1][1] != label):
        return Entity(start + 1, end, label) if end > start + 1 else None
    behind, behind_label = roles[end] if end < len(roles) else ("O", "")
    lost = roles[end - 1][0] == "B" == behind and behind_label != label
    return None if lost else entity


def _opens_badly(role: str, scheme: str, *, touching: bool) -> bool:
    if scheme == "IOB1":
        return role == "B" and not touching
    return role in "IE"


def tags_from_entities(entities: Iterable[Entity], num_words: int, scheme: str) -> list[str]:
    """Write flat entities as tags.

    Args:
        entities: Flat entities, by start.
        num_words: Number of words in the sentence, W.
        scheme: A key of `SCHEMES`.

    Returns:
        W tags.

    >>> tags_from_entities([Entity(0, 2, "person")], 3, "BILOU")
    ['B-person', 'L-person', 'O']
    """
    prefixes = {role: prefix for prefix, role in SCHEMES[scheme].items()}
    tags = ["O"] * num_words
    before = Entity(0, 0, "")
    for entity in entities:
        touching = before.end == entity.start and before.label == entity.label
        last = entity.end - 1
        for index in range(entity.start, entity.end):
            role = "B" if index == entity.start and (scheme != "IOB1" or touching) else "I"
            if index == last and "E" in prefixes:
                role = "S" if role == "B" else "E"
            tags[index] = f"{prefixes[role]}-{entity.label}"
        before = entity
    return tags


def detect_scheme(sequences: Iterable[Sequence[str]]) -> str:
    """Tell the scheme from the tags of many sentences.

    `E-` or `S-` means IOBES, `L-` or `U-` BILOU. Otherwise one `B-` that does not touch an entity
    of its label means BIO, since IOB1 never writes it there; without one, an `I-` that opens an
    entity means IOB1. BIO and IOB1 give the same entities here, they differ only in which tags
    count as malformed.

    Args:
        sequences: The tags of each sentence; read to the end, none is held.

    Raises:
        DataError: Prefixes of IOBES and of BILOU are mixed.

    >>> detect_scheme([["I-x", "B-x", "O", "I-x"]])
    'IOB1'
    """
    prefixes: set[str] = set()
    opening: set[str] = set()  # prefixes of tags behind a word that is not of their label
    for tags in sequences:
        label = ""
        for tag in tags:
            prefix, _, tag_label = tag.partition("-")
            prefixes.add(prefix)
            if tag_label != label:
                opening.add(prefix)
            label = tag_label
    iobes, bilou = prefixes & {"E", "S"}, prefixes & {"L", "U"}
    if iobes and bilou:
        raise DataError(
            "the tags mix IOBES and BILOU",
            found=", ".join(f"{prefix}-" for prefix in sorted(iobes | bilou)),
            expected="one scheme",
        )
    if iobes or bilou:
        return "IOBES" if iobes else "BILOU"
    return "IOB1" if "I" in opening and "B" not in opening else "BIO"
