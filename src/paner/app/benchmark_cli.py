"""The commands of `paner benchmark`: parse, call, show."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["benchmark_app"]

benchmark_app = typer.Typer(
    help="Public corpora: where they are, their faults, and a backbone's scores on them.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="As `paner benchmark list` prints it.")]
From = Annotated[
    Path | None,
    typer.Option(
        "--from",
        metavar="DIR",
        help="A local folder of benchmarks; without it PANER_DATA, or where `fetch` writes.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


@benchmark_app.command("list")
def list_command(
    folder: From = None,
    as_json: AsJson = False,  # noqa: FBT002 - typer's options are arguments
) -> None:
    """List the benchmarks: splits, licence, source, and which are on this machine."""
    from paner.app.benchmarks import list_benchmarks

    list_benchmarks(folder, as_json=as_json)


@benchmark_app.command("fetch")
def fetch_command(
    name: Name,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to write; PANER_DATA or the cache without it."),
    ] = None,
    copy_from: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="Copy from this folder, without a network."),
    ] = None,
    mirror: Annotated[
        str, typer.Option(metavar="URL", help="Fetch the files from below this address instead.")
    ] = "",
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Download a benchmark: checked by SHA-256, taken up again where it broke off."""
    from paner.app.benchmarks import fetch

    fetch(name, to, copy_from=copy_from, mirror=mirror, as_json=as_json)


@benchmark_app.command("run")
def run_command(  # noqa: PLR0917 - typer's options are arguments
    name: Name,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder of the results.")],
    folder: From = None,
    sentences: Annotated[
        int,
        typer.Option(
            min=0,
            help="Few-shot: train on N drawn sentences that cover all types; 0 is all of train.",
        ),
    ] = 100,
    dev_sentences: Annotated[
        int | None,
        typer.Option(
            min=0, help="Choose on N drawn dev sentences; 0 is none, without it all of dev."
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=1, help="Repeat with N seeds, each with a sample of its own.")
    ] = 3,
    backbone: Annotated[
        str, typer.Option(help="`compact`, or the name or folder of another encoder.")
    ] = "compact",
    steps: Annotated[
        int, typer.Option(min=0, help="Optimiser steps; 0 is the default for the data's size.")
    ] = 0,
    resamples: Annotated[
        int, typer.Option(min=0, help="Bootstrap resamples behind the intervals; 0 is none.")
    ] = 1000,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Train and score a backbone on a benchmark; finished seeds are not repeated."""
    from paner.app.benchmarks import run

    run(
        name,
        out,
        folder=folder,
        sentences=sentences,
        dev_sentences=dev_sentences,
        seeds=seeds,
        backbone=backbone,
        steps=steps,
        resamples=resamples,
        as_json=as_json,
    )
