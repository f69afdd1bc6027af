"""What people decided about augmented sentences: read from a file, obeyed by the next run."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from paner.augment.augmented import Made
from paner.augment.rejection import Rejection
from paner.data.read import read
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

__all__ = ["FORMAT", "Decisions", "decide", "obeyed", "read_decisions"]

FORMAT = "paner decisions 1"
REASON = "review"
EXPECTED = "what a review page saved, or Label Studio's JSON export of the review"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions by a sentence's text; what they do not name stays as it is.

    Args:
        rejected: Texts of the sentences that are not wanted.
        corrected: Sentences of the same texts, with the entities that they should have.
    """

    rejected: frozenset[str] = frozenset()
    corrected: Mapping[str, Sentence] = field(default_factory=dict)


def read_decisions(path: str | Path) -> Decisions:
    """Read the file that a review page saved, or an export of Label Studio.

    In Label Studio a skipped (cancelled) task is a rejection, changed regions are a correction.

    Raises:
        DataError: It is neither.
    """
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(
            f"the decisions cannot be read: {error}", path=path, expected=EXPECTED
        ) from error
    if isinstance(found, Mapping) and found.get("format") == FORMAT:
        return Decisions(frozenset(_texts(found.get("rejected"), path)))
    if isinstance(found, list) and all(isinstance(task, Mapping) for task in found):
        rejected = frozenset(_cancelled(found))
        if len(rejected) == len(found):
            return Decisions(rejected)
        return Decisions(rejected, {s.text: s for s in read(path, format="labelstudio").sentences})
    raise DataError("the file holds no decisions", path=path, expected=EXPECTED)


def decide(sentence: Sentence, decisions: Decisions) -> Sentence | Rejection:
    """What becomes of one sentence."""
    if sentence.text in decisions.rejected:
        origin = sentence.provenance
        parent = None if origin is None else origin.parent
        method = "" if origin is None else origin.method
        return Rejection(REASON, "a person rejected it", sentence.text, method, parent)
    correction = decisions.corrected.get(sentence.text)
    return sentence if correction is None else sentence.with_entities(_moved(sentence, correction))


def obeyed(made: Made, decisions: Decisions | None) -> Made:
    """What a method made, without the sentences that a person rejected."""
    if decisions is None:
        return made
    outcomes = [decide(sentence, decisions) for sentence in made.sentences]
    kept = tuple(one for one in outcomes if isinstance(one, Sentence))
    rejected = tuple(one for one in outcomes if isinstance(one, Rejection))
    return replace(made, sentences=kept, rejections=(*made.rejections, *rejected))


def _moved(sentence: Sentence, correction: Sentence) -> Iterator[Entity]:
    """The correction's entities as words of the sentence; a cut word is taken whole."""
    behind = 0
    for entity in correction.entities:
        first, last = correction.span(entity)
        inside = [n for n, (s, e) in enumerate(sentence.offsets) if s < last and e > first]
        inside = [n for n in inside if n >= behind]
        if inside:
            behind = inside[-1] + 1
            yield Entity(inside[0], behind, entity.label)


def _texts(rows: object, path: str | Path) -> Iterator[str]:
    if not isinstance(rows, list):
        raise DataError("the decisions name no list `rejected`", path=path, expected=EXPECTED)
    for row in rows:
        text = row.get("text") if isinstance(row, Mapping) else None
        if not isinstance(text, str):
            raise DataError("a decision has no `text`", path=path, found=row, expected=EXPECTED)
        yield text


def _cancelled(tasks: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Texts of the tasks whose every annotation was cancelled."""
    for task in tasks:
        data, annotations = task.get("data"), task.get("annotations")
        if isinstance(data, Mapping) and _all_cancelled(annotations):
            yield str(data.get("text", ""))


def _all_cancelled(annotations: object) -> bool:
    if not isinstance(annotations, Sequence) or not annotations:
        return False
    return all(isinstance(one, Mapping) and one.get("was_cancelled") for one in annotations)
