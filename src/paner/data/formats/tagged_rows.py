"""Records of tokens and tags, as JSON and Parquet data sets have them, to sentences and back."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from paner.data.formats.format import ReadOptions
from paner.data.formats.losses import SPACING, lost
from paner.data.formats.tagged import checked_scheme, detected_scheme, tagged_sentence
from paner.data.schemes import is_tag, tags_from_entities
from paner.data.sentence import Provenance, Sentence
from paner.errors import DataError

__all__ = [
    "TAG_KEYS",
    "TOKEN_KEYS",
    "TaggedRow",
    "checked_row",
    "row_losses",
    "row_of",
    "sentences_of_rows",
]

TOKEN_KEYS = ("tokens", "words")
TAG_KEYS = ("ner_tags", "tags", "labels", "ner_labels", "ner")
PIPE_ROWS = 1000  # what a pipe is looked at for its scheme


@dataclass(frozen=True, slots=True)
class TaggedRow:
    """One checked record: its place, id, tokens, tags, and where a blank follows."""

    line: int
    id: str
    tokens: list[str]
    tags: list[str]
    space_after: list[bool] | None


def checked_row(
    record: Mapping[str, object], names: Sequence[str], *, path: str, line: int
) -> TaggedRow:
    """Check a record and turn numeric tags into names.

    Args:
        record: Its tokens under one of `TOKEN_KEYS`, its tags under one of `TAG_KEYS`; `id` (or
            `document_id` and `chunk`) and `space_after` if it has them.
        names: The names of numeric tags.
        path: The file.
        line: The record's line or number.

    Raises:
        DataError: Tokens or tags are missing, of another type, or do not fit each other.
    """
    tokens = _strings(_value(record, TOKEN_KEYS, path, line), path, line)
    numbers_or_tags = _value(record, TAG_KEYS, path, line)
    tags = [_tag(value, names, path, line) for value in numbers_or_tags]
    if len(tags) != len(tokens):
        raise DataError(
            "tokens and tags differ in number",
            path=path,
            line=line,
            found=f"{len(tags)} tags",
            expected=f"{len(tokens)}, one a token",
        )
    spaces = record.get("space_after")
    if spaces is not None and (not isinstance(spaces, list) or len(spaces) != len(tokens)):
        raise DataError(
            "`space_after` does not fit the tokens",
            path=path,
            line=line,
            found=spaces,
            expected=f"a list of {len(tokens)} times true or false",
        )
    flags = [bool(space) for space in spaces] if isinstance(spaces, list) else None
    return TaggedRow(line, _id(record), tokens, tags, flags)


def _value(record: Mapping[str, object], keys: Sequence[str], path: str, line: int) -> list[object]:
    for key in keys:
        value = record.get(key)
        if isinstance(value, list):
            return value
    raise DataError(
        "the record has no list of " + ("tokens" if keys is TOKEN_KEYS else "tags"),
        path=path,
        line=line,
        found=f"the keys {', '.join(record)}",
        expected=f"one of {', '.join(keys)}",
    )


def _strings(values: list[object], path: str, line: int) -> list[str]:
    for value in values:
        if not isinstance(value, str):
            raise DataError(
                "a token is no string", path=path, line=line, found=value, expected="a string"
            )
    return [str(value) for value in values]


def _tag(value: object, names: Sequence[str], path: str, line: int) -> str:
    tag = value
    if isinstance(value, int) and not isinstance(value, bool):
        if not names:
            raise DataError(
                "the tags are numbers and nothing says their names",
                path=path,
                line=line,
                found=value,
                expected="tags as strings, or the names in a `dataset_info.json` beside the file",
            )
        tag = names[value] if 0 <= value < len(names) else value
    if not isinstance(tag, str) or not is_tag(tag):
        raise DataError(
            "this is no tag",
            path=path,
            line=line,
            found="null" if tag is None else tag,
            expected="`O`, or `B-`, `I-`, `E-`, `S-`, `L-`, `U-` and a label"
            + (f", or a number below {len(names)}" if names else ""),
        )
    return tag


def _id(record: Mapping[str, object]) -> str:
    if record.get("id") is not None:
        return str(record["id"])
    parts = (record.get(key) for key in ("document_id", "chunk"))
    return "/".join(str(part) for part in parts if part is not None)


def sentences_of_rows(
    open_rows: Callable[[], Iterable[TaggedRow]],
    path: str,
    options: ReadOptions,
    counts: Counter[str],
    *,
    twice: bool,
) -> Iterator[Sentence]:
    """Make sentences of rows; all rows tell the scheme, or the first 1000 of a pipe.

    Args:
        open_rows: Gives the rows from the beginning.
        path: The file.
        options: Whether a scheme is asked for.
        counts: Receives what is mended.
        twice: Whether `open_rows` can be called twice.

    Raises:
        DataError: A tag is not of the scheme.
    """
    scheme = options.scheme
    if scheme is None and twice:
        scheme = detected_scheme(row.tags for row in open_rows())
    rows = iter(open_rows())
    if scheme is None:
        first = list(islice(rows, PIPE_ROWS))
        scheme, rows = detected_scheme(row.tags for row in first), chain(first, rows)
    for row in rows:
        sentence = tagged_sentence(
            row.tokens,
            [checked_scheme(tag, scheme, path, row.line) for tag in row.tags],
            scheme,
            counts,
            repair=options.repair,
            space_after=row.space_after,
            id=row.id,
            provenance=Provenance(path, row.line),
        )
        if sentence is not None:
            yield sentence


def row_of(sentence: Sentence) -> dict[str, object]:
    """Write a sentence as a record that `checked_row` reads; tags are in BIO."""
    record: dict[str, object] = {"id": sentence.id} if sentence.id else {}
    return record | {
        "tokens": list(sentence.words),
        "ner_tags": tags_from_entities(sentence.entities, len(sentence.offsets), "BIO"),
        "space_after": _space_after(sentence),
    }


def row_losses(sentence: Sentence) -> list[str]:
    """What a record cannot carry: spacing that is more than a blank or none."""
    reasons = lost(sentence, spacing=False, ids=False)
    rebuilt = Sentence.from_words(sentence.words, space_after=_space_after(sentence))
    return reasons if rebuilt.text == sentence.text or not sentence.offsets else [SPACING, *reasons]


def _space_after(sentence: Sentence) -> list[bool]:
    return [bool(gap) for gap in sentence.gaps[1:]]
