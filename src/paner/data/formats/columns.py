"""Column files as CoNLL has them: a word and its tag a line, a blank line ends a sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.column_layout import Layout, find_layout, looks_like_columns
from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.losses import lost
from paner.data.formats.source import Source
from paner.data.formats.tagged import MALFORMED, checked_scheme, scheme_of, tagged_sentence
from paner.data.formats.target import Target
from paner.data.schemes import is_tag, tags_from_entities
from paner.data.sentence import Provenance, Sentence
from paner.errors import DataError

__all__ = ["COLUMNS", "DOCUMENT_STARTS", "MALFORMED"]

DOCSTART = "-DOCSTART-"
DOCUMENT_STARTS = "-DOCSTART- lines (no sentences)"
COMMENTS = "comment lines"

Row = tuple[int, str, str]


def read_columns(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """Read a column file of 2 to n columns.

    The layout comes from its beginning (see `find_layout`). The scheme comes from the whole file,
    which is read twice, or from the first MiB of a pipe; a tag that contradicts it later is an
    error, except that BIO and IOB1 read alike. A `-DOCSTART-` line that opens a block is no
    sentence, and a `#` line that has no tag is a comment; both are counted.

    Raises:
        DataError: A line has another number of columns, no word, or a tag of no or another scheme.
    """
    layout = find_layout(source)
    if layout is None:
        raise DataError(
            "no column holds tags",
            path=source.name,
            line=1,
            found=source.beginning(),
            expected="two or more columns, one of tags such as `O` and `B-person`",
        )
    unread: Counter[str] = Counter()  # the pass for the scheme counts nothing
    scheme = scheme_of(
        source,
        options,
        lambda lines: (
            [tag for _, _, tag in block] for block in _blocks(lines, layout, source.name, unread)
        ),
    )
    for block in _blocks(source.lines(), layout, source.name, counts):
        tags = [checked_scheme(tag, scheme, source.name, number) for number, _, tag in block]
        words = [word for _, word, _ in block]
        provenance = Provenance(source.name, block[0][0])
        sentence = tagged_sentence(
            words, tags, scheme, counts, repair=options.repair, provenance=provenance
        )
        if sentence is not None:
            yield sentence


def _blocks(
    lines: Iterable[tuple[int, str]], layout: Layout, name: str, counts: Counter[str]
) -> Iterator[list[Row]]:
    """Line, word and tag of the words of each sentence."""
    block: list[Row] = []
    for number, line in lines:
        fields = layout.split(line)
        if not line.strip():
            if block:
                yield block
            block = []
        elif not block and _is_docstart(fields, layout):
            counts[DOCUMENT_STARTS] += 1
        elif layout.is_comment(line, fields):
            counts[COMMENTS] += 1
        else:
            block.append(_row(number, fields, layout, name))
    if block:
        yield block


def _is_docstart(fields: list[str], layout: Layout) -> bool:
    if DOCSTART not in fields:
        return False
    return len(fields) != layout.columns or (
        fields[layout.word] == DOCSTART and fields[layout.tag] == "O"
    )


def _row(number: int, fields: list[str], layout: Layout, name: str) -> Row:
    if len(fields) != layout.columns:
        raise DataError(
            "the line has another number of columns than the others",
            path=name,
            line=number,
            found=layout.separator.join(fields),
            expected=f"{layout.columns} columns, {layout.separated_by} between them",
        )
    word, tag = fields[layout.word], fields[layout.tag].strip(" ")
    if not word or not tag:
        raise DataError(
            f"the {'tag' if word else 'word'} is missing",
            path=name,
            line=number,
            found=layout.separator.join(fields),
            expected=f"a word in column {layout.word + 1} and a tag in column {layout.tag + 1}",
        )
    if not is_tag(tag):
        raise DataError(
            "this is no tag",
            path=name,
            line=number,
            found=tag,
            expected="`O`, or `B-`, `I-`, `E-`, `S-`, `L-`, `U-` and a label",
        )
    return number, word, tag


def write_columns(sentences: Iterable[Sentence], target: Target) -> None:
    """Write `word TAB tag` lines in BIO.

    Raises:
        DataError: A word or label would not read back.
    """
    begun = False
    for number, sentence in enumerate(sentences, 1):
        words = sentence.words
        if not words:
            continue
        if not begun and words[0].startswith("\ufeff"):
            target.line()  # at the very beginning it would be taken for a byte order mark
        begun = True
        tags = tags_from_entities(sentence.entities, len(words), "BIO")
        if words[0] == DOCSTART and tags[0] == "O":
            raise _unwritable(target, number, DOCSTART, "another first word: a document starts so")
        for word, tag in zip(words, tags, strict=True):
            _check(word, tag, target, number)
            target.line(f"{word}\t{tag}")
        target.line()


def _check(word: str, tag: str, target: Target, number: int) -> None:
    for text in (word, tag):
        if any(character in text for character in "\t\r\n"):
            raise _unwritable(target, number, text, "no tab or line break inside words and labels")
    if tag != tag.strip(" ") or tag[2:3] == " ":
        raise _unwritable(target, number, tag, "no blank around a label")


def _unwritable(target: Target, number: int, found: str, expected: str) -> DataError:
    return DataError(
        f"sentence {number} cannot be written to a column file",
        path=target.name,
        found=found,
        expected=expected,
    )


COLUMNS = Format(
    name="conll",
    about="columns: a word and its tag a line, a blank line between sentences",
    read=read_columns,
    write=write_columns,
    matches=looks_like_columns,
    losses=lost,
    suffixes=(".conll", ".bio", ".iob", ".iob2", ".tsv", ".txt"),
)
