"""Pile-NER as it was published: a conversation that asks for one entity type after another."""

import json
import re
from collections.abc import Mapping

from paner.data.formats.json_fields import objects, text_of
from paner.errors import DataError

__all__ = ["conversation_of", "is_conversation"]

_TEXT = "Text: "
_QUESTION = re.compile(r"What describes (.+) in the text\?", re.DOTALL)
_EXPECTED = "`Text: …`, an answer, then `What describes … in the text?` with a list of strings"


def is_conversation(row: object) -> bool:
    """Whether a record is a conversation about a text.

    >>> is_conversation({"conversations": [{"from": "human", "value": "Text: Ann smiled."}]})
    True
    """
    turns = row.get("conversations") if isinstance(row, dict) else None
    first = turns[0] if isinstance(turns, list) and turns else None
    return isinstance(first, dict) and str(first.get("value", "")).startswith(_TEXT)


def conversation_of(
    row: Mapping[str, object],
) -> tuple[str, list[tuple[str, str]], list[str]]:
    """The text, each mention with its label, and the types asked for.

    Raises:
        DataError: The conversation is another one.

    Source:
        Zhou et al. (2024), https://arxiv.org/abs/2308.03279, its data set Pile-NER-type.
    """
    turns = objects(row, "conversations")
    said = [text_of(turn, "value") for turn in turns]
    if not said or not said[0].startswith(_TEXT) or len(said) % 2:
        raise DataError(
            "the conversation is not about a text",
            found=said[0] if said else "nothing",
            expected=_EXPECTED,
        )
    pairs: list[tuple[str, str]] = []
    asked: list[str] = []
    for question, answer in zip(said[2::2], said[3::2], strict=True):
        match = _QUESTION.fullmatch(question.strip())
        if match is None:
            raise DataError("no question for a type", found=question, expected=_EXPECTED)
        asked.append(match[1])
        pairs.extend((mention, match[1]) for mention in _mentions(answer))
    return said[0].removeprefix(_TEXT), pairs, asked


def _mentions(answer: str) -> list[str]:
    try:
        found = json.loads(answer)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError("an answer is not JSON", found=answer, expected="a list") from error
    if not isinstance(found, list) or not all(isinstance(mention, str) for mention in found):
        raise DataError("an answer is no list of strings", found=answer, expected="a list")
    return found
