"""What a file format is: a name, a reader beside its writer, and how to tell it from the others."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from paner.data.formats.source import Source
from paner.data.formats.target import Target
from paner.data.schemes import Repair
from paner.data.sentence import Sentence

__all__ = ["Format", "Overlaps", "ReadOptions"]

Overlaps = Literal["error", "longest"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may decide about reading; a format ignores what does not concern it.

    Args:
        overlaps: Refuse nested or overlapping spans (`error`), or keep the longest of them and
            count the rest (`longest`).
        scheme: The tag scheme, where it should not be detected.
        label_names: The names behind numeric tags, by number, where the file does not say them.
        repair: What becomes of tags that break their scheme: mended as `conlleval` does, or
            discarded as `seqeval`'s strict mode does.
    """

    overlaps: Overlaps = "error"
    scheme: str | None = None
    label_names: tuple[str, ...] = ()
    repair: Repair = "conlleval"


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Args:
        name: What `--format` calls it.
        about: A line for people who choose one.
        read: Gives the sentences one by one, and counts what it skips or mends by a readable
            reason. It raises `DataError` with file and line for whatever it cannot read.
        write: Writes the sentences one by one. It raises `DataError` for what would not read back;
            what it must leave out, `losses` says.
        matches: Whether the beginning of a source is in this format; it must not read the stream.
        losses: What the format cannot carry of one sentence, each as a readable reason.
        suffixes: File name endings that choose this format in writing, with their dot.
        binary: It is not text: it cannot come from or go to a terminal.
    """

    name: str
    about: str
    read: Callable[[Source, ReadOptions, Counter[str]], Iterator[Sentence]]
    write: Callable[[Iterable[Sentence], Target], None]
    matches: Callable[[Source], bool]
    losses: Callable[[Sentence], list[str]]
    suffixes: tuple[str, ...] = field(default=())
    binary: bool = False
