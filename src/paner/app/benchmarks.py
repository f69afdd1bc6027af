"""What `paner benchmark` does: list, fetch, run; one function a command."""

import os
from pathlib import Path

from paner.app.show import note, print_json, print_table, progress
from paner.data.benchmark_sources import BENCHMARKS, BenchmarkSource, benchmark_named
from paner.data.benchmarks import load_benchmark

__all__ = ["benchmarks_folder", "fetch", "list_benchmarks", "run"]


def benchmarks_folder(named: Path | None) -> Path:
    """The folder of benchmarks: the named one, `PANER_DATA`, or one in the user's cache."""
    if named is not None:
        return named
    if data := os.environ.get("PANER_DATA"):
        return Path(data)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "paner" / "benchmarks"


def list_benchmarks(folder: Path | None, *, as_json: bool) -> None:
    """Show every benchmark, and whether its files are here."""
    place = benchmarks_folder(folder)
    found = [source.to_dict() | {"here": _is_here(source, place)} for source in BENCHMARKS]
    if as_json:
        print_json({"folder": str(place), "benchmarks": found})
        return
    rows = [
        (
            source.name,
            source.about,
            ", ".join(dict.fromkeys(file.split for file in source.files)),
            source.licence,
            source.page,
            "yes" if _is_here(source, place) else "no",
        )
        for source in BENCHMARKS
    ]
    header = ("name", "what", "splits", "licence", "page", "here")
    print_table(rows, header, title=f"in {place}")


def fetch(
    name: str, to: Path | None, *, copy_from: Path | None, mirror: str, as_json: bool
) -> None:
    """Bring a benchmark here, and say what came how."""
    from paner.app.fetching import fetch_benchmark

    source, place = benchmark_named(name), benchmarks_folder(to)
    note(f"{source.name}: {source.licence}; {source.page}")
    with progress(f"fetching {name}") as advance:
        found = fetch_benchmark(source, place, mirror=mirror, copy_from=copy_from, progress=advance)
    if as_json:
        print_json({"folder": str(place), "files": [list(row) for row in found]})
        return
    print_table(found, ("file", "how", "SHA-256"), title=f"in {place}")


def run(
    name: str,
    out: Path,
    *,
    folder: Path | None,
    sentences: int,
    dev_sentences: int | None,
    seeds: int,
    backbone: str,
    steps: int,
    resamples: int,
    as_json: bool,
) -> None:
    """Train and score with several seeds; show each, the mean and the warnings."""
    from paner.app.benchmark_run import BenchmarkRun, run_benchmark

    benchmark = load_benchmark(name, benchmarks_folder(folder))
    asked = BenchmarkRun(sentences, seeds, backbone, steps, resamples, dev_sentences)
    with progress("training") as advance:
        found = run_benchmark(benchmark, asked, out, announce=note, progress=advance)
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one["seed"],
            len(one["sample"]["places"]),
            100 * one["evaluation"]["strict"]["f1"],
            100 * one["evaluation"]["set"]["f1"],
            100 * one["evaluation"]["macro"]["f1"],
        )
        for one in found["runs"]
    ]
    print_table(rows, ("seed", "sentences", "strict F1", "set F1", "macro F1"), title=name)
    print_table(found["in_words"].items(), ("score", "over seeds"))
    for warning in found["warnings"]:
        note(f"warning: {warning}")


def _is_here(source: BenchmarkSource, folder: Path) -> bool:
    return all((folder / file.path).is_file() for file in source.files)
