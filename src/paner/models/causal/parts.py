"""A schema that no prompt has room for: asked in parts, the answers merged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.instruct.chunks import ROOM, merge_answers, split_schema
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.drafts import Tag
from paner.models.causal.model import CausalModel
from paner.models.causal.prompts import prompt_text
from paner.models.causal.twice import FEWEST_OWN
from paner.models.compact.tagging import chunks
from paner.schema.entity_types import Schema

__all__ = ["PartedModel", "schema_parts"]


def schema_parts(schema: Schema, tokenizer: Any, config: CausalConfig) -> list[Schema]:
    """Part a schema so that each prompt leaves room for a sentence; most schemas stay whole.

    Raises:
        UsageError: There are no types, or one type's description alone is over the budget.
    """
    if not schema.types:
        raise UsageError("the schema has no types: there is nothing to find")

    def cost(part: Schema) -> int:
        frame = frame_of(tokenizer, prompt_text(part, config))
        return len(frame.head_ids) + len(frame.tail_ids)

    room = max(FEWEST_OWN, min(ROOM, config.max_tokens // 4))
    return split_schema(schema, budget=config.max_tokens - room, cost=cost)


@dataclass(frozen=True, eq=False)
class PartedModel:
    """One model for each part of a schema, all of the same weights.

    Args:
        schema: The whole schema.
        parts: The models. Each keeps its prompt's keys and values, 50 kB a token or so.
    """

    schema: Schema
    parts: tuple[CausalModel, ...]

    @property
    def summary(self) -> Mapping[str, Any]:
        """How the model was trained, and the number of parts."""
        return {**self.parts[0].summary, "schema_parts": len(self.parts)}

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order; where parts differ, the surest stays."""
        for chunk in chunks(sentences):
            answers = [[found.entities for found in part.tag(chunk)] for part in self.parts]
            for sentence, *found in zip(chunk, *answers, strict=True):
                yield sentence.with_entities(merge_answers(found))

    def with_schema(self, schema: Schema) -> "CausalModel | PartedModel":
        """The same weights for yet another schema."""
        return self.parts[0].with_schema(schema)

    def drafted_by(self, tag: Tag) -> "PartedModel":
        """The same with another tagger's drafts of all answers.

        Raises:
            UsageError: It reads twice and writes nothing.
        """
        parts = tuple(part.drafted_by(tag) for part in self.parts)
        return PartedModel(self.schema, parts)

    def save(self, folder: Path) -> None:
        """Refuse: a folder has one prompt.

        Raises:
            UsageError: Always.
        """
        raise UsageError(
            f"{folder}: a tagger that asks its schema in {len(self.parts)} parts cannot be saved; "
            "save the one that it was made of, and give it the schema when it is loaded"
        )
