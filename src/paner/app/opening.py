"""What `paner tag` names: a saved tagger, for its own schema or another, or a bare model."""

from dataclasses import dataclass
from pathlib import Path

from paner.app.show import note
from paner.instruct.prompt import InstructionKind
from paner.instruct.tagged_words import TagFormat
from paner.models.tagger import Tagger
from paner.schema.files import read_schema

__all__ = ["Told", "open_tagger"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a language model is told to find.

    Args:
        schema: The file of the schema.
        kind: What a model that was never trained is told of each type.
        tag_format: How its answers tag words.
    """

    schema: Path
    kind: InstructionKind
    tag_format: TagFormat


def open_tagger(model: Path, *, base: str, told: Told | None) -> Tagger:
    """Load a saved tagger; with a schema, for that, or a language model as it is.

    Raises:
        LanguageModelError: The language model cannot be loaded.
        ModelFolderError: The folder is no model, and there is no schema.
        UsageError: A compact tagger is given a schema.
    """
    from paner.models.folder import is_model_folder

    if told is None:
        return Tagger.load(model, base=base or None)
    schema = read_schema(told.schema)
    if is_model_folder(model):
        return Tagger.load(model, base=base or None).with_schema(schema)
    from paner.models.causal.config import CausalConfig

    note(f"{model}: no saved tagger; used as a language model that was not trained to tag")
    config = CausalConfig.zero_shot(prompt=told.kind, tag_format=told.tag_format)
    return Tagger.zero_shot(model, schema, config=config)
