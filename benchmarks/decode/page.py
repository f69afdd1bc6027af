"""The page benchmarks/results/decoding.md."""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["page"]

HEAD = """# Word/tag decoding

Written by `benchmarks/decoding.py`; how it works is in [docs/decoding.md](../../docs/decoding.md).
The model is SmolLM2-135M-Instruct (its weights come from 4 bits) with the adapter that
`paner train --backbone smollm2 --tagging word-tag` makes of the first 100 AI train sentences of
CrossNER and everything recorded (`benchmarks/llm_backbone.py --arms word-tag --domains ai --seeds 1
--models FOLDER`). Sentences are of the AI test set where
nothing else is said. 2 CPU cores, one thread. All decisions are the model's own.

Commands, each with `--model FOLDER --compact FOLDER --taught FOLDER`: `--parts passes --kind names
--dtypes bfloat16`; `--parts equality --dtypes float32 --equality-every 1`; `--parts time
--kind guidelines --single 6 --batched 16`.

Drafts: `compact` is of the compact tagger that the same sentences train; `compact, taught` also
learnt from the tags that this model gave 350 further texts (AI dev, its own labels unseen). The
constants of the redraft were chosen on AI dev. In the times in float32 the compact tagger's getting
ready is counted.
"""


def page(results: Mapping[str, Any]) -> str:
    """The page, as far as there are results."""
    parts = [HEAD]
    for name, part in results.items():
        writer = {"passes": _passes, "time": _times, "equality": _equality}[name.split()[0]]
        parts.append(writer(part))
    return "\n".join(parts)


def _passes(part: Mapping[str, Any]) -> str:
    rows = [
        [
            row["draft"],
            row["sentences"],
            f"{100 * row['drafts right']:.0f} %",
            f"{row['mean']:.2f}",
            f"{row['median']:.0f}",
            f"{row['p99']:.0f}",
            row["most"],
            f"{row['tokens']:.2f}",
        ]
        for row in part["rows"]
    ]
    head = ["draft", "sentences", "drafts right", "passes: mean", "median", "p99", "most", "tokens"]
    text = (
        f"## Passes, {_setting(part)}\n\n"
        "Tokens: all that were computed, for one of the sentence's own (sentence and answer; the "
        "shared prefix is computed once).\n\n"
    )
    return text + _table(head, rows)


def _times(part: Mapping[str, Any]) -> str:
    rows = [
        [
            row["batch"],
            row["side"],
            row["sentences"],
            f"{row['seconds']:.3f}",
            f"{row['ratio']:.1f}",
            f"{row['same']} of {row['sentences']}",
        ]
        for row in part["rows"]
    ]
    head = ["batch", "side", "sentences", "CPU s a sentence", "times faster", "same tags"]
    text = (
        f"## CPU time, {_setting(part)}\n\n"
        "Every side may write answers of the schema only. Same tags: as plain `generate`.\n\n"
    )
    return text + _table(head, rows)


def _equality(part: Mapping[str, Any]) -> str:
    rows = [
        [
            row["domain"],
            f"{row['sentences']} of {row['all']}",
            row["different"],
            f"{row['smallest margin']:.2g}",
        ]
        for row in part["rows"]
    ]
    head = ["domain", "test sentences", "different", "smallest distance of the best two logits"]
    text = (
        f"## Equality with one token at a time, prompt with {part['prompt']}, {part['dtype']}\n\n"
        "Draft: all O. The model was trained on AI; the other domains' schemas are new to it.\n\n"
    )
    return text + _table(head, rows)


def _setting(part: Mapping[str, Any]) -> str:
    return f"prompt with {part['prompt']} ({part['prefix tokens']} tokens), {part['dtype']}"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)
