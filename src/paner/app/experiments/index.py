"""The page over a folder of experiments: what each found, from its results.json alone."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from paner.app.experiments.catalogue import EXPERIMENTS
from paner.app.experiments.experiment import Setting
from paner.errors import DataError

__all__ = ["index_text", "write_index"]


def write_index(folder: Path) -> Path:
    """Write README.md over the experiments that have results in the folder."""
    page = folder / "README.md"
    page.write_text(index_text(folder), "utf-8")
    return page


def index_text(folder: Path) -> str:
    """What README.md says of the folder."""
    found = {
        name: _results(folder / name / "results.json")
        for name in EXPERIMENTS
        if (folder / name / "results.json").exists()
    }
    return "\n".join(_lines(found)) + "\n"


def _results(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise DataError(f"this is no JSON: {error}", path=path) from error
    if not isinstance(found, dict) or "verdict" not in found:
        raise DataError("these are no results of an experiment", path=path)
    return found


def _lines(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    cells = sum(len(results["cells"]) for results in found.values())
    minutes = sum(results["seconds"] for results in found.values()) / 60
    yield from ("# Results of the experiments", "")
    yield (
        "What each experiment found, by its own words; every number stands in the `results.json`"
        " of its folder, and each page names its command. `make results` makes what needs no"
        f" language model again. The {cells} cells below took {minutes:.0f} minutes added up,"
        " beside other work on the machine."
    )
    yield ""
    yield from _beside_paper(found)
    for name, experiment in EXPERIMENTS.items():
        yield from (f"## {name}", "")
        results = found.get(name)
        if results is None:
            needs = experiment.needs(Setting())
            lack = f" It needs {needs}." if needs else ""
            yield from (f"Not run here; `paner experiment {name} -o DIR` runs it.{lack}", "")
            continue
        yield f"{experiment.question[:1].upper()}{experiment.question[1:]} {_facts(results)}"
        yield ""
        yield from (f"- {sentence}" for sentence in results["verdict"])
        yield from ("", f"[Tables and plot]({name}/table.md)", "")


def _beside_paper(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What the verdicts say of the paper, in one place."""
    told = [
        f"- {name}: {sentence}"
        for name, results in found.items()
        for sentence in results["verdict"]
        if "the paper" in sentence.lower()
    ]
    if told:
        yield from ("## Beside the paper", "", *told, "")


def _facts(results: Mapping[str, Any]) -> str:
    setting = results["setting"]
    steps = f"{setting['steps']} steps" if setting["steps"] else "default steps"
    seeds = setting["seeds"]
    return (
        f"({results['paper'] or 'ours'}; {', '.join(setting['data'])}; backbone"
        f" {setting['backbone']}, {steps}, {setting['members']} member(s), {seeds} seed(s);"
        f" {results['versions']['platform']})"
    )
