"""One cell of an experiment: what is trained on what, and what came of it; both as JSON lines."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from paner.evaluate.scores import SentenceCounts, total

__all__ = ["Cell", "Outcome", "Recipe", "TypeCounts"]

TypeCounts = Mapping[str, tuple[tuple[int, int, int, int], ...]]
"""By label, for each sentence that has any: its number, correct, predicted and gold entities."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one tagger is made.

    Args:
        gold: Annotated sentences to learn from; 0 is all.
        drawn: Draw them by the seed, every type among them, instead of taking the first.
        method: What further sentences are made with; empty for none (see `rows.METHODS`).
        made: How many of them; 0 keeps all.
        share: Probability with which substitution gives an entity another mention.
        even: Every sentence counts alike; otherwise as the backbone weighs its sources.
        tags: How entities are written: `lossless`, `word-tag` or `BIO`; `IOBES` too by the compact
            backbone.
        tagging: How a language model tags, `twice` or `word-tag`; empty for its default.
        instruction: What a language model is told of each type: `names`, `definitions` or
            `guidelines`; empty for its default.
        without: Types whose definitions and guidelines are left out.
        train_on: Another data set to train on than the one that is scored.
        model: Folder of a saved tagger, instead of a training.
        untrained: A language model as it is, told what to find.
        folds: Cross-validation in so many folds; 0 scores the test set.
        backbone: `compact`, or what `paner train --backbone` takes.
        steps: Optimiser steps; 0 is the backbone's default.
        members: Trainings that are averaged (compact backbone); 0 is its default.
        dev: Choose on the first so many development sentences; 0 is all.
        pool: A file of texts to tag besides, and to keep what was found in them.
    """

    gold: int = 0
    drawn: bool = False
    method: str = ""
    made: int = 0
    share: float = 0.5
    even: bool = True
    tags: str = "lossless"
    tagging: str = ""
    instruction: str = ""
    without: tuple[str, ...] = ()
    train_on: str = ""
    model: str = ""
    untrained: bool = False
    folds: int = 0
    backbone: str = "compact"
    steps: int = 0
    members: int = 0
    dev: int = 0
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One training and its scoring.

    Args:
        data: The data set, as `material.load_material` takes it.
        arm: The arm's short name, unique in its experiment.
        seed: Of training and of all that is drawn.
        recipe: How the tagger is made.
        fold: Which part is scored, where the recipe has folds.
    """

    data: str
    arm: str
    seed: int
    recipe: Recipe
    fold: int = 0

    def key(self, digest: str) -> str:
        """A name that changes with anything that the outcome depends on.

        The arm's name is not among that, nor are settings at their defaults: a later version with
        further settings still knows the outcomes of earlier ones.

        Args:
            digest: Of the data.
        """
        usual = asdict(Recipe())
        recipe = {n: part for n, part in asdict(self.recipe).items() if part != usual[n]}
        content = json.dumps([self.data, self.seed, self.fold, recipe, digest], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a cell; shares lie between 0 and 1.

    Args:
        cell: The cell.
        key: Its key.
        sentences: How many sentences were scored.
        types: Counts by type and sentence on the scored sentences.
        dev_types: The same on the development sentences.
        figures: Any other number: F1 on dev, set F1, steps, seconds, diversity.
        notes: What is not a number: the ids of drawn sentences, suggestions.
    """

    cell: Cell
    key: str
    sentences: int
    types: TypeCounts
    dev_types: TypeCounts = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)

    def counts(self, labels: Collection[str] | None = None) -> SentenceCounts:
        """Counts by sentence, [S, 3], of some types or of all."""
        counts = np.zeros((self.sentences, 3), dtype=np.int64)
        for label, rows in self.types.items():
            if labels is None or label in labels:
                for sentence, *numbers in rows:
                    counts[sentence] += numbers
        return counts

    @property
    def f1(self) -> float:
        """Strict F1 on what was scored."""
        return total(self.counts()).f1

    @property
    def dev_f1(self) -> float | None:
        """Strict F1 on the development sentences, where there are any."""
        if not self.dev_types:
            return None
        rows = [row[1:] for rows in self.dev_types.values() for row in rows]
        return total(np.array(rows, dtype=np.int64)).f1

    def to_json(self) -> str:
        """One line of cells.jsonl."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Outcome":
        """The inverse of `to_json`.

        Raises:
            ValueError: The line is cut off, or of another version.
        """
        try:
            row = json.loads(line)
            recipe = dict(row["cell"].pop("recipe"))
            recipe["without"] = tuple(recipe["without"])
            cell = Cell(**row.pop("cell"), recipe=Recipe(**recipe))
            types, dev_types = _types(row.pop("types")), _types(row.pop("dev_types"))
            outcome = cls(cell, **row, types=types, dev_types=dev_types)
            outcome.counts()  # fails where a number is none, or a sentence is not there
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            raise ValueError(f"no line of cells.jsonl: {line[:80]}") from error
        return outcome


def _types(rows: Mapping[str, list[list[int]]]) -> TypeCounts:
    return {label: tuple((a, b, c, d) for a, b, c, d in some) for label, some in rows.items()}
