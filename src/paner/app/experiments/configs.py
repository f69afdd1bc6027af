"""A recipe as the settings of its backbone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paner.app.experiments.cell import Recipe
from paner.app.training import COMPACT, is_causal
from paner.data.sentence import GOLD, Sentence

if TYPE_CHECKING:
    from paner.models.causal.config import CausalConfig
    from paner.models.compact.config import CompactConfig

__all__ = ["config_of", "reads_no_prompt"]

TAG_FORMATS = {"lossless": "word-tag-lossless", "word-tag": "word-tag", "BIO": "bio"}


def reads_no_prompt(recipe: Recipe) -> bool:
    """Whether the backbone is no language model."""
    return recipe.backbone == COMPACT or not is_causal(recipe.backbone)


def config_of(
    recipe: Recipe, sentences: Sequence[Sentence], threads: int
) -> "CompactConfig | CausalConfig":
    """The backbone's settings.

    Args:
        recipe: What to do.
        sentences: What is trained on; where all count alike, their sources weigh what they hold.
        threads: CPU threads; 0 for all that the process may use.
    """
    shared: dict[str, Any] = {"steps": recipe.steps or None, "threads": threads}
    if recipe.even:
        counts = Counter(
            GOLD if sentence.provenance is None else sentence.provenance.method
            for sentence in sentences
        )
        shared["source_shares"] = tuple((name, float(n)) for name, n in counts.items())
    return (_compact if reads_no_prompt(recipe) else _causal)(recipe, shared)


def _compact(recipe: Recipe, shared: dict[str, Any]) -> "CompactConfig":
    from paner.models.compact.config import CompactConfig

    encoder = "" if recipe.backbone == COMPACT else recipe.backbone
    config = CompactConfig(encoder=encoder, **shared)
    return replace(config, members=recipe.members) if recipe.members else config


def _causal(recipe: Recipe, shared: dict[str, Any]) -> "CausalConfig":
    from paner.models.causal.config import CausalConfig

    chosen: dict[str, Any] = {"tagging": recipe.tagging, "prompt": recipe.instruction}
    named = {key: value for key, value in chosen.items() if value}
    tags = TAG_FORMATS[recipe.tags]
    return CausalConfig(base=recipe.backbone, tag_format=tags, **named, **shared)  # type: ignore[arg-type]  # checked by the config itself
