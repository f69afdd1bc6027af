"""Whether a schema and a corpus speak of the same types."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema

__all__ = ["SchemaFit", "compare"]


@dataclass(frozen=True, slots=True)
class SchemaFit:
    """Where a schema and a corpus differ.

    Args:
        without_entry: Types of the data that the schema does not have, with their entities' count.
        never_seen: Types of the schema that the data does not have, in the schema's order.
    """

    without_entry: Mapping[str, int]
    never_seen: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether each type of the data has an entry, and each entry is seen."""
        return not self.without_entry and not self.never_seen


def compare(schema: Schema, sentences: Iterable[Sentence]) -> SchemaFit:
    """Compare a schema with a corpus.

    >>> from paner.data.sentence import Entity
    >>> sentence = Sentence.from_words(["Ann", "left"], [Entity(0, 1, "person")])
    >>> compare(Schema.from_labels(["place"]), [sentence])
    SchemaFit(without_entry={'person': 1}, never_seen=('place',))
    """
    counts = Counter(entity.label for sentence in sentences for entity in sentence.entities)
    names = set(schema.names)
    return SchemaFit(
        {label: counts[label] for label in sorted(counts) if label not in names},
        tuple(name for name in schema.names if name not in counts),
    )
