"""Which column of a column file holds the words and which the tags, told from its beginning."""

import re
from collections import Counter
from dataclasses import dataclass

from paner.data.formats.source import Source
from paner.data.schemes import is_tag

__all__ = ["Layout", "find_layout", "looks_like_columns"]

SAMPLE_LINES = 2000
_BLANKS = re.compile(" +")  # not all white space: a no-break space may stand in a word


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of one file are built.

    Args:
        separator: A tab, or a blank for any number of blanks.
        columns: Their number.
        word: Which one holds the word, from 0.
        tag: Which one holds the tag.
    """

    separator: str
    columns: int
    word: int
    tag: int

    @property
    def separated_by(self) -> str:
        """The separator in words."""
        return "a tab" if self.separator == "\t" else "blanks"

    def split(self, line: str) -> list[str]:
        """A line's fields."""
        return _split(line, self.separator)

    def is_comment(self, line: str, fields: list[str]) -> bool:
        """Whether a line is a comment: `#` in front, and no tag where tags stand.

        Between tabs the number of columns decides; a bad tag is then an error, not a comment.
        """
        if not line.startswith("#"):
            return False
        if len(fields) != self.columns:
            return True
        return self.separator == " " and not is_tag(fields[self.tag])


def find_layout(source: Source) -> Layout | None:
    """The layout of most lines at the beginning, or `None` if no column holds tags.

    Tabs separate where most lines have one. The tag column is the last one if at least half of its
    fields are tags, else the first, else the one nearest to the end. The word column is the first
    other one that is not a running number.
    """
    separator, rows, _ = _sample(source)
    columns = len(rows[0]) if rows else 0
    if columns < 2:
        return None
    for tag in (columns - 1, 0, *range(columns - 2, 0, -1)):
        if 2 * sum(is_tag(row[tag].strip(" ")) for row in rows) >= len(rows):
            return Layout(separator, columns, _word_column(rows, tag), tag)
    return None


def looks_like_columns(source: Source) -> bool:
    """Whether this is more likely a column file than text some of whose words look like tags.

    `O presidente falou` has a tag in its first column, `take the I-95` in its last. So blanks
    separate columns only in two lines or more, and a column of nothing but `O` must be the last.
    """
    layout = find_layout(source)
    if layout is None:
        return False
    separator, rows, lines = _sample(source)
    entity_tags = any(is_tag(row[layout.tag]) and row[layout.tag] != "O" for row in rows)
    certain = separator == "\t" or (
        len(rows) > 1 and (layout.tag == layout.columns - 1 or entity_tags)
    )
    return certain and 2 * len(rows) >= lines


def _sample(source: Source) -> tuple[str, list[list[str]], int]:
    """The separator, the fields of the lines with the usual number of columns, the lines' number.

    Only the beginning is looked at.
    """
    lines = [line for line in source.head_lines()[:SAMPLE_LINES] if line.strip()]
    separator = "\t" if 2 * sum("\t" in line for line in lines) > len(lines) else " "
    rows = [_split(line, separator) for line in lines]
    columns = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    return separator, [row for row in rows if len(row) == columns], len(lines)


def _split(line: str, separator: str) -> list[str]:
    return line.split("\t") if separator == "\t" else _BLANKS.split(line.strip(" "))


def _word_column(rows: list[list[str]], tag: int) -> int:
    others = [column for column in range(len(rows[0])) if column != tag]
    for column in others:
        if not all(row[column].isdecimal() for row in rows if not row[0].startswith("#")):
            return column
    return others[0]
