"""Prompts as versioned text files: read, tried out before the first use, filled in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from paner.errors import LanguageModelError

__all__ = ["Prompt", "read_prompt", "try_prompt"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file.

    Args:
        name: Its name and version (`paraphrase.v1`), or the user's file.
        text: Its text, a Jinja template.
    """

    name: str
    text: str

    @property
    def version(self) -> str:
        """Its name and the hash of its text: a changed prompt is another prompt.

        >>> Prompt("hello.v1", "Hello, {{ name }}").version
        'hello.v1 dd0d0e2c37a2'
        """
        return f"{self.name} {hashlib.sha256(self.text.encode()).hexdigest()[:12]}"

    def fill(self, fields: Mapping[str, object]) -> str:
        """Its text with all fields filled in.

        Raises:
            LanguageModelError: It uses a field that does not exist, or is no template.
        """
        try:
            return _compiled(self.text).render(fields).strip()
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise LanguageModelError(
                f"the prompt cannot be filled in: {error}",
                path=self.name,
                expected=f"a Jinja template with the fields {', '.join(fields)}",
            ) from error


def read_prompt(name: str | Path, *, package: str | None = None) -> Prompt:
    """Read a user's own file, or a prompt that comes along with a package.

    Args:
        name: A file; or, as in `paraphrase.v1`, the name and version of a package's prompt.
        package: The package in whose folder `prompts` to look first.

    Raises:
        LanguageModelError: There is none, or it is not UTF-8.
    """
    try:
        if package is not None:
            own = resources.files(package) / "prompts" / f"{name}.jinja"
            if own.is_file():
                return Prompt(str(name), own.read_text(encoding="utf-8"))
        return Prompt(Path(name).name, Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LanguageModelError(f"the prompt cannot be read: {error}", path=str(name)) from error


def try_prompt(prompt: Prompt, fields: Mapping[str, object], needed: Mapping[str, str]) -> None:
    """Fill a prompt in for trial, and look whether all that a model must know stands in it.

    Args:
        prompt: The prompt.
        fields: Fields with values that occur nowhere else.
        needed: What must be seen: each field's name, as a prompt writes it, and its trial value.

    Raises:
        LanguageModelError: It cannot be filled in, or lacks a field.
    """
    text = prompt.fill(fields)
    lacking = [field for field, value in needed.items() if value not in text]
    if lacking:
        raise LanguageModelError(
            f"the prompt does not show {', '.join(lacking)}",
            path=prompt.name,
            expected="each of them, in double braces",
        )


@lru_cache(maxsize=8)
def _compiled(text: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # a prompt is plain text, read by a model
    )
    return environment.from_string(text)
