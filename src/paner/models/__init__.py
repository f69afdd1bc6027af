"""Taggers: the only layer that knows torch."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paner.models.causal.config import CausalConfig
    from paner.models.compact.config import CompactConfig
    from paner.models.tagger import Tagger

__all__ = ["CausalConfig", "CompactConfig", "Tagger"]


def __getattr__(name: str) -> Any:
    """Import a public name on first use: torch takes seconds, and not every command needs it."""
    if name == "Tagger":
        from paner.models.tagger import Tagger

        return Tagger
    if name == "CompactConfig":
        from paner.models.compact.config import CompactConfig

        return CompactConfig
    if name == "CausalConfig":
        from paner.models.causal.config import CausalConfig

        return CausalConfig
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
