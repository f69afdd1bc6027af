"""The lines of a CoNLL-U file as sentences of rows, each with what entities and text need."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from paner.data.schemes import is_tag
from paner.errors import DataError

__all__ = ["KEYS", "Block", "Row", "blocks", "escape"]

KEYS = ("name", "NE", "NER", "ne", "ner")
EMPTY_NODES = "empty nodes (left out)"
_ESCAPES = {"\\": "\\", "s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|"}
_CODES = {character: code for code, character in _ESCAPES.items()}
_ID = re.compile(r"(\d+)(?:-(\d+)|(\.\d+))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One word or multiword token.

    Args:
        line: Its line in the file.
        form: What stands in the text.
        tag: Its entity tag.
        before: Text in front of it that belongs to no word.
        after: Text behind it.
        exact: `after` was written out (`SpacesAfter`).
        token: The multiword token that it is a part of.
        opens_token: It is the first part.
    """

    line: int
    form: str
    tag: str = "O"
    before: str = ""
    after: str = " "
    exact: bool = False
    token: "Row | None" = None
    opens_token: bool = False


@dataclass(slots=True)
class Block:
    """The rows of one sentence, its id and its text, if they are given."""

    rows: list[Row] = field(default_factory=list)
    id: str = ""
    text: str | None = None
    token: Row | None = None  # the multiword token whose parts are being read
    token_first: int = 0
    token_last: int = 0


def blocks(lines: Iterable[tuple[int, str]], name: str, counts: Counter[str]) -> Iterator[Block]:
    """The sentences of numbered lines.

    Raises:
        DataError: A line has not ten columns, no number, no form, or a tag that is none.
    """
    block = Block()
    for number, line in lines:
        if not line.strip():
            if block.rows:
                yield block
            block = Block()
        elif line.startswith("#"):
            _take_comment(block, line)
        else:
            _take_row(block, number, line, name, counts)
    if block.rows:
        yield block


def escape(text: str) -> str:
    r"""Write white space, `|` and the backslash as UDPipe does.

    >>> print(escape("a |"))
    a\s\p
    """
    return "".join(f"\\{_CODES[c]}" if c in _CODES else c for c in text)


def _unescape(text: str) -> str:
    return re.sub(r"\\([\\strnp])", lambda match: _ESCAPES[match[1]], text)


def _take_comment(block: Block, line: str) -> None:
    key, equals, value = line[1:].partition("=")
    if equals and key.strip() == "sent_id":
        block.id = value.strip()
    elif equals and key.strip() == "text":
        block.text = value.removeprefix(" ")


def _take_row(block: Block, number: int, line: str, name: str, counts: Counter[str]) -> None:
    fields = line.split("\t")
    match = _ID.fullmatch(fields[0])
    if len(fields) != 10 or match is None or not fields[1]:
        raise DataError(
            "this is no line of CoNLL-U",
            path=name,
            line=number,
            found=line,
            expected="ten columns with tabs between them, a number and a form in front",
        )
    if match[3]:
        counts[EMPTY_NODES] += 1
        return
    row = _row(number, fields[1], fields[9], name)
    first = int(match[1])
    if match[2]:
        block.token, block.token_first, block.token_last = row, first, int(match[2])
        return
    inside = block.token is not None and block.token_first <= first <= block.token_last
    if inside:
        opens = first == block.token_first
        row = Row(row.line, row.form, row.tag, token=block.token, opens_token=opens)
    block.rows.append(row)


def _row(number: int, form: str, misc: str, name: str) -> Row:
    pairs = dict(part.partition("=")[::2] for part in misc.split("|"))
    tag = next((_unescape(pairs[key]) for key in KEYS if key in pairs), "O")
    if not is_tag(tag):
        raise DataError(
            "the word's MISC holds no tag",
            path=name,
            line=number,
            found=tag,
            expected="`O`, or `B-`, `I-`, `E-`, `S-`, `L-`, `U-` and a label",
        )
    exact = "SpacesAfter" in pairs
    after = "" if pairs.get("SpaceAfter") == "No" else " "
    if exact:
        after = _unescape(pairs["SpacesAfter"])
    return Row(number, form, tag, _unescape(pairs.get("SpacesBefore", "")), after, exact)
