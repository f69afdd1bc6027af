"""How alike two texts are: the embedder behind a protocol, and one that needs no model."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from paner.errors import UsageError

__all__ = ["Embedder", "LexicalEmbedder", "SimilarityBand", "cosines"]

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SimilarityBand:
    """The cosine similarities at which one embedder sees a good paraphrase.

    Args:
        low: Below it, the paraphrase has drifted away from its original.
        high: Above it, it is a copy, and teaches no more than a duplicate.

    Raises:
        UsageError: The band is empty.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not -1 <= self.low < self.high <= 1:
            raise UsageError(
                f"a similarity band must satisfy -1 <= low < high <= 1, found {self.low}, "
                f"{self.high}"
            )


class Embedder(Protocol):
    """What turns texts into vectors whose scalar product says how alike they are."""

    @property
    def name(self) -> str:
        """A name for provenance and reports."""

    @property
    def band(self) -> SimilarityBand:
        """Its measured default band: cosines of different embedders do not compare."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Float32 `[N, D]`: one row of length 1 a text."""


@dataclass(frozen=True, slots=True)
class LexicalEmbedder:
    """Character n-grams hashed into counts: needs no model, sees spelling and not meaning.

    Args:
        width: Characters in an n-gram.
        size: Length of a vector, D.

    >>> vectors = LexicalEmbedder().embed(["He left .", "he left .", "Rain fell ."])
    >>> [round(float(x), 2) for x in vectors @ vectors[0]]
    [1.0, 1.0, 0.1]
    """

    width: int = 3
    size: int = 2048

    @property
    def name(self) -> str:
        """`lexical`, with the n-grams' width."""
        return f"lexical-{self.width}"

    @property
    def band(self) -> SimilarityBand:
        """Measured by `benchmarks/similarity_thresholds.py`."""
        return SimilarityBand(0.15, 0.97)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Hash each text's n-grams, case folded, with the roots of their counts."""
        vectors = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f" {' '.join(text.casefold().split())} ".ljust(self.width)
            grams = (padded[i : i + self.width] for i in range(len(padded) - self.width + 1))
            for gram in grams:
                # crc32 is the same in every process, unlike `hash`
                vectors[row, zlib.crc32(gram.encode("utf-8", "surrogatepass")) % self.size] += 1
        np.sqrt(vectors, out=vectors)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors


def cosines(embedder: Embedder, pairs: Sequence[tuple[str, str]]) -> list[float]:
    """The similarity of each pair, every text embedded once, in one call."""
    row_of = {text: row for row, text in enumerate(dict.fromkeys(t for p in pairs for t in p))}
    vectors = embedder.embed(list(row_of))
    return [float(vectors[row_of[left]] @ vectors[row_of[right]]) for left, right in pairs]
