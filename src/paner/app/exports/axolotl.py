"""`paner export axolotl`: the paper's training as data and configuration of the Axolotl trainer.

Source:
    Axolotl's configuration, https://docs.axolotl.ai/docs/config-reference.html, and its chat
    format, https://docs.axolotl.ai/docs/dataset-formats/conversation.html.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from paner.app.exports.chat_rows import ChatForm, chat_rows, write_rows
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.instruct.pile_ner import joined_schema, mixed
from paner.schema.entity_types import Schema

__all__ = ["AxolotlSettings", "export_axolotl", "template"]

CONFIG, DATA = "config.yml", "data/train.jsonl"


@dataclass(frozen=True, slots=True)
class AxolotlSettings:
    """What the paper leaves open.

    Args:
        base: The model to fine-tune: its name on the hub, or a folder.
        form: How sentences become conversations.
        micro_batch: Conversations in a forward pass.
        accumulation: Forward passes in a step.
        mixed: Sentences drawn from the base corpus; the paper's are 10,000.
        seed: Of the order, and of what is drawn.
    """

    base: str = "Qwen/Qwen2.5-7B-Instruct"
    form: ChatForm = field(default_factory=ChatForm)
    micro_batch: int = 4
    accumulation: int = 4
    mixed: int = 10_000
    seed: int = 0


def export_axolotl(
    sentences: Sequence[Sentence],
    schema: Schema,
    folder: Path,
    *,
    settings: AxolotlSettings,
    mix: Sequence[Sentence] = (),
    mix_schema: Schema | None = None,
) -> Counter[str]:
    """Write configuration and data into a folder.

    Args:
        sentences: Gold and augmented sentences.
        schema: Their types.
        folder: Where to; made where it is missing.
        settings: What the paper leaves open.
        mix: Sentences of a base corpus, each with the types it was asked for.
        mix_schema: Their types.

    Returns:
        What was written, split and fused.

    Raises:
        UsageError: There is nothing to train on, or a sentence of the base corpus does not say
            what it was asked for.
    """
    counts: Counter[str] = Counter()
    if not sentences:
        raise UsageError("there is no sentence to train on")
    together = mixed(sentences, mix, labels=schema.names, number=settings.mixed, seed=settings.seed)
    all_types = schema if mix_schema is None else joined_schema(schema, mix_schema)
    (folder / DATA).parent.mkdir(parents=True, exist_ok=True)
    rows = chat_rows(together, all_types, settings.form, counts)
    counts["conversations"] = write_rows(rows, folder / DATA)
    counts["sentences of the base corpus mixed in"] = len(together) - len(sentences)
    (folder / CONFIG).write_text(_config(settings), encoding="utf-8")
    return counts


def template(name: str, /, **fields: object) -> str:
    """A template of this package, filled in."""
    text = (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")
    environment = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and Python are written here, no web page
    )
    return environment.from_string(text).render(fields)


def _config(settings: AxolotlSettings) -> str:
    return template(
        "axolotl.yml.jinja",
        base=settings.base,
        micro_batch=settings.micro_batch,
        accumulation=settings.accumulation,
        seed=settings.seed,
    )
