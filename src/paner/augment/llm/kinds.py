"""Entity types as prompts show them: what each means, how the data writes it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from paner.augment.inline import write_inline
from paner.data.sentence import Sentence
from paner.schema.entity_types import EntityType, Schema

__all__ = ["Kind", "kinds_of", "shown_names"]

MOST_SENTENCES, MOST_MENTIONS = 3, 20
LONGEST = 600  # characters of an example


@dataclass(frozen=True, slots=True)
class Kind:
    """One entity type, with examples from the data.

    Args:
        name: The tag in the data.
        label: The words to show for it.
        definition: What it is.
        guidelines: What to be careful about.
        mentions: Some of its mentions, each once.
        sentences: Some sentences that hold it, all their entities annotated inline.
    """

    name: str
    label: str
    definition: str
    guidelines: str
    mentions: tuple[str, ...]
    sentences: tuple[str, ...]


def kinds_of(sentences: Sequence[Sentence], schema: Schema | None, *, seed: int) -> list[Kind]:
    """The types of the data, sorted, with examples drawn by chance; the same for the same seed."""
    labels = sorted({entity.label for sentence in sentences for entity in sentence.entities})
    known = {} if schema is None else {one.name: one for one in schema.types}
    shown = shown_names(labels, schema)
    kinds = []
    for label in labels:
        rng = random.Random(f"{seed}:{label}")
        holding = [s for s in sentences if any(e.label == label for e in s.entities)]
        mentions = dict.fromkeys(
            s.mention(e) for s in holding for e in s.entities if e.label == label
        )
        short = [s for s in holding if len(s.text) <= LONGEST] or holding[:1]
        examples = rng.sample(short, min(MOST_SENTENCES, len(short)))
        entry = known.get(label, EntityType(label))
        kinds.append(
            Kind(
                label,
                entry.label,
                entry.definition,
                entry.guidelines,
                tuple(rng.sample(list(mentions), min(MOST_MENTIONS, len(mentions)))),
                tuple(write_inline(sentence, shown)[: 2 * LONGEST] for sentence in examples),
            )
        )
    return kinds


def shown_names(labels: Sequence[str], schema: Schema | None) -> dict[str, str]:
    """How a prompt writes each type inside brackets: its label, where that is no other's name."""
    known = {} if schema is None else {one.name: one.label for one in schema.types}
    shown = {label: known.get(label, label) for label in labels}
    twice = [text for text in shown.values() if list(shown.values()).count(text) > 1]
    return {
        label: label if text in twice or (text in labels and text != label) else text
        for label, text in shown.items()
    }
