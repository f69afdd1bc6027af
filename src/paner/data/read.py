"""Files to sentences and back: the format is detected, the losses are counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from paner.data.corpus import Corpus
from paner.data.formats.detect import detect, format_for_writing, format_named
from paner.data.formats.format import Format, Overlaps, ReadOptions
from paner.data.formats.source import Source, open_source
from paner.data.formats.target import open_target
from paner.data.schemes import Repair, scheme_named
from paner.data.sentence import Sentence
from paner.errors import UsageError

__all__ = ["iter_sentences", "read", "write"]


def read(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    overlaps: Overlaps = "error",
    scheme: str | None = None,
    label_names: Sequence[str] = (),
    repair: Repair = "conlleval",
) -> Corpus:
    """Read a whole corpus.

    Args:
        path: A file; `-` is standard input.
        format: Its format's name; detected from the content if `None`.
        overlaps: `error` refuses overlapping spans, `longest` keeps the longest and counts the
            rest.
        scheme: `BIO`, `IOB1`, `IOBES` or `BILOU`; detected if `None`.
        label_names: Names of numeric tags, by number, for files that do not carry them.
        repair: What becomes of tags that break their scheme: `conlleval` mends them as the script
            of that name does, `discard` leaves out what they tag, as `seqeval`'s strict mode does;
            either counts them.

    Raises:
        DataError: The file is damaged or in no known format; the message has the line.
        UsageError: No format or scheme has that name.
    """
    counts: Counter[str] = Counter()
    with open_source(path) as source:
        chosen = _chosen(source, format)
        options = _options(overlaps, scheme, label_names, repair)
        sentences = tuple(chosen.read(source, options, counts))
    return Corpus(sentences, source.name, chosen.name, +counts)


def iter_sentences(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    overlaps: Overlaps = "error",
    scheme: str | None = None,
    label_names: Sequence[str] = (),
    repair: Repair = "conlleval",
    counts: Counter[str] | None = None,
) -> Iterator[Sentence]:
    """Read a corpus sentence by sentence, without ever holding all of it.

    Args:
        path: As for `read`, like all arguments below.
        format: The same.
        overlaps: The same.
        scheme: The same.
        label_names: The same.
        repair: The same.
        counts: Receives what the reader skips or mends, while it reads.
    """
    counts = Counter() if counts is None else counts
    with open_source(path) as source:
        options = _options(overlaps, scheme, label_names, repair)
        yield from _chosen(source, format).read(source, options, counts)


def write(
    sentences: Iterable[Sentence],
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
) -> Counter[str]:
    """Write sentences as they come.

    Args:
        sentences: What to write; an iterator is not held.
        path: A file, replaced only when all is written; `-` is standard output.
        format: The format's name; the file name's ending chooses if `None`.

    Returns:
        How many sentences lost something that the format cannot carry, by what it is.

    Raises:
        DataError: A sentence would not read back, or the place cannot be written.
        UsageError: The format cannot be told from the name.
    """
    chosen = format_for_writing(path) if format is None else format_named(format)
    losses: Counter[str] = Counter()
    with open_target(path) as target:
        chosen.write(_counted(sentences, chosen, losses), target)
    return losses


def _counted(
    sentences: Iterable[Sentence], chosen: Format, losses: Counter[str]
) -> Iterator[Sentence]:
    for sentence in sentences:
        losses.update(chosen.losses(sentence))
        yield sentence


def _options(
    overlaps: Overlaps, scheme: str | None, label_names: Sequence[str], repair: Repair
) -> ReadOptions:
    if overlaps not in ("error", "longest"):
        raise UsageError(f"overlaps is {overlaps!r}; choose `error` or `longest`")
    if repair not in ("conlleval", "discard"):
        raise UsageError(f"repair is {repair!r}; choose `conlleval` or `discard`")
    known = None if scheme is None else scheme_named(scheme)
    return ReadOptions(overlaps, known, tuple(label_names), repair)


def _chosen(source: Source, name: str | None) -> Format:
    return detect(source) if name is None else format_named(name)
