"""What a model is told of a schema, for either way to tag."""

from paner.instruct.prompt import instruction, load_template
from paner.models.causal.config import CausalConfig
from paner.prompt import Prompt, read_prompt
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
    return (_template(config) or load_template(tag_format=config.tag_format)).version


def _template(config: CausalConfig) -> Prompt | None:
    """The template of its own that reading twice has: there is no answer to describe."""
    if config.tagging != "twice":
        return None
    return read_prompt(TWICE, package="paner.instruct")
