"""Passes, tokens and time of word/tag decoding, and that it gives what one token at a time gives.

    PANER_DATA=… python benchmarks/decoding.py --model FOLDER [--compact FOLDER]
        [--parts passes equality time] [--every N] …

The model is that of `paner train --backbone smollm2 --tagging word-tag`. All decisions are the
model's own. Times are process CPU times, all sides in one run on the same sentences, in turns; each
side may write only answers of the schema, so that all of them write the same. The figures are added
to benchmarks/results/decoding.json, the page is benchmarks/results/decoding.md.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from corpora import data_folder
from decode.generating import cached_prefix, generated
from decode.page import page
from decode.stepping import stepped
from decode.subject import Loaded, Subject, load_model, subject_of

from paner.data.sentence import Sentence
from paner.models.causal.jacobi import ParallelDecoder

RESULTS = Path(__file__).parent / "results"
DOMAINS = ("ai", "literature", "music", "science")
BATCH = 16
Side = Callable[[], list[list[int]]]


def passes(subject: Subject, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Passes and tokens for each draft, on every n-th sentence."""
    sentences = subject.sentences[:: options.every]
    decoder = ParallelDecoder(subject.model, subject.planner, subject.frame.head_ids)
    rows = []
    for draft in subject.drafters:
        tasks = subject.tasks(draft, sentences)
        found = list(decoder.decode(tasks))
        own = sum(
            len(task.prompt_ids) + len(subject.planner.build(task.words, tagging.tags).ids)
            for task, tagging in zip(tasks, found, strict=True)
        )
        number = np.array([tagging.passes for tagging in found])
        same = [
            tagging.tags == tuple(task.draft) for task, tagging in zip(tasks, found, strict=True)
        ]
        rows.append(
            {
                "draft": draft,
                "sentences": len(sentences),
                "mean": float(number.mean()),
                "median": float(np.median(number)),
                "p99": float(np.percentile(number, 99)),
                "most": int(number.max()),
                "tokens": sum(tagging.tokens for tagging in found) / own,
                "drafts right": float(np.mean(same)),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def equality(loaded: Loaded, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Parallel against stepwise decoding, on every n-th sentence of each domain."""
    rows = []
    for domain in options.equality_domains:
        subject = subject_of(loaded, data_folder(), domain, kind=options.equality_kind)
        sentences = subject.sentences[options.equality_from :: options.equality_every]
        decoder = ParallelDecoder(subject.model, subject.planner, subject.frame.head_ids)
        found = list(decoder.decode(subject.tasks("all O", sentences)))
        reference = stepped(subject, sentences)
        pairs = zip(reference, found, strict=True)
        other = sum(tags != list(tagging.tags) for (tags, _), tagging in pairs)
        margins = [margin for _, margin in reference]
        rows.append(
            {
                "domain": domain,
                "sentences": len(sentences),
                "all": len(subject.sentences),
                "different": other,
                "smallest margin": min(margins),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def times(subject: Subject, options: argparse.Namespace) -> list[dict[str, Any]]:
    """CPU seconds a sentence of every side, at batch 1 and 16."""
    rng = np.random.default_rng(options.seed)
    chosen = rng.permutation(len(subject.sentences))
    one = [subject.sentences[at] for at in chosen[: options.single]]
    many = [subject.sentences[at] for at in chosen[: options.batched]]
    prefix = cached_prefix(subject)
    rows = []
    for size, sentences in ((1, one), (BATCH, many)):
        if not sentences:
            continue
        batches = [sentences[at : at + size] for at in range(0, len(sentences), size)]
        sides = {
            "generate": generating(subject, batches),
            "generate, prefix cached": generating(subject, batches, prefix=prefix),
        }
        if size == 1:
            sides["generate, prompt lookup"] = generating(subject, batches, lookup=10)
        decoder = ParallelDecoder(
            subject.model, subject.planner, subject.frame.head_ids, batch_size=size
        )
        for draft, drafts in subject.drafters.items():
            drafts(sentences[:1])  # a tagger gets ready once
            sides[f"parallel, draft: {draft}"] = parallel(subject, decoder, draft, sentences)
        rows += timed(sides, size, len(sentences), options.rounds)
    return rows


def generating(subject: Subject, batches: Sequence[Sequence[Sentence]], **options: Any) -> Side:
    """A side that generates, batch by batch."""
    return lambda: [tags for batch in batches for tags in generated(subject, batch, **options)]


def parallel(
    subject: Subject, decoder: ParallelDecoder, draft: str, sentences: Sequence[Sentence]
) -> Side:
    """Our side; making the drafts counts."""

    def run() -> list[list[int]]:
        return [list(t.tags) for t in decoder.decode(subject.tasks(draft, sentences))]

    return run


def timed(sides: dict[str, Side], size: int, sentences: int, rounds: int) -> list[dict[str, Any]]:
    """All sides in turns; of each the quickest round, and whether it wrote the same."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    written: dict[str, list[list[int]]] = {}
    for _ in range(rounds):
        for name, run in sides.items():
            begin = time.process_time()
            written[name] = run()
            seconds[name].append((time.process_time() - begin) / sentences)
            print(size, name, seconds[name][-1], file=sys.stderr, flush=True)
    plain = next(iter(sides))
    return [
        {
            "batch": size,
            "side": name,
            "sentences": sentences,
            "seconds": min(of_side),
            "ratio": min(seconds[plain]) / min(of_side),
            "same": sum(a == b for a, b in zip(written[name], written[plain], strict=True)),
        }
        for name, of_side in seconds.items()
    ]


def main() -> None:
    """Measure what is asked for, and write it down."""
    options = arguments()
    torch.set_num_threads(1)
    path = options.results / "decoding.json"
    results = json.loads(path.read_text("utf-8")) if path.exists() else {}
    data = data_folder()
    named = {"compact": options.compact, "compact, taught": options.taught}
    drafts = {name: folder for name, folder in named.items() if folder is not None}
    for dtype in options.dtypes:
        loaded = load_model(
            options.base, getattr(torch, dtype), model=options.model, adapter=options.adapter
        )
        subject = subject_of(loaded, data, options.domain, kind=options.kind, drafts=drafts)
        about = {
            "prompt": options.kind,
            "prefix tokens": len(subject.frame.head_ids),
            "dtype": dtype,
        }
        if "passes" in options.parts:
            results[f"passes {options.kind} {dtype}"] = {
                **about,
                "rows": passes(subject, options),
            }
        if "time" in options.parts:
            results[f"time {options.kind} {dtype}"] = {**about, "rows": times(subject, options)}
        if "equality" in options.parts and dtype == "float32":
            about = {"prompt": options.equality_kind, "dtype": dtype}
            rows = equality(loaded, options)
            now = {row["domain"] for row in rows}
            before = results.get("equality", {}).get("rows", [])
            rows += [row for row in before if row["domain"] not in now]
            results["equality"] = {**about, "rows": sorted(rows, key=lambda row: row["domain"])}
        options.results.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
        (options.results / "decoding.md").write_text(page(results), "utf-8")


def arguments() -> argparse.Namespace:
    """What the command was called with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="smollm2")
    parser.add_argument("--model", type=Path, help="what paner train saved")
    parser.add_argument("--adapter", type=Path, help="a PEFT adapter instead")
    parser.add_argument("--compact", type=Path, help="a compact tagger that makes drafts")
    parser.add_argument("--taught", type=Path, help="one that also learnt from what MODEL tagged")
    parser.add_argument("--domain", default="ai")
    parser.add_argument("--kind", default="guidelines", help="what the prompt says of each type")
    parser.add_argument("--parts", nargs="+", default=["passes", "equality", "time"])
    parser.add_argument("--dtypes", nargs="+", default=["float32", "bfloat16"])
    parser.add_argument("--every", type=int, default=1, help="count passes on every n-th sentence")
    parser.add_argument("--equality-domains", nargs="+", default=DOMAINS)
    parser.add_argument("--equality-kind", default="names")
    parser.add_argument("--equality-every", type=int, default=8, help="1 for all sentences")
    parser.add_argument("--equality-from", type=int, default=0)
    parser.add_argument("--single", type=int, default=8, help="sentences timed at batch 1")
    parser.add_argument("--batched", type=int, default=32, help="sentences timed at batch 16")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path, default=RESULTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
