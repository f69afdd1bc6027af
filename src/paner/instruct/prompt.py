"""The instruction before a sentence: task, format, tags and what they mean; versioned templates.

The schema comes first and the sentence last, so that all sentences of a schema share one prefix.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from paner.instruct.kinds import InstructionKind, TagFormat
from paner.instruct.tagged_words import AnswerTags
from paner.prompt import Prompt, read_prompt, try_prompt
from paner.schema.entity_types import EntityType, Schema

__all__ = [
    "PROMPT_VERSION",
    "InstructionKind",
    "input_text",
    "instruction",
    "load_template",
]

PROMPT_VERSION = "v1"
_OWN: Mapping[TagFormat, str] = {
    "word-tag": f"word_tag.{PROMPT_VERSION}",
    "word-tag-lossless": f"word_tag.{PROMPT_VERSION}",
    "bio": f"bio.{PROMPT_VERSION}",
}
_SHOWN = {"tags": "trial-name", "definition": "trial-definition", "guidelines": "trial-guidelines"}
_TRIAL = EntityType(_SHOWN["tags"], "trial-label", _SHOWN["definition"], _SHOWN["guidelines"])


def load_template(
    source: str | Path | None = None, *, tag_format: TagFormat = "word-tag"
) -> Prompt:
    """Read a format's own template, or a user's file, which is tried out.

    Raises:
        LanguageModelError: The file cannot be read, is no template, or does not show the tags and
            what they mean.
    """
    if source is None:
        return read_prompt(_OWN[tag_format], package=__package__)
    template = read_prompt(source)
    try_prompt(template, _fields(Schema((_TRIAL,)), "guidelines", tag_format), _SHOWN)
    return template


def instruction(
    schema: Schema,
    *,
    kind: InstructionKind = "guidelines",
    tag_format: TagFormat = "word-tag",
    template: Prompt | None = None,
) -> str:
    """What stands before a sentence; the sentence follows at its end.

    Args:
        schema: The types to look for.
        kind: What it says of each type: its name, its definition too, its guidelines too.
        tag_format: How answers tag words; `bio` has the baseline's wording.
        template: Another template than the format's own.

    Raises:
        LanguageModelError: The template cannot be filled in.
    """
    template = load_template(tag_format=tag_format) if template is None else template
    return template.fill(_fields(schema, kind, tag_format)) + "\n"


def input_text(words: Sequence[str]) -> str:
    """A sentence as it follows its instruction: its words, parted by one blank.

    >>> input_text(["Ada", "smiled", "."])
    'Ada smiled .'
    """
    return " ".join(words)


def _fields(schema: Schema, kind: InstructionKind, tag_format: TagFormat) -> dict[str, object]:
    """What templates can show."""
    tags = AnswerTags(tuple(schema.names), tag_format)
    types = [_shown(one, tags.written[one.name], kind) for one in schema.types]
    return {
        "tags": ", ".join(one["tag"] for one in types),
        "types": types,
        "described": any(one["definition"] or one["guidelines"] for one in types),
        "guided": any(one["guidelines"] for one in types),
        "lossless": tag_format == "word-tag-lossless",
    }


def _shown(entity_type: EntityType, tag: str, kind: InstructionKind) -> dict[str, str]:
    """A type as templates see it, each text on one line; what the kind leaves out is empty."""
    definition = entity_type.definition if kind != "names" else ""
    guidelines = entity_type.guidelines if kind == "guidelines" else ""
    texts = {"label": entity_type.label, "definition": definition, "guidelines": guidelines}
    return {"tag": tag, **{key: " ".join(text.split()) for key, text in texts.items()}}
