"""CoNLL-U: ten columns, the entity tag in MISC, the true spacing beside it.

Source: https://universaldependencies.org/format.html; `SpacesAfter` and its escapes:
https://ufal.mff.cuni.cz/udpipe/2/models#format.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from paner.data.formats.conllu_rows import KEYS, Block, Row, blocks, escape
from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.losses import ID, NO_WORDS, lost
from paner.data.formats.source import Source
from paner.data.formats.tagged import BLANK_WORDS, MALFORMED_BY_REPAIR, checked_scheme, scheme_of
from paner.data.formats.target import Target
from paner.data.schemes import Repair, entities_from_tags, is_tag, tags_from_entities
from paner.data.sentence import Entity, Provenance, Sentence
from paner.errors import DataError

__all__ = ["CONLLU"]

OTHER_TEXT = "`# text` lines that do not fit their words (spacing taken from the words)"
MOVED_EDGES = "entity boundaries inside a multiword token (moved to its edge)"


def read_conllu(source: Source, options: ReadOptions, counts: Counter[str]) -> Iterator[Sentence]:
    """Read a CoNLL-U file.

    The tag is the value of the first of `name`, `NE`, `NER`, `ne`, `ner` in a word's MISC; a word
    without one is `O`. A multiword token (`3-4`) is one word of the sentence and has the entities
    of its parts; empty nodes (`5.1`) are left out. The text is that of `# text` where the words
    fit it, otherwise it follows `SpaceAfter` and `SpacesAfter`.

    Raises:
        DataError: A line has not ten columns, or its tag is of no or another scheme.
    """
    unread: Counter[str] = Counter()  # the pass for the scheme counts nothing
    scheme = scheme_of(
        source,
        options,
        lambda lines: (
            [row.tag for row in block.rows] for block in blocks(lines, source.name, unread)
        ),
    )
    for block in blocks(source.lines(), source.name, counts):
        for row in block.rows:
            checked_scheme(row.tag, scheme, source.name, row.line)
        sentence = _sentence(block, scheme, source.name, counts, options.repair)
        if sentence is not None:
            yield sentence


def _sentence(
    block: Block, scheme: str, name: str, counts: Counter[str], repair: Repair
) -> Sentence | None:
    tags = [row.tag for row in block.rows]
    entities, malformed = entities_from_tags(tags, scheme, repair=repair)
    if malformed:
        counts[MALFORMED_BY_REPAIR[repair]] += malformed
    tokens, owner = _tokens(block.rows)
    kept = [index for index, token in enumerate(tokens) if not token.form.isspace()]
    if len(kept) < len(tokens):
        counts[BLANK_WORDS] += len(tokens) - len(kept)
    if not kept:
        counts[NO_WORDS] += 1
        return None
    text, offsets = _laid_out(tokens, block.text, counts)
    place = {index: position for position, index in enumerate(kept)}
    entities = _on_tokens(entities, owner, place, counts)
    return Sentence(
        text,
        tuple(offsets[index] for index in kept),
        tuple(entities),
        block.id,
        Provenance(name, block.rows[0].line),
    )


def _tokens(rows: list[Row]) -> tuple[list[Row], list[int]]:
    """The surface tokens, and for each row the index of its token."""
    tokens: list[Row] = []
    owner: list[int] = []
    for row in rows:
        if row.token is None:
            tokens.append(row)
        elif row.opens_token:
            tokens.append(row.token)
        owner.append(len(tokens) - 1)
    return tokens, owner


def _on_tokens(
    entities: list[Entity], owner: list[int], place: dict[int, int], counts: Counter[str]
) -> list[Entity]:
    """Move entities from syntactic words to surface tokens, the first of two on one token first."""
    moved: list[Entity] = []
    behind = 0
    for entity in entities:
        first, last = owner[entity.start], owner[entity.end - 1]
        before = entity.start > 0 and owner[entity.start - 1] == first
        after = entity.end < len(owner) and owner[entity.end] == last
        if before or after:
            counts[MOVED_EDGES] += before + after
        inside = [place[token] for token in range(first, last + 1) if token in place]
        inside = [token for token in inside if token >= behind]
        if inside:
            behind = inside[-1] + 1
            moved.append(Entity(inside[0], behind, entity.label))
    return moved


def _laid_out(
    tokens: list[Row], given: str | None, counts: Counter[str]
) -> tuple[str, list[tuple[int, int]]]:
    """The text and the tokens' offsets in it."""
    exact = any(token.before or token.exact for token in tokens)
    if given is not None and not exact:
        found = _found(tokens, given)
        if found is not None:
            return given, found
        counts[OTHER_TEXT] += 1
    text = ""
    offsets: list[tuple[int, int]] = []
    for token in tokens:
        text += token.before
        offsets.append((len(text), len(text) + len(token.form)))
        text += token.form + token.after
    return (text if tokens[-1].exact else text.removesuffix(tokens[-1].after)), offsets


