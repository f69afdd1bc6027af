"""A schema's skeleton from data: each type with examples, the definitions left to a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import yaml

from paner.data.sentence import Entity, Sentence
from paner.schema.entity_types import EntityType, Schema
from paner.schema.files import schema_text

__all__ = ["draft_schema"]

HEADER = """\
# A drafted schema: say for each type what it is (definition) and what to be careful about
# (guidelines). `name` is the tag in the data, `label` the words to show for it. `drafted: true`
# marks what a language model wrote from the examples: read it, correct it, then take the mark out.
"""
CONTEXT_WORDS = 6  # on each side of a mention


def draft_schema(
    sentences: Iterable[Sentence],
    *,
    examples: int = 5,
    drafted: Mapping[str, EntityType] | None = None,
    notes: Mapping[str, str] | None = None,
) -> str:
    """Write the YAML of a schema; comments hold examples of each type.

    Args:
        sentences: The annotated data.
        examples: Most frequent mentions, and among their sentences one, shown a type.
        drafted: Types that a language model described, by name; they are marked `drafted: true`.
            The others have no definition.
        notes: What to say of a type, likewise.

    Returns:
        YAML that `read_schema` reads; it has no type where the data has no entity.
    """
    mentions: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[tuple[str, str], str] = {}
    for sentence in sentences:
        for entity in sentence.entities:
            mention = _one_line(sentence.mention(entity))
            mentions[entity.label][mention] += 1
            shown.setdefault((entity.label, mention), _in_context(sentence, entity))
    blocks = [HEADER]
    for label in sorted(mentions):
        frequent = [mention for mention, _ in mentions[label].most_common(examples)]
        count = sum(mentions[label].values())
        # as YAML would quote it, so that no mention breaks out of its comment
        listed = yaml.safe_dump(
            frequent, default_flow_style=True, allow_unicode=True, width=float("inf")
        ).strip()
        described = (drafted or {}).get(label)
        note = (notes or {}).get(label)
        blocks.append(
            f"\n# {count} in the data: {listed}\n# as in: {shown[label, frequent[0]]}\n"
            + (f"# {_one_line(note)}\n" if note else "")
            + schema_text(Schema((described or EntityType(label),)))
            + ("  drafted: true\n" if described else "")
        )
    return "".join(blocks)


def _in_context(sentence: Sentence, entity: Entity) -> str:
    words = sentence.words
    before = words[max(0, entity.start - CONTEXT_WORDS) : entity.start]
    behind = words[entity.end : entity.end + CONTEXT_WORDS]
    return _one_line(" ".join([*before, f"[{sentence.mention(entity)}]", *behind]))


def _one_line(text: str) -> str:
    """Its printable characters on one line: a comment must not end early."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
