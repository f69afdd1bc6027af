"""The page benchmarks/results/gpu.md."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["page"]

HEAD = """# Models of real size on a GPU

Written by `python benchmarks/gpu.py`. Random weights in real shapes: tags mean nothing, times and
memory do. "packed" gives each sentence the whole prompt, as other trainers do, with the same
attention kernels; "own tokens" are those of sentences and answers, without the prefix. `generate`
writes as many tokens as the answers have, unconstrained. A draft of all `O` is the worst for random
decisions, the right one the best; a trained model lies between.
"""


def page(results: Mapping[str, Any]) -> str:
    """The page."""
    parts = [HEAD, ", ".join(f"{k}: {v}" for k, v in results["about"].items()) + ".\n"]
    for name, found in results["shapes"].items():
        parts.append(f"## {name}, {found['dtype']}, prefix of {found['prefix tokens']} tokens\n")
        if "correctness" in found:
            same = found["correctness"]
            parts.append(
                f"Parallel and token-by-token decoding in float32, two layers: {same['different']} "
                f"of {same['sentences']} sentences differ.\n"
            )
        measured = [part for part in ("training", "tagging") if part in found]
        parts += [f"### {part.capitalize()}\n\n{_table(found[part])}" for part in measured]
    return "\n".join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    head = list(rows[0])
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    lines += [f"| {' | '.join(_cell(row[column]) for column in head)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
