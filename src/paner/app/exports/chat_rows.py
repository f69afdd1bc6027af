"""Sentences as conversations: the instruction and the words asked, the tagged words answered."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from paner.data.pieces import split_sentences
from paner.data.sentence import Sentence
from paner.instruct.pile_ner import schema_of
from paner.instruct.prompt import InstructionKind, input_text, instruction
from paner.instruct.tagged_words import AnswerTags, TagFormat, render
from paner.schema.entity_types import Schema

__all__ = ["ChatForm", "chat_rows", "write_rows"]

Row = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class ChatForm:
    """How sentences become conversations.

    Args:
        kind: What the instruction says of each type.
        tag_format: How answers tag words.
        max_words: Longer sentences become several conversations; entities stay whole.
    """

    kind: InstructionKind = "guidelines"
    tag_format: TagFormat = "word-tag"
    max_words: int = 120


def chat_rows(
    sentences: Iterable[Sentence], schema: Schema, form: ChatForm, counts: Counter[str]
) -> Iterator[Row]:
    """Conversations in the "messages" form, one or more a sentence.

    Args:
        sentences: Annotated sentences; one that says which types it was asked for is shown these.
        schema: The types of all of them.
        form: How.
        counts: Takes what was split, fused or left out.
    """
    for sentence in sentences:
        if not sentence.offsets:
            counts["sentences without words left out"] += 1
            continue
        shown = schema_of([sentence], schema) if sentence.asked else schema
        tags = AnswerTags(tuple(shown.names), form.tag_format)
        asked = _instruction(shown, form)
        whole = len(sentence.offsets) <= form.max_words
        pieces = [sentence] if whole else split_sentences(sentence, max_words=form.max_words)
        counts["conversations more than sentences"] += len(pieces) - 1
        for piece in pieces:
            answer = render(piece.words, piece.entities, tags, counts=counts)
            yield _row(asked + input_text(piece.words), answer)


def write_rows(rows: Iterable[Row], path: Path) -> int:
    """Write conversations as JSON lines; gives their number."""
    number = 0
    with path.open("w", encoding="utf-8") as stream:
        for number, row in enumerate(rows, 1):  # noqa: B007 - the count is what is given back
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return number


def _row(question: str, answer: str) -> Row:
    asked = {"role": "user", "content": question}
    return {"messages": [asked, {"role": "assistant", "content": answer}]}


@lru_cache(maxsize=64)
def _instruction(schema: Schema, form: ChatForm) -> str:
    return instruction(schema, kind=form.kind, tag_format=form.tag_format)
