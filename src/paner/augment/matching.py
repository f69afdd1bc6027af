"""Recorded paraphrases and the sentences they belong to, found by what the templates say."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from paner.augment.recorded import RecordedParaphrases
from paner.augment.template import Template

__all__ = ["match"]


def match(
    templates: Sequence[Template], recorded: Sequence[RecordedParaphrases]
) -> tuple[list[RecordedParaphrases | None], Counter[str]]:
    """Find each template's recorded answers by its text, so that a subset or another order works.

    Where several records have one text, the recorded row decides, else their order.

    Returns:
        The record of each template, `None` where there is none; and what is left over on either
        side, counted.
    """
    by_text: dict[str, list[RecordedParaphrases]] = defaultdict(list)
    for record in recorded:
        by_text[_key(record.template)].append(record)
    found: list[RecordedParaphrases | None] = [None] * len(templates)
    for index, template in enumerate(templates):
        found[index] = _take(by_text[_key(template.text)], index)
    for index, template in enumerate(templates):
        records = by_text[_key(template.text)]
        if found[index] is None and records:
            found[index] = records.pop(0)
    missing = Counter(
        {
            "sentences without recorded paraphrases": found.count(None),
            "recorded paraphrases without a sentence": sum(map(len, by_text.values())),
        }
    )
    return found, +missing


def _take(records: list[RecordedParaphrases], index: int) -> RecordedParaphrases | None:
    """Take the record of this row out of the list, if it is there."""
    for position, record in enumerate(records):
        if record.row == index:
            return records.pop(position)
    return None


def _key(text: str) -> str:
    return " ".join(text.split())
