"""The known formats, and which of them a file is in: told from its content, never from its name."""

from pathlib import Path

from paner.data.formats.brat import BRAT
from paner.data.formats.columns import COLUMNS
from paner.data.formats.conllu import CONLLU
from paner.data.formats.doccano import DOCCANO
from paner.data.formats.format import Format
from paner.data.formats.gliner import GLINER
from paner.data.formats.hf import HF
from paner.data.formats.json_records import first_record, json_records
from paner.data.formats.jsonl import JSONL
from paner.data.formats.labelstudio import LABELSTUDIO
from paner.data.formats.parquet import PARQUET
from paner.data.formats.pilener import PILENER
from paner.data.formats.prodigy import PRODIGY
from paner.data.formats.source import Source
from paner.data.formats.spacy_docbin import SPACY_DOCBIN
from paner.data.formats.spacy_json import SPACY_JSON
from paner.data.formats.spacy_tuples import SPACY_TUPLES
from paner.data.formats.text import TEXT
from paner.errors import DataError, UsageError

__all__ = ["FORMATS", "detect", "format_for_writing", "format_named"]

PLAIN_TEXT = "text"

# The most specific first: the first that matches is it. CoNLL-U is also a column file; plain text
# matches anything and stays last.
FORMATS: tuple[Format, ...] = (
    PARQUET,
    SPACY_DOCBIN,
    BRAT,
    HF,
    LABELSTUDIO,
    GLINER,
    SPACY_JSON,
    SPACY_TUPLES,
    PRODIGY,
    PILENER,
    DOCCANO,
    JSONL,
    CONLLU,
    COLUMNS,
    TEXT,
)


def detect(source: Source) -> Format:
    """Tell the format from the first bytes.

    Raises:
        DataError: No known format looks like this, or it is neither text nor a known binary file.
    """
    chosen = next((known for known in FORMATS if known.matches(source)), None)
    if chosen is None or chosen.name == PLAIN_TEXT:
        source.refuse_other_encodings()
        # Damaged annotations look like plain text; their ending names the reader that says where.
        chosen = _named_by_ending(source.path) or chosen
    if chosen is None:
        _refuse_damaged_json(source)
        raise DataError(
            "this is in no format known here",
            path=source.name,
            found=source.beginning(),
            expected=f"one of {_names()}",
        )
    return chosen


def _refuse_damaged_json(source: Source) -> None:
    if source.beginning()[:1] in ("{", "[") and first_record(source) is None:
        next(json_records(source), None)


def format_named(name: str) -> Format:
    """The format of that name.

    Raises:
        UsageError: There is none.
    """
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate
    raise UsageError(f"no format is named {name!r}; choose one of {_names()}")


def format_for_writing(path: str | Path) -> Format:
    """The format that a file name's ending asks for; JSONL for standard output.

    Raises:
        UsageError: The ending says nothing.
    """
    if str(path) == "-":
        return format_named("jsonl")
    known = _by_ending(Path(path))
    if known is None:
        raise UsageError(
            f"{path}: its ending does not say which format to write; name one of {_names()}"
        )
    return known


def _named_by_ending(path: Path | None) -> Format | None:
    if path is None or path.suffix.lower() == ".txt":
        return None
    return _by_ending(path)


def _by_ending(path: Path) -> Format | None:
    """The format with the longest ending that fits."""
    endings = [(ending, known) for known in FORMATS for ending in known.suffixes]
    fitting = [pair for pair in endings if path.name.lower().endswith(pair[0])]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None


def _names() -> str:
    return ", ".join(known.name for known in FORMATS)
