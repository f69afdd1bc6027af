"""Prodigy's JSON lines: tokens with offsets, spans whose `token_end` is inclusive, answers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import (
    confidence_of,
    head_records,
    integer,
    name_of,
    objects,
    record,
    text_of,
)
from paner.data.formats.source import Source
from paner.data.formats.span_fields import FoundSpan, checked_spans, span_losses
from paner.data.formats.span_records import reading, write_json_lines
from paner.data.formats.target import Target
from paner.data.overlaps import Span
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = ["PRODIGY"]

_WHITE_SPACE = "white-space tokens (no words)"

Tokens = Sequence[tuple[int, int]]


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="a line with `text`, `tokens` and `spans`")
    text = text_of(row, "text")
    answer = row.get("answer", "accept")
    if answer in ("ignore", "reject"):  # a damaged one may be unhashable
        counts[f"records with the answer {answer}"] += 1
        return
    if answer != "accept":
        raise DataError(
            "the answer is unknown", found=repr(answer), expected="accept, ignore or reject"
        )
    tokens = [_token(token, text) for token in objects(row, "tokens")] if "tokens" in row else None
    found = [_span(span, tokens) for span in objects(row, "spans")]
    words = None if tokens is None else [t for t in tokens if text[slice(*t)].strip()]
    if blank := len(tokens or ()) - len(words or ()):
        counts[_WHITE_SPACE] += blank
    yield sentence_from_spans(
        text,
        checked_spans(text, found, counts),
        token_offsets=words,
        overlaps=options.overlaps,
        counts=counts,
        id=name_of(row, "id") if row.get("id") is not None else "",
        provenance=provenance,
    )


def _token(token: Mapping[str, object], text: str) -> tuple[int, int]:
    start, end = integer(token, "start"), integer(token, "end")
    there = text[start:end] if 0 <= start <= end else ""
    if "text" in token and token["text"] != there:
        raise DataError(
            f"the token ({start}, {end}) does not hold the text it names",
            found=there,
            expected=repr(token["text"]),
        )
    return start, end


def _span(span: Mapping[str, object], tokens: Tokens | None) -> FoundSpan:
    by_tokens = _offsets_by_tokens(span, tokens)
    if by_tokens is not None and "start" not in span:
        start, end = by_tokens
    else:
        start, end = integer(span, "start"), integer(span, "end")
    if by_tokens is not None and by_tokens != (start, end):
        raise DataError(
            "a span's tokens and characters contradict each other",
            found=f"characters {(start, end)}, tokens at {by_tokens}",
            expected="`token_end` as the last token (inclusive)",
        )
    mention = None if span.get("text") is None else text_of(span, "text")
    label = name_of(span, "label")
    return FoundSpan(Span(start, end, label, confidence_of(span, "score")), mention)


def _offsets_by_tokens(span: Mapping[str, object], tokens: Tokens | None) -> tuple[int, int] | None:
    if tokens is None or span.get("token_start") is None or span.get("token_end") is None:
        return None
    first, last = integer(span, "token_start"), integer(span, "token_end")
    if not 0 <= first <= last < len(tokens):
        raise DataError(
            "a span does not lie among the tokens",
            found=(first, last),
            expected=f"0 <= token_start <= token_end < {len(tokens)}",
        )
    return tokens[first][0], tokens[last][1]


def _matches(source: Source) -> bool:
    return any(
        isinstance(row, dict)
        and isinstance(row.get("text"), str)
        and ("_input_hash" in row or ("tokens" in row and "spans" in row))
        and "ents" not in row
        for row in head_records(source)
    )


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    write_json_lines(map(_row, sentences), target)


def _row(sentence: Sentence) -> dict[str, object]:
    text = sentence.text
    tokens = [
        {
            "text": text[start:end],
            "start": start,
            "end": end,
            "id": number,
            "ws": text[end : end + 1] == " ",
        }
        for number, (start, end) in enumerate(sentence.offsets)
    ]
    spans = [
        {
            "start": start,
            "end": end,
            "token_start": entity.start,
            "token_end": entity.end - 1,
            "label": entity.label,
        }
        | ({} if entity.confidence is None else {"score": entity.confidence})
        for entity in sentence.entities
        for start, end in [sentence.span(entity)]
    ]
    row: dict[str, object] = {"text": text, "tokens": tokens, "spans": spans, "answer": "accept"}
    return {"id": sentence.id, **row} if sentence.id else row


def _losses(sentence: Sentence) -> list[str]:
    return span_losses(sentence, ids=False, words=False, confidence=False)


PRODIGY = Format(
    name="prodigy",
    about="Prodigy's JSON lines: text, tokens and spans",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".prodigy.jsonl",),
)
