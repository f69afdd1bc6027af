"""A file or standard output to write to: whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from paner.errors import DataError

__all__ = ["Target", "open_target"]


@dataclass(frozen=True, slots=True)
class Target:
    """An opened output.

    Args:
        name: Its path as the user wrote it, or `<stdout>`.
        path: The file it will be, `None` for standard output. Its bytes go to `stream`, never
            straight to this path; a format of several files puts the others beside it.
        stream: Where the bytes go.
    """

    name: str
    path: Path | None
    stream: BinaryIO

    def line(self, text: str = "") -> None:
        """Write one line in UTF-8, with its line feed.

        Raises:
            DataError: The text holds half a surrogate pair, which UTF-8 cannot hold, or a NUL,
                which no reader here takes for text.
        """
        if "\0" in text:
            raise DataError(
                "the text has a NUL character and cannot be written as text",
                path=self.name,
                found=text,
                expected="text without it, or a JSON format",
            )
        try:
            self.stream.write(f"{text}\n".encode())
        except UnicodeEncodeError as error:
            raise DataError(
                "the text has half a surrogate pair and cannot be written",
                path=self.name,
                found=text[max(error.start - 20, 0) : error.end + 20],
                expected="whole Unicode characters",
            ) from error


@contextmanager
def open_target(path: str | Path) -> Iterator[Target]:
    """Open a file for writing, or standard output for `-`; flushed after a clean end.

    A file is written under another name and takes its own when all went well, so that a failure
    leaves what stood there before, and a file may be converted onto itself.

    Raises:
        DataError: The place cannot be written.
    """
    if str(path) == "-":
        yield Target("<stdout>", None, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    path = Path(path)
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device
        with path.open("wb") as stream:
            yield Target(str(path), path, stream)
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        stream = part.open("wb")
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", path=path) from error
    try:
        with stream:
            yield Target(str(path), path, stream)
        _replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _replace(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise DataError(f"cannot be written: {error.strerror}", path=path) from error
