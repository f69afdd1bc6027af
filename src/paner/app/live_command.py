"""`paner augment --llm`: ask, write what passed, and account for all that was asked for."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import typer

from paner.app.live import Live, live_sentences
from paner.app.reading import Reading
from paner.app.reviewing import obeying, review_page
from paner.app.show import note, note_counts, print_json, print_table, progress
from paner.augment.llm.estimate import estimate
from paner.augment.llm.paraphrase_prompt import try_paraphrase_prompt
from paner.augment.llm.tally import Tally
from paner.augment.mentions import build_pool
from paner.data.read import iter_sentences, write
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["augment_live", "estimate_live"]


def augment_live(
    data: str,
    out: str,
    live: Live,
    *,
    schema: Path | None,
    limit: int,
    max_failed: float,
    decisions: Path | None,
    review: Path | None,
    reading: Reading,
    as_json: bool,
) -> None:
    """Paraphrase a file, streaming; exit 1 where too much of what was asked for never came.

    Raises:
        typer.Exit: A greater share failed than allowed; what passed is written all the same.
    """
    from paner.models.embedder import MiniLMEmbedder

    counts: Counter[str] = Counter()
    begin = _reader(data, limit, reading)
    names = build_pool(begin(Counter())).names
    tally = Tally()
    with progress("paraphrasing") as advance:
        made = live_sentences(
            begin(counts),
            live,
            tally,
            embedder=MiniLMEmbedder(),
            schema=_schema(schema),
            names=names,
            advance=advance,
        )
        kept = obeying(made, decisions, tally)
        note_counts(write(kept, out, format="jsonl" if out == "-" else None), out)
    note_counts(counts, data)
    if review is not None and out != "-":
        review_page(begin(Counter()), iter_sentences(out), review, title=data)
    if as_json:
        print_json(tally.to_dict())
    else:
        print_table(rows_of(tally.to_dict()), ("what", "count"), title=out)
    _say_what_is_missing(tally, live)
    if tally.failed_share > max_failed:
        note(f"{tally.failed_share:.1%} of what was asked for failed, more than --max-failed")
        raise typer.Exit(1)


def estimate_live(
    data: str, live: Live, *, schema: Path | None, limit: int, reading: Reading, as_json: bool
) -> None:
    """Say what a run would take, and ask for nothing."""
    try_paraphrase_prompt(live.asking.prompt)
    sentences = _reader(data, limit, reading)(Counter())
    found = estimate(
        sentences, live.asking, _schema(schema), prices=live.prices, limits=live.limits
    ).to_dict()
    if as_json:
        print_json(found)
    else:
        print_table(list(found.items()), ("estimate", "value"), title=live.name)


def rows_of(found: object, prefix: str = "") -> Sequence[tuple[str, object]]:
    """Flatten nested counts into rows of a table; what is empty stays out."""
    if not isinstance(found, dict):
        return [] if found is None else [(prefix, found)]
    return [
        row
        for key, value in found.items()
        for row in rows_of(value, f"{prefix}: {key}" if prefix else str(key))
    ]


def _say_what_is_missing(tally: Tally, live: Live) -> None:
    stopped = tally.took.get("stopped")
    if stopped:
        note(f"the run stopped: {stopped}")
    if tally.failed.get("over budget"):
        note(f"{tally.failed['over budget']} paraphrases were not asked for: a cap was reached")
    if tally.failed:
        note(f"all answers are in {live.journal}: the same command asks only for what is missing")


def _reader(
    data: str, limit: int, reading: Reading
) -> Callable[[Counter[str]], Iterable[Sentence]]:
    """What begins to read the data, as often as wanted: a pipe is read once, and kept."""
    if data == "-":
        kept = reading.corpus(data).sentences[: limit or None]
        return lambda _counts: kept
    return lambda counts: islice(reading.stream(data, counts), limit or None)


def _schema(path: Path | None) -> Schema | None:
    return None if path is None else read_schema(path)