def _found(tokens: list[Row], text: str) -> list[tuple[int, int]] | None:
    """Where the tokens stand in the text, with only white space between them."""
    offsets: list[tuple[int, int]] = []
    end = 0
    for token in tokens:
        start = end
        while (
            start < len(text) and text[start].isspace() and not text.startswith(token.form, start)
        ):
            start += 1
        if not text.startswith(token.form, start):
            return None
        end = start + len(token.form)
        offsets.append((start, end))
    return None if text[end:].strip() else offsets


def write_conllu(sentences: Iterable[Sentence], target: Target) -> None:
    """Write CoNLL-U with the tag as `NE=` in BIO and the exact spacing in MISC.

    Raises:
        DataError: A word has a tab or a line break inside.
    """
    for number, sentence in enumerate(sentences, 1):
        if not sentence.offsets:
            continue
        if _has_id(sentence):
            target.line(f"# sent_id = {sentence.id}")
        target.line("# text = " + re.sub(r"[\t\r\n]", " ", sentence.text))
        tags = tags_from_entities(sentence.entities, len(sentence.offsets), "BIO")
        gaps = sentence.gaps
        last = len(tags) - 1
        for index, (word, tag) in enumerate(zip(sentence.words, tags, strict=True)):
            if any(character in word for character in "\t\r\n"):
                raise DataError(
                    f"sentence {number} cannot be written as CoNLL-U",
                    path=target.name,
                    found=word,
                    expected="no tab or line break inside words",
                )
            misc = [f"NE={_escaped_tag(tag)}"]
            if index == 0 and gaps[0]:
                misc.append(f"SpacesBefore={escape(gaps[0])}")
            misc += _spacing(gaps[index + 1], "" if index == last else " ")
            target.line(f"{index + 1}\t{word}" + "\t_" * 7 + f"\t{'|'.join(misc)}")
        target.line()


def _spacing(gap: str, usual: str) -> list[str]:
    if gap == usual:
        return []
    return ["SpaceAfter=No"] if not gap else [f"SpacesAfter={escape(gap)}"]


def _escaped_tag(tag: str) -> str:
    blank_at_edge = tag[2:] != tag[2:].strip()
    return escape(tag) if blank_at_edge else escape(tag).replace("\\s", " ")


def _has_id(sentence: Sentence) -> bool:
    return bool(sentence.id) and sentence.id == " ".join(sentence.id.splitlines()).strip()


def _losses(sentence: Sentence) -> list[str]:
    reasons = lost(sentence, spacing=False, ids=False)
    return reasons if _has_id(sentence) or not sentence.id else [*reasons, ID]


def _matches(source: Source) -> bool:
    rows = [line.split("\t") for line in source.head_lines() if line.strip() and line[0] != "#"]
    if not rows:
        return False
    alike = sum(
        len(row) == 10 and row[0].replace("-", "").replace(".", "").isdecimal() for row in rows
    )
    return 2 * alike > len(rows) and not all(is_tag(row[-1]) for row in rows)


CONLLU = Format(
    name="conllu",
    about=f"CoNLL-U with the tag in MISC ({', '.join(f'`{key}=`' for key in KEYS)})",
    read=read_conllu,
    write=write_conllu,
    matches=_matches,
    losses=_losses,
    suffixes=(".conllu",),
)
