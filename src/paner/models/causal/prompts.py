"""What a model is told of a schema, for either way to tag."""

from importlib import resources

from paner.instruct.prompt import InstructionTemplate, instruction
from paner.models.causal.config import CausalConfig
from paner.schema.entity_types import Schema

__all__ = ["prompt_text", "prompt_version"]

TWICE = "twice.v1"


def prompt_text(schema: Schema, config: CausalConfig) -> str:
    """The prompt as far as the sentence, which follows at its end."""
    return instruction(
        schema, kind=config.prompt, tag_format=config.tag_format, template=_template(config)
    )


def prompt_version(config: CausalConfig) -> str:
    """The name of the prompt's template, and the hash of its text."""
    from paner.instruct.prompt import load_template

    return (_template(config) or load_template(tag_format=config.tag_format)).version


def _template(config: CausalConfig) -> InstructionTemplate | None:
    """The template of its own that reading twice has: there is no answer to describe."""
    if config.tagging != "twice":
        return None
    file = resources.files("paner.instruct") / "prompts" / f"{TWICE}.jinja"
    return InstructionTemplate(TWICE, file.read_text(encoding="utf-8"))
