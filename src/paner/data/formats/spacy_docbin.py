"""spaCy 3's binary corpora, `.spacy`, through the spacy library."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import located
from paner.data.formats.losses import lost
from paner.data.formats.source import Source
from paner.data.formats.span_fields import WORD_BORDERS
from paner.data.formats.target import Target
from paner.data.overlaps import Span
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError, UsageError

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["SPACY_DOCBIN"]

_GROUPS = "spans in span groups left out"
# What zlib, msgpack, numpy and spaCy raise for bytes that are no DocBin.
_DAMAGED = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, MemoryError),
    *(OSError, RuntimeError, TypeError, ValueError, zlib.error),
)


def _read(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """One record a document."""
    docs = _docs(source)
    number = 0
    while True:
        number += 1
        with located(source, number):
            try:
                doc = next(docs, None)
            except _DAMAGED as error:
                raise _damaged(error) from error
            if doc is None:
                return
            sentence = _sentence(doc, options, counts, Provenance(source.name, number))
        yield sentence


def _docs(source: Source) -> Iterator["Doc"]:
    spacy = _spacy()
    with located(source, None):
        try:
            corpus = spacy.tokens.DocBin().from_bytes(source.stream.read())
            return iter(corpus.get_docs(spacy.blank("xx").vocab))
        except _DAMAGED as error:
            raise _damaged(error) from error


def _sentence(
    doc: "Doc", options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Sentence:
    if groups := sum(len(group) for group in doc.spans.values()):
        counts[_GROUPS] += groups
    return sentence_from_spans(
        doc.text,
        [Span(e.start_char, e.end_char, e.label_) for e in doc.ents],
        token_offsets=[(t.idx, t.idx + len(t)) for t in doc if not t.text.isspace()],
        overlaps=options.overlaps,
        counts=counts,
        provenance=provenance,
    )


def _damaged(error: Exception) -> DataError:
    return DataError(
        "the file is no .spacy corpus, or is damaged", found=str(error), expected="a DocBin"
    )


def _spacy() -> ModuleType:
    try:
        return import_module("spacy")
    except ImportError as error:
        raise UsageError("a .spacy file needs spaCy: pip install 'paner[spacy]'") from error


def _matches(source: Source) -> bool:
    """A compressed message whose first keys are those of a DocBin."""
    try:
        beginning = zlib.decompressobj().decompress(source.head, 64)
    except zlib.error:
        return False
    return b"version" in beginning and b"attrs" in beginning


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    spacy = _spacy()
    vocab = spacy.blank("xx").vocab
    corpus = spacy.tokens.DocBin()
    for sentence in sentences:
        words, spaces, first = _tokens(sentence)
        doc = spacy.tokens.Doc(vocab, words=words, spaces=spaces)
        doc.set_ents(
            [
                spacy.tokens.Span(doc, first[e.start], first[e.end - 1] + 1, label=e.label)
                for e in sentence.entities
            ]
        )
        corpus.add(doc)
    target.stream.write(corpus.to_bytes())


def _tokens(sentence: Sentence) -> tuple[list[str], list[bool], list[int]]:
    """The tokens for spaCy, whether a blank follows each, and which token each word is.

    White space but one blank behind a word is a token of its own, as in spaCy's tokenizers.
    """
    words: list[str] = []
    spaces: list[bool] = []
    first: list[int] = []
    position = 0
    for start, end in (*sentence.offsets, (len(sentence.text), len(sentence.text))):
        gap = sentence.text[position:start]
        if gap.startswith(" ") and words:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)
        if start < end:
            first.append(len(words))
            words.append(sentence.text[start:end])
            spaces.append(False)
        position = end
    return words, spaces, first


def _losses(sentence: Sentence) -> list[str]:
    losses = lost(sentence, spacing=False, empty=False)
    covered = sum(end - start for start, end in sentence.offsets)
    visible = len("".join(sentence.text.split()))
    return losses if covered >= visible else [*losses, WORD_BORDERS]


SPACY_DOCBIN = Format(
    name="spacy-docbin",
    about="spaCy 3's binary corpora (needs spaCy)",
    read=_read,
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".spacy",),
    binary=True,
)
