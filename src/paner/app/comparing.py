"""`paner compare`: runs, however they are given, against one gold file."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paner.app.reading import Reading
from paner.app.show import print_json, print_table
from paner.app.tables import print_comparison
from paner.data.sentence import Sentence
from paner.errors import DataError, UsageError
from paner.evaluate.compare import SystemComparison, compare_systems
from paner.evaluate.evaluation import evaluate_corpus
from paner.evaluate.seeds import spread

__all__ = ["Compared", "Run", "compare_runs", "read_run", "show_comparison"]

GOLD_IN_A_RUN = "data/test.jsonl"
CHANGES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Run:
    """What one argument of `paner compare` stands for.

    Args:
        name: As it was given.
        predictions: One file of predictions a seed; none where only scores are left.
        gold: The gold file in its folder, if there is one.
        scores: An evaluation as JSON, where there is nothing else.
    """

    name: str
    predictions: tuple[Path, ...] = ()
    gold: Path | None = None
    scores: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything that `paner compare` shows.

    Args:
        gold: The gold file's name; empty where only scores are compared.
        evaluations: By run, `Evaluation.to_dict` of its first seed.
        seeds: By run with several seeds, their strict F1s in words.
        comparisons: Every run against the first.
        without: Runs of which only scores are left: they are in the table and in no test.
    """

    gold: str
    evaluations: Mapping[str, Mapping[str, Any]]
    seeds: Mapping[str, str]
    comparisons: tuple[SystemComparison, ...]
    without: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, object]:
        """The comparison as plain data for JSON."""
        return {
            "gold": self.gold,
            "systems": dict(self.evaluations),
            "seeds": dict(self.seeds),
            "comparisons": [one.to_dict() for one in self.comparisons],
            "scores_only": list(self.without),
        }


def read_run(name: str) -> Run:
    """Tell what a run is: a file of predictions, a folder of a run, or an evaluation as JSON.

    Raises:
        UsageError: It is none of these.
    """
    path = Path(name)
    if path.is_dir():
        return _folder(name, path)
    scores = _scores(path)
    return Run(name, (path,)) if scores is None else Run(name, scores=scores)


def compare_runs(
    names: Sequence[str], gold: str | None, *, reading: Reading, resamples: int, seed: int
) -> Compared:
    """Score every run, and test each against the first.

    Raises:
        UsageError: There are fewer than two runs, or no gold file is known.
        DataError: A run's texts are not gold's.
    """
    if len(set(names)) < max(2, len(names)):
        raise UsageError("name two different runs or more to compare")
    runs = [read_run(name) for name in names]
    told = [run for run in runs if run.predictions]
    evaluations: dict[str, Mapping[str, Any]] = {
        run.name: run.scores for run in runs if run.scores is not None
    }
    if not told:
        return Compared("", evaluations, {}, (), tuple(evaluations))
    source = _gold(told, gold)
    sentences = reading.corpus(source).sentences
    systems = {run.name: [_sentences(file, reading) for file in run.predictions] for run in told}
    seeds = {}
    for name, predicted in systems.items():
        found = [evaluate_corpus(sentences, one, resamples=resamples) for one in predicted]
        evaluations[name] = found[0].to_dict()
        if len(found) > 1:
            seeds[name] = str(spread([one.strict.f1 for one in found]))
    return Compared(
        gold=source,
        evaluations={name: evaluations[name] for name in names},
        seeds=seeds,
        comparisons=tuple(
            compare_systems(sentences, systems, resamples=resamples or 1000, seed=seed)
            if len(systems) > 1
            else ()
        ),
        without=tuple(run.name for run in runs if run.scores is not None),
    )


def show_comparison(found: Compared, *, as_json: bool, html: Path | None) -> None:
    """Print a comparison, and write its page where one is asked for."""
    if html is not None:
        from paner.app.report.comparison import render_comparison

        html.write_text(render_comparison(found.to_dict()), encoding="utf-8")
    if as_json:
        print_json(found.to_dict())
        return
    print_comparison(found.evaluations, of="run")
    if found.seeds:
        print_table(found.seeds.items(), ("run", "strict F1 over seeds"))
    for one in found.comparisons:
        _print_one(one)
    if found.without:
        print_table([(name,) for name in found.without], ("scores only, so not in any test",))


def _print_one(one: SystemComparison) -> None:
    sys.stdout.write(f"{one.verdict}.\n")
    rows = [
        (
            kind.label,
            kind.baseline.support,
            100 * kind.baseline.f1,
            100 * kind.system.f1,
            100 * kind.difference.f1,
            " to ".join(f"{100 * end:+.1f}" for end in kind.difference.interval.to_list()),
        )
        for kind in one.types
    ]
    print_table(rows, ("type", "entities", "before", "after", "change", "95 % interval"))
    counts = [
        (verdict, sum(change.verdict == verdict for change in one.changes))
        for verdict in ("better", "worse", "other")
    ]
    print_table(counts, ("sentences tagged differently", "count"))
    shown = [
        (
            change.before.gold.id or change.before.index + 1,
            change.verdict,
            _worded(change.to_dict()["gold"]),
            _worded(change.to_dict()["before"]),
            _worded(change.to_dict()["after"]),
        )
        for change in one.changes[:CHANGES_SHOWN]
    ]
    print_table(shown, ("sentence", "is", "gold", "before", "after"))


def _worded(entities: Any) -> str:
    return "; ".join(f"{entity['mention']} ({entity['label']})" for entity in entities) or "-"


def _folder(name: str, path: Path) -> Run:
    seeds = sorted((path / "tagged").glob("seed-*.jsonl"))
    if not seeds and (path / "run.json").is_file():
        systems = json.loads((path / "run.json").read_text("utf-8")).get("systems") or []
        seeds = [path / "tagged" / f"{systems[-1]}.jsonl"] if systems else []
    if not seeds or not all(file.is_file() for file in seeds):
        raise UsageError(
            f"{name} is no finished run: it holds no tagged test sentences (name a file of"
            " predictions, or a folder of `paner run` or `paner benchmark run`)"
        )
    gold = path / GOLD_IN_A_RUN
    return Run(name, tuple(seeds), gold if gold.is_file() else None)


def _scores(path: Path) -> Mapping[str, Any] | None:
    """An evaluation, if the file is one."""
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    return found if isinstance(found, dict) and {"strict", "set", "macro"} <= set(found) else None


def _gold(runs: Sequence[Run], named: str | None) -> str:
    if named is not None:
        return named
    for run in runs:
        if run.gold is not None:
            return str(run.gold)
    raise UsageError("name the annotated file with --gold FILE: no run brings one along")


def _sentences(path: Path, reading: Reading) -> tuple[Sentence, ...]:
    try:
        return reading.beside(str(path)).sentences
    except FileNotFoundError as error:
        raise DataError("there is no such run or file", path=path) from error
