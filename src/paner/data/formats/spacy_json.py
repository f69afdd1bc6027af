"""spaCy's JSON: training documents of paragraphs, sentences and tokens, and `Doc.to_json()`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import head_records, integer, objects, record, text_of, values
from paner.data.formats.source import Source
from paner.data.formats.span_fields import (
    WORD_BORDERS,
    char_spans,
    object_span,
    span_losses,
    triple_span,
)
from paner.data.formats.span_records import reading, write_json_list
from paner.data.formats.tagged import MALFORMED
from paner.data.formats.target import Target
from paner.data.overlaps import Span
from paner.data.schemes import entities_from_tags, tags_from_entities
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = ["SPACY_JSON"]

_UNKNOWN = "tokens without a known tag (`-`, read as outside)"

Row = Mapping[str, object]


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="a document with `paragraphs`, or `text` and `ents`")
    if "paragraphs" in row:
        for paragraph in objects(row, "paragraphs"):
            yield _paragraph(paragraph, options, counts, provenance)
        return
    text = text_of(row, "text")
    tokens = [(integer(t, "start"), integer(t, "end")) for t in objects(row, "tokens")]
    yield sentence_from_spans(
        text,
        [object_span(entity).span for entity in values(row, "ents")] if "ents" in row else [],
        token_offsets=_words(text, tokens) if "tokens" in row else None,
        overlaps=options.overlaps,
        counts=counts,
        provenance=provenance,
    )


def _paragraph(
    paragraph: Row, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Sentence:
    """One record a paragraph: its text, the tokens of its sentences, their tags or its spans."""
    tokens = [t for s in objects(paragraph, "sentences") for t in objects(s, "tokens")]
    orths = [text_of(token, "orth") for token in tokens]
    raw = None if paragraph.get("raw") is None else text_of(paragraph, "raw")
    text = _joined(tokens, orths) if raw is None else raw
    if not tokens and raw is not None:
        offsets = None
        spans = _given_spans(paragraph)
    else:
        offsets = _aligned(text, orths)
        tagged = any("ner" in token for token in tokens)
        spans = _tagged_spans(tokens, offsets, counts) if tagged else _given_spans(paragraph)
    return sentence_from_spans(
        text,
        spans,
        token_offsets=None if offsets is None else _words(text, offsets),
        overlaps=options.overlaps,
        counts=counts,
        provenance=provenance,
    )


def _given_spans(paragraph: Row) -> list[Span]:
    given = values(paragraph, "entities") if "entities" in paragraph else []
    return [triple_span(span).span for span in given]


def _joined(tokens: list[Row], orths: list[str]) -> str:
    """Tokens with the space that each says follows it; one blank where none says."""
    spaces = [
        text_of(token, "space") if token.get("space") is not None else " " for token in tokens
    ]
    return "".join(orth + space for orth, space in zip(orths, spaces, strict=True)).rstrip(" ")


def _aligned(text: str, orths: list[str]) -> list[tuple[int, int]]:
    offsets: list[tuple[int, int]] = []
    position = 0
    for orth in orths:
        start = text.find(orth, position)
        if start < 0 or not orth:
            raise DataError(
                "a token does not stand in the paragraph's text",
                found=orth,
                expected=f"a part of {text[position : position + 40]!r}",
            )
        position = start + len(orth)
        offsets.append((start, position))
    return offsets


def _words(text: str, tokens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Tokens but for those of white space, which are no words."""
    return [token for token in tokens if not text[slice(*token)].isspace()]


def _tagged_spans(
    tokens: list[Row], offsets: list[tuple[int, int]], counts: Counter[str]
) -> list[Span]:
    tags = [text_of(token, "ner") if token.get("ner") is not None else "-" for token in tokens]
    if unknown := sum(tag in {"-", ""} for tag in tags):
        counts[_UNKNOWN] += unknown
    tags = ["O" if tag in {"-", ""} else tag for tag in tags]
    entities, malformed = entities_from_tags(tags, "BILOU")
    if malformed:
        counts[MALFORMED] += malformed
    return [Span(offsets[e.start][0], offsets[e.end - 1][1], e.label) for e in entities]


def _matches(source: Source) -> bool:
    return any(
        isinstance(row, dict)
        and (
            isinstance(row.get("paragraphs"), list)
            or (isinstance(row.get("text"), str) and isinstance(row.get("ents"), list))
        )
        for row in head_records(source)
    )


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    write_json_list(map(_row, sentences, count()), target)


def _row(sentence: Sentence, number: int) -> dict[str, object]:
    tags = tags_from_entities(sentence.entities, len(sentence.offsets), "BILOU")
    tokens = [
        {"id": i, "orth": word, "space": _space(sentence, i), "ner": tag}
        for i, (word, tag) in enumerate(zip(sentence.words, tags, strict=True))
    ]
    paragraph = {
        "raw": sentence.text,
        "sentences": [{"tokens": tokens, "brackets": []}],
        "cats": [],
        "entities": [list(span) for span in char_spans(sentence)],
    }
    return {"id": number, "paragraphs": [paragraph]}


def _space(sentence: Sentence, index: int) -> str:
    end = sentence.offsets[index][1]
    return " " if sentence.text[end : end + 1] == " " else ""


def _losses(sentence: Sentence) -> list[str]:
    words = sentence.words
    found = _aligned(sentence.text, list(words)) if words else None
    losses = span_losses(sentence, words=found is None)
    same = found is None or tuple(found) == sentence.offsets
    return losses if same else [*losses, WORD_BORDERS]


SPACY_JSON = Format(
    name="spacy-json",
    about="spaCy's JSON: documents with paragraphs and tokens, or Doc.to_json()",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".spacy-train.json",),
)
