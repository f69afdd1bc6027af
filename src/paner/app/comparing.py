"""`paner compare`: runs, however they are given, against one gold file."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paner.app.reading import Reading, blaming
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
    source, sentences = _gold(told, gold, reading)
    systems = {run.name: [_sentences(file, reading) for file in run.predictions] for run in told}
    files = {run.name: run.predictions for run in told}
    seeds = {}
    for name, predicted in systems.items():
        found = []
        for file, one in zip(files[name], predicted, strict=True):
            with blaming(str(file)):
                found.append(evaluate_corpus(sentences, one, resamples=resamples))
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
    sys.stdout.write(
        f"{one.verdict}.\nPaired bootstrap p = {one.difference.p_value:.2g}, approximate"
        f" randomisation p = {one.randomisation_p:.2g}, after Holm {one.adjusted_p:.2g}.\n"
    )
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
    seeds = _of_last_run(path, sorted((path / "tagged").glob("seed-*.jsonl")))
    if not seeds and (path / "run.json").is_file():
        systems = _systems(path / "run.json")
        seeds = [path / "tagged" / f"{systems[-1]}.jsonl"] if systems else []
    if not seeds or not all(file.is_file() for file in seeds):
        raise UsageError(
            f"{name} is no finished run: it holds no tagged test sentences (name a file of"
            " predictions, or a folder of `paner run` or `paner benchmark run`)"
        )
    gold = path / GOLD_IN_A_RUN
    return Run(name, tuple(seeds), gold if gold.is_file() else None)


def _of_last_run(path: Path, seeds: list[Path]) -> list[Path]:
    """Those that results.json speaks of: an earlier run may have had more seeds, made otherwise."""
    try:
        runs = json.loads((path / "results.json").read_text("utf-8"))["runs"]
        names = {f"seed-{one['seed']}.jsonl" for one in runs}
    except (OSError, ValueError, TypeError, KeyError):
        return seeds
    return [file for file in seeds if file.name in names]


def _systems(path: Path) -> list[str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise DataError(f"this is no JSON: {error}", path=path) from error
    systems = found.get("systems") if isinstance(found, dict) else ()
    if systems is not None and not isinstance(systems, list):
        raise DataError("this is no record of a run", path=path, found=found)
    return systems or []


def _scores(path: Path) -> Mapping[str, Any] | None:
    """An evaluation, if the file is one."""
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    parts = ("strict", "set", "macro")
    if not isinstance(found, dict) or not all(isinstance(found.get(part), dict) for part in parts):
        return None
    return found


def _gold(
    runs: Sequence[Run], named: str | None, reading: Reading
) -> tuple[str, tuple[Sentence, ...]]:
    """The gold file and its sentences: the one named, or the one that the runs bring along."""
    if named is not None:
        return named, reading.corpus(named).sentences
    brought = {
        str(run.gold): reading.corpus(str(run.gold)).sentences
        for run in runs
        if run.gold is not None
    }
    if not brought:
        raise UsageError("name the annotated file with --gold FILE: no run brings one along")
    first, *others = brought
    for other in others:
        if _annotations(brought[other]) != _annotations(brought[first]):
            raise UsageError(
                f"the runs bring different gold sentences along, {first} and {other}: name the"
                " annotated file with --gold FILE"
            )
    return first, brought[first]


def _annotations(sentences: Sequence[Sentence]) -> list[tuple[str, list[tuple[int, int, str]]]]:
    return [(s.text, [(*s.span(e), e.label) for e in s.entities]) for s in sentences]


def _sentences(path: Path, reading: Reading) -> tuple[Sentence, ...]:
    try:
        return reading.predictions(str(path)).sentences
    except FileNotFoundError as error:
        raise DataError("there is no such run or file", path=path) from error
