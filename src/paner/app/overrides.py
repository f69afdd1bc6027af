"""Any setting of a backbone from the command line: `--set learning_rate=1e-4`."""

import dataclasses
import tomllib
import types
from collections.abc import Iterable
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from paner.errors import UsageError

__all__ = ["with_overrides"]

C = TypeVar("C")
NAMED_ELSEWHERE = {"base": "--backbone", "encoder": "--backbone"}
MOST_NAMED = 60  # settings in an error


def with_overrides(config: C, overrides: Iterable[str]) -> C:
    """A configuration with some settings changed.

    >>> from paner.models.compact.config import CompactConfig
    >>> with_overrides(CompactConfig(), ["learning_rate=1e-4", "precision=float32"]).precision
    'float32'

    Args:
        config: A dataclass.
        overrides: `NAME=VALUE` each; values as TOML writes them, quotes around words may be left
            out.

    Raises:
        UsageError: There is no such setting, or it takes another kind of value.
        ConfigError: The value is out of range.
    """
    fields = {field.name for field in dataclasses.fields(config)}  # type: ignore[arg-type]  # is one
    hints = get_type_hints(type(config))
    changes: dict[str, Any] = {}
    for override in overrides:
        name, equals, text = override.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in fields:
            known = ", ".join(sorted(fields)[:MOST_NAMED])
            raise UsageError(f"--set {override}: expected NAME=VALUE with NAME one of {known}")
        if option := NAMED_ELSEWHERE.get(name):
            raise UsageError(f"--set {override}: it is named with {option}")
        value = _value(text.strip())
        if not _fits(value, hints[name]):
            kind = _said(hints[name])
            raise UsageError(f"--set {override}: found {text.strip()!r}, expected {kind}")
        changes[name] = value
    return dataclasses.replace(config, **changes)  # type: ignore[type-var]  # a dataclass, too


def _value(text: str) -> Any:
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
    return _frozen(value)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type, as far as settings have them."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return any(_fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, str)  # which word it is the configuration checks, and says better
    if origin is tuple:
        kinds = inner[:1] * len(value) if isinstance(value, tuple) and inner[-1] is ... else inner
        return (
            isinstance(value, tuple)
            and len(value) == len(kinds)
            and all(_fits(one, kind) for one, kind in zip(value, kinds, strict=True))
        )
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, (int, float) if hint is float else hint)


def _said(hint: Any) -> str:
    """A type in words."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return " or ".join(_said(one) for one in inner if one is not type(None))
    if origin is Literal:
        return "one of " + ", ".join(map(str, inner))
    if origin is tuple:
        return "a list, such as [0.9, 0.98]"
    return {bool: "true or false", int: "a whole number", float: "a number"}.get(hint, "a word")
