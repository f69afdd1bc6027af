"""What a report shows, as plain records: a run fills them, the page only lays them out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from paner.data.sentence import Sentence

__all__ = [
    "Augmentation",
    "Comparison",
    "Curve",
    "CurvePoint",
    "Example",
    "Json",
    "Losses",
    "Mark",
    "MarkedText",
    "Rejected",
    "ReportData",
    "Rewriting",
    "System",
    "mark_entities",
]

Json: TypeAlias = Mapping[str, Any]
"""Parsed JSON of a shape that another layer's `to_dict` defines."""


@dataclass(frozen=True, slots=True)
class System:
    """A trained model and its scores on the test data.

    Args:
        name: What readers call it, such as `gold only`.
        evaluation: What `Evaluation.to_dict()` gave.
        note: What it was trained on, in a few words.
    """

    name: str
    evaluation: Json
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same test sentences.

    Args:
        system: Name of the first.
        baseline: Name of the one it is compared with.
        difference: What `Difference.to_dict()` gave: `f1`, `interval`, `p_value`.
    """

    system: str
    baseline: str
    difference: Json


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """F1 (0 to 1) at a number of gold training sentences, with its interval's ends if known."""

    size: int
    f1: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A learning curve: one system, several sizes."""

    name: str
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """A system's training loss as (step, loss), in order."""

    name: str
    steps: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An entity to highlight: characters of the text, end exclusive."""

    start: int
    end: int
    label: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with its entities, flat and in order; the note stands under it (its method, …)."""

    text: str
    marks: tuple[Mark, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A test sentence as annotated and as tagged."""

    gold: MarkedText
    predicted: MarkedText


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A sentence beside the sentences made from it."""

    original: MarkedText
    rewritten: tuple[MarkedText, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rejected answer: the reason's name, the text, and what was wrong in detail."""

    reason: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """What became of one method's requests: asked = kept + rejected + failed."""

    method: str
    asked: int
    kept: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that a report shows; what is left empty is said to be missing, not hidden.

    Args:
        title: The page's heading.
        summary: A sentence or two on the data and the run.
        systems: The scored systems; the first is the baseline (gold only), and the last is the
            one whose confusion, reliability and examples are shown.
        comparisons: Paired differences, the most important first.
        curves: F1 by number of gold sentences.
        losses: Training losses.
        examples: Tagged test sentences.
        rewritings: Sampled paraphrases (or other made sentences) beside their originals.
        augmentations: Counts by method.
        rejections: Sampled rejected answers.
        provenance: Name and value of what went in: files and their hashes, seeds, settings.
        versions: Name and version of what computed it.
        commands: The command lines that make all of it again.
        warnings: What readers must know before they trust a number.
    """

    title: str
    summary: str = ""
    systems: tuple[System, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    curves: tuple[Curve, ...] = ()
    losses: tuple[Losses, ...] = ()
    examples: tuple[Example, ...] = ()
    rewritings: tuple[Rewriting, ...] = ()
    augmentations: tuple[Augmentation, ...] = ()
    rejections: tuple[Rejected, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def mark_entities(sentence: Sentence, note: str = "") -> MarkedText:
    """A sentence's text with its entities marked.

    >>> from paner.data.sentence import Entity
    >>> mark_entities(Sentence.from_words(["Ann", "naps"], [Entity(0, 1, "person")])).marks
    (Mark(start=0, end=3, label='person', confidence=None),)
    """
    marks = tuple(
        Mark(*sentence.span(entity), entity.label, entity.confidence)
        for entity in sentence.entities
    )
    return MarkedText(sentence.text, marks, note)
