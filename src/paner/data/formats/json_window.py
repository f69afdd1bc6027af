"""A moving window over the text of a JSON file, so that a large list is never held whole."""

import codecs
import json
from dataclasses import dataclass, field

from paner.data.formats.source import MAX_RECORD_BYTES, Source
from paner.errors import DataError

__all__ = ["JsonWindow", "damaged"]

CHUNK = 1024 * 1024
BLANKS = " \t\r\n"
_DECODER = json.JSONDecoder()


@dataclass(slots=True)
class JsonWindow:
    """Reads values from a source one behind the other.

    Args:
        source: The file, from its beginning.
        line: The line of the next character, counted from 1.
    """

    source: Source
    line: int = 1
    _text: str = ""
    _position: int = 0
    _ended: bool = False
    _bytes: codecs.IncrementalDecoder = field(
        default_factory=codecs.getincrementaldecoder("utf-8-sig")
    )

    def peek(self) -> str:
        """The next character that is no blank; empty at the end of the file."""
        while True:
            rest = self._text[self._position : self._position + 1]
            if rest and rest not in BLANKS:
                return rest
            if rest:
                self.line += rest == "\n"
                self._position += 1
            elif not self._more(CHUNK):
                return ""

    def skip(self) -> None:
        """Step over the character that `peek` gave."""
        self._position += 1

    def value(self) -> object:
        """The next JSON value.

        Raises:
            DataError: It is damaged, cut off, over 64 MiB, or not UTF-8.
        """
        self.peek()
        chunk = CHUNK
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                if not self._more(chunk):
                    raise self._at(error) from error
            except ValueError as error:  # Python reads no integer of over 4,300 digits
                raise self.damaged("an endless number", "annotated text") from error
            except RecursionError as error:
                raise self.damaged("values nested too deeply", "annotated text") from error
            else:
                if end < len(self._text) or not self._more(chunk):
                    return self._taken(value, end)
            chunk *= 2  # a long value is tried a few times, not once a chunk

    def damaged(self, found: str, expected: str) -> DataError:
        """An error at the window's line."""
        return damaged(self.source.name, self.line, found, expected)

    def rest(self) -> str:
        """A few of the next characters for an error message."""
        return self._text[self._position : self._position + 40] or "the end"

    def _taken(self, value: object, end: int) -> object:
        text = self._text[self._position : end]
        if "\\ud" in text.lower():
            check_surrogates(value, self.source.name, self.line)
        self.line += text.count("\n")
        self._position = end
        return value

    def _more(self, size: int) -> bool:
        """Read on, and forget what is behind the window; `False` at the end of the file."""
        if self._ended:
            return False
        raw = self.source.stream.read(size)
        self._ended = not raw
        try:
            text = self._bytes.decode(raw, self._ended)
        except UnicodeDecodeError as error:
            line = self.line + self._text.count("\n", self._position)
            line += error.object.count(b"\n", 0, error.start)
            raise DataError(
                "the text is not UTF-8",
                path=self.source.name,
                line=line,
                found=f"byte 0x{error.object[error.start]:02x}",
                expected="UTF-8 (convert the file first, for example with iconv)",
            ) from error
        if not raw and not text:
            return False
        self._text = self._text[self._position :] + text
        self._position = 0
        if len(self._text) > MAX_RECORD_BYTES:
            raise self.damaged("a value of over 64 MiB", "records of at most 64 MiB")
        return True

    def _at(self, error: json.JSONDecodeError) -> DataError:
        line = self.line + self._text.count("\n", self._position, error.pos)
        found = self._text[error.pos : error.pos + 40] or "the end"
        return damaged(self.source.name, line, found, f"JSON ({error.msg})")


def check_surrogates(value: object, name: str, line: int) -> None:
    """Refuse half of a surrogate pair, which JSON can escape and UTF-8 cannot hold.

    Raises:
        DataError: There is one.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise damaged(name, line, "half a surrogate pair", "whole Unicode characters") from error


def damaged(name: str, line: int, found: str, expected: str) -> DataError:
    """The error for JSON that is none."""
    return DataError(
        "the JSON is damaged or cut off", path=name, line=line, found=found, expected=expected
    )
