"""The JSON that a model is asked for, and what it wrote instead, as far as one can trust it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

import json_repair

from paner.augment.llm.model import Answer

__all__ = ["Reading", "answer_schema", "object_schema", "read_answer"]

THOUGHT = re.compile(r"<think>.*?(</think>|\Z)", re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")
DECODER = json.JSONDecoder()
LONGEST_REPAIRED = 200_000  # characters; repairing takes more than linear time


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says.

    Args:
        paraphrases: By the sentence's number; a sentence that is not spoken of is missing.
        how: `as asked`, `unwrapped` (from a fence or from talk), `repaired`, or `unreadable`.
    """

    paraphrases: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    how: str = "unreadable"


def answer_schema(numbers: Sequence[int], variants: int) -> dict[str, object]:
    """The JSON schema of an answer about the sentences with these numbers.

    >>> answer_schema([1], 2)["required"]
    ['paraphrases']
    """
    texts = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": variants,
        "maxItems": variants,
    }
    if len(numbers) == 1:
        return object_schema({"paraphrases": texts})
    number = {"type": "integer", "enum": list(numbers)}
    one = object_schema({"number": number, "paraphrases": texts})
    count = len(numbers)
    several = {"type": "array", "items": one, "minItems": count, "maxItems": count}
    return object_schema({"sentences": several})


def object_schema(properties: dict[str, object]) -> dict[str, object]:
    """The JSON schema of an object with these properties, all of them, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def read_answer(answer: Answer, numbers: Sequence[int]) -> Reading:
    r"""Read an answer: strictly first, then what stands in a fence or amid talk, repaired last.

    Of an answer that was cut off the last text is dropped: nobody knows how it would have gone on.

    >>> text = 'Sure! ```json\n{"paraphrases": ["One .", "Two ."]}\n```'
    >>> read_answer(Answer(text), [1])
    Reading(paraphrases={1: ('One .', 'Two .')}, how='unwrapped')
    """
    text = THOUGHT.sub("", answer.text).strip().removeprefix("\ufeff")
    for how, value in _values(text):
        found = _by_number(value, numbers)
        if found:
            return Reading(found, how)
    return _repaired(text, numbers, finished=answer.finished)


def _values(text: str) -> Iterator[tuple[str, object]]:
    """The text as JSON, or what stands as JSON in a text that also says other things."""
    try:
        yield "as asked", json.loads(text)
    except (ValueError, RecursionError):
        for start in islice(re.finditer(r"[{\[]", text), 5):
            with suppress(ValueError, RecursionError):
                yield "unwrapped", DECODER.raw_decode(text, start.start())[0]


def _repaired(text: str, numbers: Sequence[int], *, finished: bool) -> Reading:
    start = re.search(r"[{\[]", text)
    if start is None or len(text) > LONGEST_REPAIRED:
        return Reading()
    part = text[start.start() :].removesuffix("```").rstrip()
    try:
        found = _by_number(json_repair.loads(part, skip_json_loads=True), numbers)
    except (ValueError, RecursionError):
        return Reading()
    if found and not (finished and part.endswith(("}", "]"))):
        last = list(found)[-1]
        found[last] = found[last][:-1]
    found = {number: texts for number, texts in found.items() if texts}
    return Reading(found, "repaired") if found else Reading()


def _by_number(value: object, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Paraphrases by number; what has another shape is left out."""
    if isinstance(value, dict) and isinstance(value.get("sentences"), list):
        value = value["sentences"]
    single = numbers[0] if len(numbers) == 1 else None
    if single is not None and (texts := _texts(value)):
        return {single: texts}
    if not isinstance(value, list):
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for row in value:
        number = _number(row) if single is None else single
        texts = _texts(row)
        if number in numbers and texts:
            found.setdefault(number, texts)
    return found


def _texts(value: object) -> tuple[str, ...]:
    """The texts of `{"paraphrases": [...]}` or of a bare list; none where it has another shape."""
    texts = value.get("paraphrases") if isinstance(value, dict) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return ()
    return tuple(text for text in texts if text.strip() and not SURROGATE.search(text))


def _number(row: object) -> int:
    number = row.get("number") if isinstance(row, dict) else None
    if isinstance(number, str) and number.isdecimal():
        return int(number)
    return number if type(number) is int else -1
