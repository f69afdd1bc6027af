"""brat's standoff: a `.txt` with the text and beside it an `.ann` with the spans."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import located
from paner.data.formats.losses import lost
from paner.data.formats.source import BOM, Source, open_source
from paner.data.formats.span_fields import FoundSpan, char_spans, checked_spans
from paner.data.formats.target import Target, open_target
from paner.data.overlaps import Span, flat_spans
from paner.data.sentence import Provenance, Sentence
from paner.data.words import checked_span, sentence_from_spans
from paner.errors import DataError

__all__ = ["BRAT"]

_PART = r"[0-9]{1,12} [0-9]{1,12}"
_LINE = re.compile(rf"T\S+\t(?P<label>.+?) (?P<offsets>{_PART}(?:;{_PART})*)(?:\t(?P<mention>.*))?")
_BETWEEN = "\n\n"
_DISCONTINUOUS = "discontinuous spans cut to their longest part"
_ONE_DOCUMENT = "borders between records (brat has one document a file)"
_BREAK = re.compile(r"[\r\n]")
_OTHER = {
    "A": "attributes",
    "M": "attributes",
    "E": "events",
    "R": "relations",
    "*": "equivalences",
    "#": "notes",
    "N": "normalisations",
}


def _read(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """The one document, from either of its files."""
    if source.path is None:
        raise DataError("brat needs two files", path=source.name, expected="a path, not a pipe")
    texts, marks = source.path.with_suffix(".txt"), source.path.with_suffix(".ann")
    with open_source(texts) as source_of_text:
        # brat counts a byte order mark as a character.
        text = BOM.decode() * source_of_text.head.startswith(BOM) + source_of_text.text()
    provenance = Provenance(str(texts), 1)
    if not marks.exists() or marks.stat().st_size:
        with open_source(marks) as annotation:
            yield _document(text, annotation, options, counts, provenance)
    else:
        yield sentence_from_spans(text, [], provenance=provenance)


def _document(
    text: str,
    annotation: Source,
    options: ReadOptions,
    counts: Counter[str],
    provenance: Provenance,
) -> Sentence:
    spans: list[tuple[Span, int]] = []
    for number, line in annotation.lines():
        with located(annotation, number):
            found = _span(line, options, counts)
            if found is not None:
                (span,) = checked_spans(text, [found], counts)
                spans.append((checked_span(text, span, counts), number))
    if options.overlaps == "error":
        for (one, first), (other, second) in pairwise(sorted(spans)):
            with located(annotation, max(first, second)):
                flat_spans([one, other])
    return sentence_from_spans(
        text,
        [span for span, _ in spans],
        overlaps=options.overlaps,
        counts=counts,
        provenance=provenance,
    )


def _span(line: str, options: ReadOptions, counts: Counter[str]) -> FoundSpan | None:
    if not line.strip():
        return None
    if line[0] in _OTHER:
        counts[f"{_OTHER[line[0]]} left out"] += 1
        return None
    match = _LINE.fullmatch(line)
    if match is None:
        raise DataError(
            "this is no line of brat",
            found=line,
            expected="T1<tab>label start end<tab>mention",
        )
    parts = [part.split(" ") for part in match["offsets"].split(";")]
    spans = [Span(int(start), int(end), match["label"]) for start, end in parts]
    if len(spans) == 1:
        return FoundSpan(spans[0], match["mention"])
    if options.overlaps == "error":
        raise DataError(
            "a span has several parts",
            found=line,
            expected="spans of one part (--overlaps longest keeps the longest and counts)",
        )
    counts[_DISCONTINUOUS] += 1
    return FoundSpan(max(spans, key=lambda span: span.end - span.start))


def _matches(source: Source) -> bool:
    if source.path is None:
        return False
    if source.path.suffix == ".txt" and source.path.with_suffix(".ann").is_file():
        return True
    lines = [line for line in source.head_lines() if line.strip()]
    return source.path.suffix == ".ann" and any(_LINE.fullmatch(line) for line in lines)


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    """The spans to the target, the text beside it; records are parted by a blank line."""
    if target.path is None:
        raise DataError("brat needs two files", path=target.name, expected="a path that ends .ann")
    with open_target(_text_path(target.path)) as texts:
        position = number = 0
        for sentence in sentences:
            between = _BETWEEN if position else ""
            _check(sentence.text, texts, "\0", "no NUL character")
            texts.stream.write(f"{between}{sentence.text}".encode())
            position += len(between)
            for start, end, label in char_spans(sentence):
                number += 1
                _check(label, target, "\0\t\r\n", "no tab or line break")
                mention = _BREAK.sub(" ", sentence.text[start:end])
                target.line(f"T{number}\t{label} {start + position} {end + position}\t{mention}")
            position += len(sentence.text)


def _text_path(path: Path) -> Path:
    if path.suffix != ".ann":
        raise DataError("brat's spans stand in an .ann file", path=path, expected="a path so named")
    return path.with_suffix(".txt")


def _check(text: str, target: Target, refused: str, expected: str) -> None:
    if any(character in text for character in refused):
        raise DataError(
            "this cannot be written to a brat file",
            path=target.name,
            found=text,
            expected=expected,
        )


def _losses(sentence: Sentence) -> list[str]:
    return [*lost(sentence, spacing=False), _ONE_DOCUMENT]


BRAT = Format(
    name="brat",
    about="brat: a text file and its spans in an .ann file beside it",
    read=_read,
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".ann",),
)
