"""Words and tags to a sentence, for every format that has them, with place and counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress

from paner.data.formats.format import ReadOptions
from paner.data.formats.losses import NO_WORDS
from paner.data.formats.source import Source
from paner.data.schemes import Repair, detect_scheme, entities_from_tags, split_tag
from paner.data.sentence import Provenance, Sentence
from paner.errors import DataError

__all__ = [
    "BLANK_WORDS",
    "DISCARDED",
    "MALFORMED",
    "MALFORMED_BY_REPAIR",
    "checked_scheme",
    "detected_scheme",
    "scheme_of",
    "tagged_sentence",
]

MALFORMED = "malformed tags (read as conlleval does)"
DISCARDED = "malformed tags (what they tag is left out)"
MALFORMED_BY_REPAIR: dict[Repair, str] = {"conlleval": MALFORMED, "discard": DISCARDED}
BLANK_WORDS = "words of white space only (left out)"


def scheme_of(
    source: Source,
    options: ReadOptions,
    tags: Callable[[Iterable[tuple[int, str]]], Iterable[Sequence[str]]],
) -> str:
    """Choose the tag scheme: the one asked for, or the one of the whole file.

    A file is read twice. A pipe cannot be; there its first MiB decides.

    Args:
        source: The file.
        options: Whether a scheme is asked for.
        tags: Gives the tags of each sentence from numbered lines.

    Raises:
        DataError: The file is damaged.
    """
    if options.scheme is not None:
        return options.scheme
    again = source.rewind()
    lines = source.lines() if again else enumerate(source.head_lines(), 1)
    scheme = detected_scheme(tags(lines))
    if again:
        source.rewind()
    return scheme


def detected_scheme(sequences: Iterable[Sequence[str]]) -> str:
    """Detect the scheme; where two are mixed, one of them, so that reading finds the line."""
    try:
        return detect_scheme(sequences)
    except DataError as error:
        if error.path is not None:  # from reading the tags, not about their scheme
            raise
        return "IOBES"


def checked_scheme(tag: str, scheme: str, name: str, line: int) -> str:
    """Give the tag back, if it is of the scheme.

    Raises:
        DataError: It is not; the message has the place.
    """
    try:
        split_tag(tag, scheme)
    except DataError as error:
        raise DataError(
            f"{error}, since the file was taken for {scheme}; if that is wrong, name its scheme",
            path=name,
            line=line,
        ) from error
    return tag


def tagged_sentence(
    words: Sequence[str],
    tags: Sequence[str],
    scheme: str,
    counts: Counter[str],
    *,
    repair: Repair = "conlleval",
    space_after: Iterable[bool] | None = None,
    id: str = "",  # noqa: A002 - the record's own field
    provenance: Provenance | None = None,
) -> Sentence | None:
    """Make a sentence of words and their tags, or `None` where no word is left.

    Words that are empty or only white space are left out with their tags, and counted, as is a
    sentence that has no other.
    """
    spaces = [True] * len(words) if space_after is None else list(space_after)
    kept = [bool(word) and not word.isspace() for word in words]
    if not all(kept):
        counts[BLANK_WORDS] += len(kept) - sum(kept)
        words, tags = list(compress(words, kept)), list(compress(tags, kept))
        spaces = list(compress(spaces, kept))
    entities, malformed = entities_from_tags(tags, scheme, repair=repair)
    if malformed:
        counts[MALFORMED_BY_REPAIR[repair]] += malformed
    if not words:
        counts[NO_WORDS] += 1
        return None
    return Sentence.from_words(words, entities, space_after=spaces, id=id, provenance=provenance)
