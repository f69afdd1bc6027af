"""Which types are taken for which: a table for the report."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from paner.evaluate.error_kinds import Outcome

__all__ = ["OUTSIDE", "Confusion", "confuse"]

OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of entities by gold and predicted type.

    Args:
        labels: The types, sorted; `O` (no entity) comes last.
        counts: A row for each gold type, a column for each predicted type.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def to_dict(self) -> dict[str, object]:
        """The table as plain data for JSON."""
        return {"labels": list(self.labels), "counts": [list(row) for row in self.counts]}


def confuse(found: Iterable[Outcome]) -> Confusion:
    """Count the outcomes by type; a wrong boundary alone counts as the right type.

    Row `O` holds spurious entities, column `O` missed ones.
    """
    cells = [(_gold_label(outcome), _predicted_label(outcome)) for outcome in found]
    # An entity type may itself be called "O"; None stands for "no entity" until the table is named.
    labels = sorted({label for cell in cells for label in cell if label is not None})
    place: dict[str | None, int] = {label: index for index, label in enumerate(labels)}
    place[None] = len(labels)
    counts = np.zeros((len(place), len(place)), dtype=np.int64)
    for gold, predicted in cells:
        counts[place[gold], place[predicted]] += 1
    return Confusion((*labels, OUTSIDE), tuple(tuple(row) for row in counts.tolist()))


def _gold_label(outcome: Outcome) -> str | None:
    return None if outcome.gold is None else outcome.pair.gold_spans[outcome.gold].label


def _predicted_label(outcome: Outcome) -> str | None:
    spans = outcome.pair.predicted_spans
    return None if outcome.predicted is None else spans[outcome.predicted].label
