"""What labels mean: each entity type with its definition and guidelines."""

from collections.abc import Iterable
from dataclasses import dataclass

from paner.errors import SchemaError

__all__ = ["EntityType", "Schema"]


@dataclass(frozen=True, slots=True)
class EntityType:
    """One entity type.

    Args:
        name: The tag in the data.
        label: The words to show for it; its name with blanks where not given.
        definition: What it is.
        guidelines: What to be careful about when annotating it.
    """

    name: str
    label: str = ""
    definition: str = ""
    guidelines: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise SchemaError("an entity type has no name", expected="the tag used in the data")
        if not self.label:
            object.__setattr__(self, "label", self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Schema:
    """The entity types of a domain, in order, each name once."""

    types: tuple[EntityType, ...]

    def __post_init__(self) -> None:
        names = self.names
        for name in names:
            if names.count(name) > 1:
                raise SchemaError("an entity type stands twice in the schema", found=name)

    @classmethod
    def from_labels(cls, labels: Iterable[str]) -> "Schema":
        """A schema that knows nothing but the types' names, sorted."""
        return cls(tuple(EntityType(label) for label in sorted(set(labels))))

    @property
    def names(self) -> list[str]:
        """The types' names, in order."""
        return [entity_type.name for entity_type in self.types]
