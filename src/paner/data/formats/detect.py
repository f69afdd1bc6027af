"""The known formats, and which of them a file is in: told from its content, never from its name."""

from pathlib import Path

from paner.data.formats.columns import COLUMNS
from paner.data.formats.conllu import CONLLU
from paner.data.formats.format import Format
from paner.data.formats.source import Source
from paner.errors import DataError, UsageError

__all__ = ["FORMATS", "detect", "format_for_writing", "format_named"]

# The most specific first: the first that matches is it. CoNLL-U is also a column file; plain text
# matches anything and stays last.
FORMATS: tuple[Format, ...] = (CONLLU, COLUMNS)


def detect(source: Source) -> Format:
    """Tell the format from the first bytes.

    Raises:
        DataError: No known format looks like this.
    """
    for candidate in FORMATS:
        if candidate.matches(source):
            return candidate
    raise DataError(
        "this is in no format known here",
        path=source.name,
        found=source.beginning(),
        expected=f"one of {_names()}",
    )


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: There is none.
    """
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate
    raise UsageError(f"no format is named {name!r}; choose one of {_names()}")


def format_for_writing(path: str | Path) -> Format:
    """The format that a file name's ending asks for; JSONL for standard output.

    Raises:
        UsageError: The ending says nothing.
    """
    if str(path) == "-":
        return format_named("jsonl")
    name = Path(path).name.lower()
    chosen = [(suffix, known) for known in FORMATS for suffix in known.suffixes]
    for suffix, known in sorted(chosen, key=lambda pair: -len(pair[0])):
        if name.endswith(suffix):
            return known
    raise UsageError(
        f"{path}: its ending does not say which format to write; name one of {_names()}"
    )


def _names() -> str:
    return ", ".join(known.name for known in FORMATS)
