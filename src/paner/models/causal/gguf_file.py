"""Reading GGUF, llama.cpp's format: settings and tensors in one pass over the file.

The reader in the package `gguf` makes an array of every string of the vocabulary, which takes
seconds, and transformers runs it for each part of a model; only its arithmetic is used here.

Source:
    The format's description: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["GgufFile", "StoredTensor", "read_gguf"]

_NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_UINT32, _STRING, _ARRAY, _UINT64 = 4, 8, 9, 10
_ALIGNMENT = 32  # of the tensors, where the file names no other


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor as the file holds it.

    Args:
        shape: Rows first, as in torch.
        kind: The number of its quantization in ggml.
        start: Its first byte in the file.
    """

    shape: tuple[int, ...]
    kind: int
    start: int


@dataclass(frozen=True, slots=True, eq=False)
class GgufFile:
    """A file's settings, and where its tensors are.

    Args:
        settings: Values by their keys in the file.
        tensors: By their names in llama.cpp.
        content: All bytes of the file.
    """

    settings: dict[str, Any]
    tensors: dict[str, StoredTensor]
    content: memoryview

    def dequantized(self, name: str) -> npt.NDArray[np.float32]:
        """A tensor in 32 bits; it may be a view of the file.

        Raises:
            ImportError: The package gguf is not installed.
        """
        import gguf

        stored = self.tensors[name]
        kind = gguf.GGMLQuantizationType(stored.kind)
        values, size = gguf.GGML_QUANT_SIZES[kind]  # of a block
        count = math.prod(stored.shape) // values * size
        packed = np.frombuffer(self.content, np.uint8, count, stored.start)
        return gguf.dequantize(packed.reshape(*stored.shape[:-1], -1), kind)


def read_gguf(path: Path) -> GgufFile:
    """Settings and places of tensors; the tensors themselves are read when asked for.

    Args:
        path: A file of version 2 or 3 that is known to be whole.
    """
    with path.open("rb") as stream:
        content = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    cursor = _Cursor(content, at=len(b"GGUF") + 4)  # after the version
    num_tensors, num_settings = cursor.number(_UINT64), cursor.number(_UINT64)
    settings = {cursor.string(): cursor.value(cursor.number(_UINT32)) for _ in range(num_settings)}
    entries = [_entry(cursor) for _ in range(num_tensors)]
    alignment = settings.get("general.alignment", _ALIGNMENT)
    first = math.ceil(cursor.at / alignment) * alignment
    tensors = {
        name: StoredTensor(shape, kind, first + offset) for name, shape, kind, offset in entries
    }
    return GgufFile(settings, tensors, content)


def _entry(cursor: "_Cursor") -> tuple[str, tuple[int, ...], int, int]:
    """Name, shape, kind and offset of a tensor."""
    name = cursor.string()
    sizes = [cursor.number(_UINT64) for _ in range(cursor.number(_UINT32))]
    return name, tuple(reversed(sizes)), cursor.number(_UINT32), cursor.number(_UINT64)


class _Cursor:
    """A place in the file that moves over what is read."""

    def __init__(self, content: memoryview, *, at: int) -> None:
        self.content = content
        self.at = at

    def number(self, kind: int) -> Any:
        layout = f"<{_NUMBERS[kind]}"
        (number,) = struct.unpack_from(layout, self.content, self.at)
        self.at += struct.calcsize(layout)
        return number

    def string(self) -> str:
        begin = self.at + 8
        self.at = begin + struct.unpack_from("<Q", self.content, self.at)[0]
        return str(self.content[begin : self.at], "utf-8")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            inner, length = self.number(_UINT32), self.number(_UINT64)
            return [self.value(inner) for _ in range(length)]
        return self.number(kind)
