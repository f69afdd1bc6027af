"""A backbone trained and scored on a benchmark, with several seeds; finished seeds are kept."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paner.app.stages import write_json
from paner.app.training import train_tagger
from paner.app.versions import versions
from paner.data.benchmarks import Benchmark
from paner.data.read import write
from paner.data.sampling import FewShot, few_shot
from paner.data.sentence import Sentence
from paner.errors import ConfigError, UsageError
from paner.evaluate.evaluation import evaluate_corpus
from paner.evaluate.seeds import spread
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["BenchmarkRun", "run_benchmark"]

RESULTS = "results.json"


@dataclass(frozen=True, slots=True)
class BenchmarkRun:
    """What is asked for.

    Args:
        sentences: Training sentences to draw, so that all types are among them; 0 takes all.
        seeds: How many seeds, from 0; each draws a sample of its own.
        backbone: As for `train_tagger`.
        steps: Optimiser steps; 0 is the default for the data's size.
        resamples: Bootstrap resamples behind the intervals of each seed.
        dev_sentences: How many dev sentences to choose on, drawn like the sample; `None` takes
            all, 0 none.
    """

    sentences: int
    seeds: int
    backbone: str
    steps: int
    resamples: int
    dev_sentences: int | None = None


def run_benchmark(
    benchmark: Benchmark,
    asked: BenchmarkRun,
    folder: Path,
    *,
    announce: Callable[[str], None] = lambda _line: None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Any]:
    """Train, tag and score once a seed, and write results.json, predictions and samples.

    The folder is one that `paner compare` reads: `data/test.jsonl`, `tagged/seed-N.jsonl`.

    Args:
        benchmark: What to learn from and to be scored on.
        asked: The protocol.
        folder: Where the results go; seeds that it has under the same settings are not repeated.
        announce: Called with a line a seed.
        progress: Called with steps done and in all.

    Returns:
        What results.json holds.

    Raises:
        UsageError: The benchmark has no test split.
        ConfigError: The folder holds something else.
    """
    if not benchmark.test:
        raise UsageError(f"{benchmark.name} has no test split: there is nothing to score on")
    _claim(folder, benchmark.name)
    for part in ("data", "tagged", "seeds"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    write(benchmark.test, folder / "data" / "test.jsonl")
    runs = [
        _seed(benchmark, asked, folder, seed, announce=announce, progress=progress)
        for seed in range(asked.seeds)
    ]
    scores = {
        name: spread([one["evaluation"][name]["f1"] for one in runs])
        for name in ("strict", "set", "macro")
    }
    left_out = sorted({label for one in runs for label in one["sample"]["types_left_out"]})
    warnings = list(benchmark.warnings)
    if left_out:
        warnings.append(f"types that some sample does not hold: {', '.join(left_out)}")
    found = {
        "benchmark": benchmark.source.to_dict(),
        "protocol": asdict(asked) | {"dev_sentences": len(_dev(benchmark, asked, 0))},
        "warnings": warnings,
        "scores": {name: one.to_dict() for name, one in scores.items()},
        "in_words": {f"{name} F1": str(one) for name, one in scores.items()},
        "runs": runs,
        "versions": versions(),
    }
    write_json(folder / RESULTS, found)
    return found


def _seed(
    benchmark: Benchmark,
    asked: BenchmarkRun,
    folder: Path,
    seed: int,
    *,
    announce: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """One seed's result: the one in the folder, if it was made alike, or a new one."""
    record, tagged = (
        folder / "seeds" / f"seed-{seed}.json",
        folder / "tagged" / f"seed-{seed}.jsonl",
    )
    settings = asdict(asked) | {
        "seeds": None,
        "seed": seed,
        "benchmark": benchmark.name,
        "sizes": [len(benchmark.train), len(benchmark.dev), len(benchmark.test)],
        "content": _content(benchmark),
    }
    before = _read(record)
    if before.get("settings") == settings and tagged.is_file():
        announce(f"seed {seed}: unchanged")
        return before
    drawn = few_shot(benchmark.train, asked.sentences or len(benchmark.train), seed)
    tagger = train_tagger(
        drawn.sentences,
        dev=_dev(benchmark, asked, seed) or None,
        schema=_schema(benchmark, drawn),
        backbone=asked.backbone,
        seed=seed,
        steps=asked.steps,
        progress=progress,
    )
    predicted = list(tagger.tag(benchmark.test))
    write(predicted, tagged)
    evaluation = evaluate_corpus(
        benchmark.test, predicted, train=drawn.sentences, resamples=asked.resamples, seed=seed
    )
    found = {
        "seed": seed,
        "settings": settings,
        "sample": drawn.to_dict(),
        "evaluation": evaluation.to_dict(),
    }
    write_json(record, found)
    announce(f"seed {seed}: strict F1 {100 * evaluation.strict.f1:.1f}")
    return found


def _claim(folder: Path, name: str) -> None:
    """See that the folder is new, or that of an earlier run on the same benchmark."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError("the folder is a file", path=folder, expected="a folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    benchmark = _read(folder / RESULTS).get("benchmark", {})
    of = benchmark.get("name") if isinstance(benchmark, dict) else None
    if not (folder / "seeds").is_dir() or of not in (None, name):
        raise ConfigError(
            "the folder holds something else",
            path=folder,
            found=of or "something else",
            expected=f"an empty or new folder, or that of a run on {name}",
        )


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; an empty one where there is none, or a damaged one."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _content(benchmark: Benchmark) -> str:
    """SHA-256 of all sentences and of the schema: with other ones a seed is run again."""
    digest = hashlib.sha256()
    for split in (benchmark.train, benchmark.dev, benchmark.test):
        for sentence in split:
            digest.update(repr((sentence.words, sentence.entities)).encode())
        digest.update(b"|")
    if benchmark.schema is not None:
        digest.update(benchmark.schema.read_bytes())
    return digest.hexdigest()


def _dev(benchmark: Benchmark, asked: BenchmarkRun, seed: int) -> tuple[Sentence, ...]:
    if asked.dev_sentences is None:
        return benchmark.dev
    return few_shot(benchmark.dev, asked.dev_sentences, seed).sentences


def _schema(benchmark: Benchmark, drawn: FewShot) -> Schema | None:
    """The benchmark's schema, where it has every type of the sample."""
    if benchmark.schema is None:
        return None
    schema = read_schema(benchmark.schema)
    held = {entity.label for sentence in drawn.sentences for entity in sentence.entities}
    return schema if held <= set(schema.names) else None
