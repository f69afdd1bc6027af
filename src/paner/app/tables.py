"""Evaluations as tables for a terminal; figures in per cent."""

from collections.abc import Mapping
from typing import Any

from paner.app.show import note, print_table

__all__ = ["print_audit", "print_comparison", "print_evaluation"]

Scores = Mapping[str, Any]


def print_audit(found: Scores, name: str) -> None:
    """Show what is in a corpus: figures, types, and what to look at before trusting it."""
    figures = [(key.replace("_", " "), value) for key, value in found.items() if _is_plain(value)]
    print_table(figures, ("what", name))
    types = sorted(found["types"].items(), key=lambda item: (-item[1], item[0]))
    print_table(types, ("type", "entities"))
    for line in found["notes"]:
        note(f"note: {line}")


def print_evaluation(found: Scores) -> None:
    """Show one evaluation: overall, per type, kinds of errors with examples."""
    named = {"strict span": found["strict"], "set": found["set"], "multiset": found["multiset"]}
    named |= {mode: score for mode, score in found["modes"].items() if mode != "strict"}
    overall = [_row(name, score) for name, score in named.items()]
    print_table(overall, ("score", "precision", "recall", "F1", "95 % interval"))
    types = sorted(found["per_type"].items(), key=lambda item: -item[1]["support"])
    print_table(
        [(label, *_percent(score), score["support"]) for label, score in types],
        ("type", "precision", "recall", "F1", "entities"),
    )
    print_table(found["errors"].items(), ("outcome", "count"))
    note(f"{found['sentences']} sentences; macro F1 {100 * found['macro']['f1']:.2f}")
    for side, count in found.get("malformed", {}).items():
        if isinstance(count, int) and count:
            note(f"{count} malformed {side} tags, under the rule `{found['malformed']['rule']}`")
    for line in found["cautions"]:
        note(f"caution: {line}")


def print_comparison(evaluations: Mapping[str, Scores], *, of: str = "trained on") -> None:
    """Show systems side by side."""
    rows = [
        (name, *_percent(found["strict"]), _interval(found["strict"]), 100 * found["set"]["f1"])
        for name, found in evaluations.items()
    ]
    print_table(rows, (of, "precision", "recall", "strict F1", "95 % interval", "set F1"))


def _row(name: str, score: Scores) -> tuple[object, ...]:
    return (name, *_percent(score), _interval(score))


def _percent(score: Scores) -> tuple[float, float, float]:
    return 100 * score["precision"], 100 * score["recall"], 100 * score["f1"]


def _interval(score: Scores) -> str:
    interval = score.get("interval")
    return "-" if not interval else f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}"


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) and value != ""
