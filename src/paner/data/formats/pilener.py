"""Entities by their string, without positions, as Pile-NER has them; each is looked for.

The published set asks for one type after another in a conversation about a text; that is read, too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from paner.data.formats.conversations import conversation_of, is_conversation
from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import head_records, name_of, names_of, objects, record, text_of
from paner.data.formats.losses import ASKED
from paner.data.formats.source import Source
from paner.data.formats.span_fields import char_spans, span_losses
from paner.data.formats.span_records import reading, write_json_lines
from paner.data.formats.target import Target
from paner.data.overlaps import Span
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans

__all__ = ["PILENER"]

_NOT_FOUND = "entity strings not found at word borders"
_INSIDE = "entity strings found only inside longer ones"
_TWO_LABELS = "entity strings with a second label (the first is kept)"
_MARKS = ("negatives", "types_asked")
_POSITIONS = "positions of entities (every occurrence of their strings is read as one)"

# The mention and its label.
Pairs = Sequence[tuple[str, str]]


def _sentences(
    value: object,
    options: ReadOptions,  # noqa: ARG001 - the signature of every parser; found spans are flat
    counts: Counter[str],
    provenance: Provenance,
) -> Iterator[Sentence]:
    row = record(value, expected="a line with `text` and `entities`, or with `conversations`")
    if "conversations" in row:
        text, pairs, asked = conversation_of(row)
    else:
        text = text_of(row, "text")
        pairs = [(text_of(e, "text"), name_of(e, "label")) for e in objects(row, "entities")]
        asked = [name for mark in _MARKS for name in names_of(row, mark)]
        # a row without marks says nothing of what else was looked for
        asked = [*(label for _, label in pairs), *asked] if asked else []
    sentence = sentence_from_spans(
        text,
        _located(text, pairs, counts),
        counts=counts,
        id=name_of(row, "id") if row.get("id") is not None else "",
        provenance=provenance,
    )
    yield replace(sentence, asked=_known_absent_or_held(sentence, pairs, asked))


def _known_absent_or_held(
    sentence: Sentence, pairs: Pairs, asked: Iterable[str]
) -> tuple[str, ...]:
    """The types asked for, but for those whose strings were not found: they are not absent."""
    held = {entity.label for entity in sentence.entities}
    answered = {label for _, label in pairs}
    return tuple(name for name in dict.fromkeys(asked) if name in held or name not in answered)


def _located(text: str, pairs: Pairs, counts: Counter[str]) -> list[Span]:
    """All occurrences of all strings at word borders, the longest string first."""
    labels: dict[str, str] = {}
    for mention, label in pairs:
        if labels.setdefault(mention.strip(), label) != label:
            counts[_TWO_LABELS] += 1
    taken = bytearray(len(text))
    spans: list[Span] = []
    for mention in sorted(labels, key=len, reverse=True):
        places = list(_occurrences(text, mention))
        free = [start for start in places if not any(taken[start : start + len(mention)])]
        if not free:
            counts[_INSIDE if places else _NOT_FOUND] += 1
        for start in free:
            end = start + len(mention)
            taken[start:end] = b"\1" * (end - start)
            spans.append(Span(start, end, labels[mention]))
    return spans


def _occurrences(text: str, mention: str) -> Iterator[int]:
    """Where the string begins, one occurrence behind the other, never inside a word."""
    start = text.find(mention) if mention else -1
    while start >= 0:
        end = start + len(mention)
        if _is_border(text, start) and _is_border(text, end):
            yield start
            start = text.find(mention, end)
        else:
            start = text.find(mention, start + 1)


def _is_border(text: str, position: int) -> bool:
    """Whether two letters or digits do not meet here, or one is of a script without case."""
    before, behind = text[max(position - 1, 0) : position], text[position : position + 1]
    return not (_joins(before) and _joins(behind))


def _joins(character: str) -> bool:
    """Latin, Greek, Cyrillic and digits join to words; Han and Thai stand next to each other."""
    return character.isalnum() and (character.isdigit() or character.lower() != character.upper())


def _matches(source: Source) -> bool:
    return any(_is_pilener(row) for row in head_records(source))


def _is_pilener(row: object) -> bool:
    if is_conversation(row):
        return True
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return False
    entities = row.get("entities")
    if not isinstance(entities, list):
        return False
    by_string = [isinstance(e, dict) and "text" in e and not _has_offsets(e) for e in entities]
    return all(by_string) and bool(by_string or any(mark in row for mark in _MARKS))


def _has_offsets(entity: dict[object, object]) -> bool:
    return any(str(key).startswith(("start", "end")) for key in entity)


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    write_json_lines(map(_row, sentences), target)


def _row(sentence: Sentence) -> dict[str, object]:
    entities = [{"text": text, "label": label} for text, label in _pairs(sentence)]
    held = {entity.label for entity in sentence.entities}
    negatives = [label for label in sentence.asked if label not in held]
    row: dict[str, object] = {"text": sentence.text, "entities": entities, "negatives": negatives}
    return {"id": sentence.id, **row} if sentence.id else row


def _pairs(sentence: Sentence) -> Pairs:
    return list(dict.fromkeys((sentence.mention(e), e.label) for e in sentence.entities))


def _losses(sentence: Sentence) -> list[str]:
    losses = [loss for loss in span_losses(sentence, ids=False) if loss != ASKED]
    found = _located(sentence.text, _pairs(sentence), Counter())
    same = sorted(span[:3] for span in found) == list(char_spans(sentence))
    return losses if same else [*losses, _POSITIONS]


PILENER = Format(
    name="pilener",
    about="Pile-NER's JSON lines: text, and entities by their string, without positions",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".pilener.jsonl",),
)
