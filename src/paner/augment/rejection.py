"""Why an answer of a model is dropped: a value that is counted and kept, not an exception."""

from dataclasses import dataclass

__all__ = ["Rejection"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A dropped answer.

    Args:
        reason: The check that it failed, by name.
        detail: What was found, in words that a model could be told.
        text: The answer itself.
        method: What it was to become (`paraphrase`, `new-sentence`, …).
        parent: The `id` of the sentence that it was made from.
        source: The file with the answer.
        line: Its line there, counted from 1.
    """

    reason: str
    detail: str
    text: str = ""
    method: str = ""
    parent: str | None = None
    source: str = ""
    line: int | None = None
