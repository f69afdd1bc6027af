"""`paner augment --llm`: ask, write what passed, and account for all that was asked for."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from paner.app.live import live_sentences
from paner.app.live_run import LiveRun, close_run
from paner.app.reviewing import obeying, review_page
from paner.app.show import note_counts, print_json, print_table, progress
from paner.augment.llm.budget import Spent
from paner.augment.llm.estimate import estimate
from paner.augment.llm.estimate_further import estimate_proposals, estimate_sentences
from paner.augment.llm.paraphrase_prompt import try_paraphrase_prompt
from paner.augment.llm.proposals import ProposalSettings
from paner.augment.llm.synthesis import SynthesisSettings
from paner.augment.llm.tally import Tally
from paner.augment.mentions import build_pool
from paner.data.read import iter_sentences, write
from paner.data.sentence import Sentence

__all__ = ["augment_live", "estimate_live", "rows_of"]


def augment_live(run: LiveRun) -> None:
    """Paraphrase a file, streaming; exit 1 where too much of what was asked for never came.

    Raises:
        typer.Exit: A greater share failed than allowed; what passed is written all the same.
    """
    from paner.models.embedder import MiniLMEmbedder

    counts: Counter[str] = Counter()
    begin = _reader(run)
    names = build_pool(begin(Counter())).names
    tally = Tally()
    with progress("paraphrasing") as advance:
        made = live_sentences(
            begin(counts),
            run.live,
            tally,
            embedder=MiniLMEmbedder(),
            schema=run.schema,
            names=names,
            advance=advance,
        )
        kept = obeying(made, run.decisions, tally)
        note_counts(write(kept, run.out, format=run.out_format), run.out)
    note_counts(counts, run.data)
    if run.review is not None and run.out != "-":
        review_page(begin(Counter()), iter_sentences(run.out), run.review, title=run.data)
    if run.as_json:
        print_json(tally.to_dict())
    else:
        print_table(rows_of(tally.to_dict()), ("what", "count"), title=run.out)
    close_run(run, tally)


def estimate_live(run: LiveRun) -> None:
    """Say what a run would take, and ask for nothing."""
    live = run.live
    try_paraphrase_prompt(live.asking.prompt)
    sentences = _reader(run)(Counter())
    further = None
    if run.further:
        sentences = list(sentences)
        further = _further(sentences, run)
    found = estimate(
        sentences,
        live.asking,
        run.schema,
        prices=live.prices,
        limits=live.limits,
        further=further,
    ).to_dict()
    if run.as_json:
        print_json(found)
    else:
        print_table(rows_of(found), ("estimate", "value"), title=live.name)


def rows_of(found: object, prefix: str = "") -> Sequence[tuple[str, object]]:
    """Flatten nested counts into rows of a table; what is empty stays out."""
    if not isinstance(found, dict):
        return [] if found is None else [(prefix, found)]
    return [
        row
        for key, value in found.items()
        for row in rows_of(value, f"{prefix}: {key}" if prefix else str(key))
    ]


def _further(sentences: Sequence[Sentence], run: LiveRun) -> dict[str, Spent]:
    """What mentions and new sentences would take; nothing where their files are there already."""
    further, asking = run.further, run.live.asking
    parts = {}
    if further.entities and not run.entities_file.exists():
        wanted = ProposalSettings(further.entities, second_look=further.second_look)
        parts["entities"] = estimate_proposals(
            sentences, wanted, asking, run.schema, seed=further.seed
        )
    if further.sentences and not run.sentences_file.exists():
        new = SynthesisSettings(further.sentences, second_reading=further.second_look)
        parts["new sentences"] = estimate_sentences(
            sentences, new, asking, run.schema, seed=further.seed
        )
    return parts


def _reader(run: LiveRun) -> Callable[[Counter[str]], Iterable[Sentence]]:
    """What begins to read the data, as often as wanted: a pipe is read once, and kept."""
    limit = run.limit or None
    if run.data == "-":
        kept = run.reading.corpus(run.data).sentences[:limit]
        return lambda _counts: kept
    return lambda counts: islice(run.reading.stream(run.data, counts), limit)
