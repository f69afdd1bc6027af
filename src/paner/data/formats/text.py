"""Plain text without annotation: a line a record, or a paragraph where blank lines part them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.losses import lost
from paner.data.formats.source import BOM, Source
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence
from paner.data.words import word_offsets

__all__ = ["TEXT"]

_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{]|\"[^\"]*\"\s*,|\]\s*\Z))")
_MOST_LINES = 1000  # of one paragraph, so that memory stays bounded
_ENTITIES = "entities"
_BREAKS = "line breaks within a text (each line is read as a text of its own)"


def _read(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:  # noqa: ARG001 - the signature of every format; text has nothing to decide or count
    """Each line that is not blank; or each paragraph, where the text is wrapped into lines."""
    most = _MOST_LINES if _has_paragraphs(source.head_lines()) else 1
    block: list[str] = []
    first = 1
    for number, line in source.lines():
        if not line.strip() or len(block) == most:
            yield from _sentence(block, source.name, first)
            block = []
        if line.strip():
            first = first if block else number
            block.append(line)
    yield from _sentence(block, source.name, first)


def _has_paragraphs(lines: list[str]) -> bool:
    """Whether blank lines part blocks, one of which has several lines."""
    filled = [bool(line.strip()) for line in lines]
    while filled and not filled[-1]:
        filled.pop()
    return False in filled and any(one and other for one, other in pairwise(filled))


def _sentence(block: list[str], name: str, line: int) -> Iterator[Sentence]:
    if block:
        text = "\n".join(block)
        yield Sentence(text, tuple(word_offsets(text)), provenance=Provenance(name, line))


def _matches(source: Source) -> bool:
    """Any text but the beginning of a JSON file, which no reader of JSON understood."""
    text = source.head_text()
    return text is not None and bool(text.strip()) and _JSON.match(text) is None


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    mark = BOM.decode()
    for number, sentence in enumerate(sentences):
        at_beginning = number == 0 and sentence.text.startswith(mark)
        target.line(mark * at_beginning + sentence.text)  # of two marks, a reader drops one


def _losses(sentence: Sentence) -> list[str]:
    losses = lost(sentence, spacing=False)
    losses += [_ENTITIES] if sentence.entities else []
    return losses + ([_BREAKS] if re.search(r"[\r\n]", sentence.text) else [])


TEXT = Format(
    name="text",
    about="plain text, a record a line or a paragraph; without annotation",
    read=_read,
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".text",),
)
