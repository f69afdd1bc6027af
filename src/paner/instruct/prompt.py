"""The instruction before a sentence: task, format, tags and what they mean; versioned templates.

The schema comes first and the sentence last, so that all sentences of a schema share one prefix.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from paner.errors import LanguageModelError
from paner.instruct.kinds import InstructionKind, TagFormat
from paner.instruct.tagged_words import AnswerTags
from paner.schema.entity_types import EntityType, Schema

__all__ = [
    "PROMPT_VERSION",
    "InstructionKind",
    "InstructionTemplate",
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
_FIELDS = "tags, types (each with tag, label, definition, guidelines), described, guided, lossless"


@dataclass(frozen=True, slots=True)
class InstructionTemplate:
    """A template of instructions.

    Args:
        name: Its name and version (`word_tag.v1`), or the user's file.
        text: Its text, for Jinja.
    """

    name: str
    text: str

    @property
    def version(self) -> str:
        """Its name and the hash of its text: a changed template is another one.

        >>> InstructionTemplate("mine", "Tags: {{ tags }}").version
        'mine bfde17f6907f'
        """
        return f"{self.name} {hashlib.sha256(self.text.encode()).hexdigest()[:12]}"


def load_template(
    source: str | Path | None = None, *, tag_format: TagFormat = "word-tag"
) -> InstructionTemplate:
    """Read a format's own template, or a user's file, which is tried out.

    Raises:
        LanguageModelError: The file cannot be read, is no template, or does not show the tags and
            what they mean.
    """
    if source is None:
        name = _OWN[tag_format]
        own = resources.files(__package__) / "prompts" / f"{name}.jinja"
        return InstructionTemplate(name, own.read_text(encoding="utf-8"))
    try:
        template = InstructionTemplate(Path(source).name, Path(source).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LanguageModelError(
            f"the template cannot be read: {error}", path=str(source)
        ) from error
    _try(template, tag_format)
    return template


def instruction(
    schema: Schema,
    *,
    kind: InstructionKind = "guidelines",
    tag_format: TagFormat = "word-tag",
    template: InstructionTemplate | None = None,
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
    tags = AnswerTags(tuple(schema.names), tag_format)
    types = [_shown(one, tags.written[one.name], kind) for one in schema.types]
    fields: dict[str, object] = {
        "tags": ", ".join(one["tag"] for one in types),
        "types": types,
        "described": any(one["definition"] or one["guidelines"] for one in types),
        "guided": any(one["guidelines"] for one in types),
        "lossless": tag_format == "word-tag-lossless",
    }
    try:
        return _compiled(template.text).render(fields).strip() + "\n"
    except TemplateError as error:
        raise LanguageModelError(
            f"the template cannot be filled in: {error}",
            path=template.name,
            expected=f"a Jinja template with the fields {_FIELDS}",
        ) from error


def input_text(words: Sequence[str]) -> str:
    """A sentence as it follows its instruction: its words, parted by one blank.

    >>> input_text(["Ada", "smiled", "."])
    'Ada smiled .'
    """
    return " ".join(words)


def _shown(entity_type: EntityType, tag: str, kind: InstructionKind) -> dict[str, str]:
    """A type as templates see it, each text on one line; what the kind leaves out is empty."""
    definition = entity_type.definition if kind != "names" else ""
    guidelines = entity_type.guidelines if kind == "guidelines" else ""
    texts = {"label": entity_type.label, "definition": definition, "guidelines": guidelines}
    return {"tag": tag, **{key: " ".join(text.split()) for key, text in texts.items()}}


def _try(template: InstructionTemplate, tag_format: TagFormat) -> None:
    trial = EntityType("trial-name", "trial-label", "trial-definition", "trial-guidelines")
    text = instruction(Schema((trial,)), tag_format=tag_format, template=template)
    needed = {
        "tags": "trial-name",
        "definition": "trial-definition",
        "guidelines": "trial-guidelines",
    }
    lacking = [field for field, value in needed.items() if value not in text]
    if lacking:
        raise LanguageModelError(
            f"the template does not show {', '.join(lacking)}",
            path=template.name,
            expected=f"a Jinja template with the fields {_FIELDS}",
        )


@lru_cache(maxsize=8)
def _compiled(text: str) -> JinjaTemplate:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # an instruction is plain text, read by a model
    )
    return environment.from_string(text)
