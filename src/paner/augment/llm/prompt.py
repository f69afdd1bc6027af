"""The prompts that come along with augmentation, and the user's own."""

from pathlib import Path

from paner.prompt import Prompt, read_prompt

__all__ = ["load_prompt"]


def load_prompt(name: str | Path) -> Prompt:
    """Read a prompt that comes along (`paraphrase.v1`) or a user's own file.

    Raises:
        LanguageModelError: There is none, or it is not UTF-8.
    """
    return read_prompt(name, package=__package__)
