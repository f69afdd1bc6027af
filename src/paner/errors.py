"""Every deliberate error of the library, as one tree, so that callers can catch what they mean."""

from pathlib import Path

__all__ = [
    "ConfigError",
    "DataError",
    "JournalError",
    "LanguageModelError",
    "ModelFolderError",
    "PanerError",
    "SchemaError",
    "UsageError",
    "first_line",
]


class PanerError(Exception):
    """The root: something in the data or in a run is wrong, and the message says what to do."""


class _LocatedError(PanerError):
    """An error with a place, what was found there and what was expected.

    Args:
        what: What is wrong, in words.
        path: The file, or a name such as `<stdin>`.
        line: Its line (or record, where a format has no lines), counted from 1.
        found: What stood there.
        expected: What should have stood there.
    """

    def __init__(
        self,
        what: str,
        *,
        path: str | Path | None = None,
        line: int | None = None,
        found: object = None,
        expected: object = None,
    ) -> None:
        place = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        parts = [f"{place}{what}"]
        if found is not None:
            parts.append(f"found {_short(found)}")
        if expected is not None:
            parts.append(f"expected {expected}")
        super().__init__("; ".join(parts))
        self.path, self.line = path, line


class DataError(_LocatedError):
    """A corpus or a record of it is not what it claims to be."""


class SchemaError(_LocatedError):
    """A schema file, or its fit to the data, is wrong."""


class ConfigError(_LocatedError):
    """A run's configuration has an unknown key or an impossible value."""


class ModelFolderError(_LocatedError):
    """A saved model is damaged, foreign, or from an incompatible version."""


class JournalError(_LocatedError):
    """A journal of answers is in use, full, damaged or foreign."""


class LanguageModelError(_LocatedError):
    """A language model cannot be asked at all: its address, key, name or prompt is wrong."""


class UsageError(PanerError):
    """A command or function was called in a way that cannot work."""


def first_line(error: BaseException) -> str:
    r"""The first line of what an error says, or its kind where it says nothing.

    >>> first_line(ValueError("no such layer\nand more")), first_line(EOFError())
    ('no such layer', 'EOFError')
    """
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _short(found: object, limit: int = 120) -> str:
    text = found if isinstance(found, str) else repr(found)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return (
        repr(text if len(text) <= limit else f"{text[:limit]}…")
        if isinstance(found, str)
        else text[:limit]
    )
