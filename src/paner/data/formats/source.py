"""A file or standard input, opened once: its beginning is looked at before it is read."""

import codecs
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self, cast

from paner.errors import DataError

__all__ = ["Source", "open_source"]

HEAD_BYTES = 1024 * 1024  # a first record with a long document and its tokens fits
# A longer line, document or JSON value is no annotated text but a damaged file.
MAX_RECORD_BYTES = 64 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input.

    Args:
        name: Its path as the user wrote it, or `<stdin>`.
        path: The file, `None` for standard input.
        head: Its first bytes (1 MiB at most), for telling the format.
        stream: The bytes, from the beginning.
    """

    name: str
    path: Path | None
    head: bytes
    stream: BinaryIO

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        if self.path is not None:
            self.stream.close()

    @property
    def complete(self) -> bool:
        """Whether the head is all there is."""
        return len(self.head) < HEAD_BYTES

    def rewind(self) -> bool:
        """Go back to the beginning for another pass; `False` for a pipe, which cannot."""
        if self.stream.seekable():
            self.stream.seek(0)
            return True
        return False

    def head_text(self) -> str | None:
        """The head as text, without a character cut at its end; `None` if it is no UTF-8 text."""
        if b"\0" in self.head:
            return None
        try:
            decoder = codecs.getincrementaldecoder("utf-8-sig")()
            return decoder.decode(self.head, final=self.complete)
        except UnicodeDecodeError:
            return None

    def head_lines(self) -> list[str]:
        """The head's whole lines as text, without their ends; empty if it is no UTF-8 text."""
        lines = (self.head_text() or "").split("\n")
        return [line.rstrip("\r") for line in (lines if self.complete else lines[:-1])]

    def refuse_other_encodings(self) -> None:
        """Check that the head is text.

        Raises:
            DataError: It is not UTF-8 or holds a NUL byte; the message has the line.
        """
        if b"\0" in self.head and not self.head.startswith(UTF16):
            _decode(b"\0", self.name, None)
        if self.head_text() is None:
            for number, line in enumerate(self.head.split(b"\n"), 1):
                _decode(line, self.name, number)

    def beginning(self) -> str:
        """A few characters of it for an error message."""
        text = self.head_text()
        return repr(self.head[:20]) if text is None else text.lstrip()[:60]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Number (from 1) and text of each line, without its line end and the file's BOM.

        Raises:
            DataError: A line is not UTF-8, is longer than 64 MiB, or holds a NUL byte.
        """
        number = 0
        while raw := self.stream.readline(MAX_RECORD_BYTES + 1):
            number += 1
            if len(raw) > MAX_RECORD_BYTES:
                raise DataError(
                    "the line is too long",
                    path=self.name,
                    line=number,
                    found=f"over {MAX_RECORD_BYTES} bytes",
                    expected="lines of at most 64 MiB",
                )
            if number == 1:
                raw = raw.removeprefix(BOM)
            yield number, _decode(raw, self.name, number).rstrip("\r\n")

    def text(self) -> str:
        """All of it, for formats that are one JSON value or one document; line ends stay.

        Raises:
            DataError: It is not UTF-8, is longer than 64 MiB, or holds a NUL byte.
        """
        raw = self.stream.read(MAX_RECORD_BYTES + 1).removeprefix(BOM)
        if len(raw) > MAX_RECORD_BYTES:
            raise DataError(
                "the document is too long",
                path=self.name,
                found=f"over {MAX_RECORD_BYTES} bytes",
                expected="documents of at most 64 MiB",
            )
        try:
            return _decode(raw, self.name, None)
        except DataError:
            for number, line in enumerate(raw.split(b"\n"), 1):
                _decode(line, self.name, number)
            raise


def open_source(path: str | Path) -> Source:
    """Open a file, or standard input for `-`.

    Raises:
        DataError: It is missing, a directory, unreadable or empty.
    """
    if str(path) == "-":
        stream: BinaryIO = sys.stdin.buffer
        return _source("<stdin>", None, stream)
    path = Path(path)
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise DataError("no such file", path=path) from error
    except IsADirectoryError as error:
        raise DataError("this is a directory", path=path, expected="a file") from error
    except OSError as error:
        raise DataError(f"cannot be opened: {error.strerror}", path=path) from error
    try:
        return _source(str(path), path, stream)
    except DataError:
        stream.close()
        raise


def _source(name: str, path: Path | None, stream: BinaryIO) -> Source:
    try:
        head = stream.read(HEAD_BYTES)
        rest = _rewound(head, stream)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path=name) from error
    if not head.removeprefix(BOM).strip() and len(head) < HEAD_BYTES:
        raise DataError("the file is empty", path=name, expected="annotated text")
    return Source(name, path, head, rest)


def _rewound(head: bytes, stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        stream.seek(0)
        return stream
    return cast("BinaryIO", io.BufferedReader(_Rejoined(head, stream)))


class _Rejoined(io.RawIOBase):
    """The head that was read from a pipe, then the rest of the pipe."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # typeshed asks for any buffer
        chunk = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _decode(raw: bytes, name: str, line: int | None) -> str:
    if b"\0" in raw and not raw.startswith(UTF16):
        raise DataError(
            "this is a binary file",
            path=name,
            line=line,
            found="a NUL byte",
            expected="text in UTF-8",
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            "the text is not UTF-8",
            path=name,
            line=line,
            found=f"byte 0x{raw[error.start]:02x}",
            expected="UTF-8 (convert the file first, for example with iconv)",
        ) from error
