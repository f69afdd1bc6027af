"""`paner augment --llm` with proposals or new sentences: ask for all, then make copies of all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from paner.app.live import Live, live_sentences
from paner.app.live_command import rows_of
from paner.app.live_questions import in_session
from paner.app.reading import Reading
from paner.app.reviewing import review_page
from paner.app.show import note, note_counts, print_json, print_table, progress
from paner.augment.corpus import augment_corpus
from paner.augment.decisions import read_decisions
from paner.augment.llm.proposals import Proposals, ProposalSettings, propose_entities
from paner.augment.llm.questions import Questions
from paner.augment.llm.replay import journal_runs, read_journal
from paner.augment.llm.synthesis import Synthesis, SynthesisSettings, synthesize
from paner.augment.llm.tally import Tally
from paner.augment.mentions import build_pool
from paner.augment.recorded import Recording, read_recorded
from paner.data.read import write
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["Further", "augment_further"]


@dataclass(frozen=True, slots=True)
class Further:
    """What is asked for beside paraphrases.

    Args:
        entities: Mentions of each type.
        sentences: New sentences.
        second_look: Whether the model checks itself.
        held_out: Files whose sentences no new one may copy.
        seed: Of all that is drawn by chance.
    """

    entities: int
    sentences: int
    second_look: bool
    held_out: Sequence[str]
    seed: int


def augment_further(
    data: str,
    out: str,
    live: Live,
    further: Further,
    *,
    schema: Path | None,
    limit: int,
    max_failed: float,
    decisions: Path | None,
    review: Path | None,
    reading: Reading,
    as_json: bool,
) -> None:
    """Paraphrase, ask for mentions and new sentences, and write all that can be made of them.

    Raises:
        typer.Exit: A greater share of the paraphrases failed than allowed.
    """
    from paner.models.embedder import MiniLMEmbedder

    sentences = reading.corpus(data).sentences[: limit or None]
    known = None if schema is None else read_schema(schema)
    held_out = [s for file in further.held_out for s in reading.beside(file).sentences]
    embedder, tally = MiniLMEmbedder(), Tally()
    with progress("paraphrasing") as advance:
        names = build_pool(sentences).names
        for _ in live_sentences(
            sentences, live, tally, embedder=embedder, schema=known, names=names, advance=advance
        ):
            pass  # they are in the journal, from where all is made at once
    answers, accounts = _asked(sentences, out, live, further, schema=known, held_out=held_out)
    made = augment_corpus(
        sentences,
        recorded=Recording(_paraphrases(live).paraphrases, answers.mentions, answers.texts),
        per_sentence=live.asking.wanted,
        schema=known,
        held_out=held_out,
        embedder=embedder,
        decisions=None if decisions is None else read_decisions(decisions),
        seed=further.seed,
    )
    note_counts(write(made.sentences, out, format="jsonl" if out == "-" else None), out)
    if review is not None:
        review_page(sentences, made.sentences, review, title=data)
    found = {"asked": {"paraphrases": tally.to_dict(), **accounts}, "made": made.account()}
    if as_json:
        print_json(found)
    else:
        print_table(rows_of(found), ("what", "count"), title=out)
    if tally.failed_share > max_failed:
        note(f"{tally.failed_share:.1%} of the paraphrases failed, more than --max-failed")
        raise typer.Exit(1)


def _asked(
    sentences: Sequence[Sentence],
    out: str,
    live: Live,
    further: Further,
    *,
    schema: Schema | None,
    held_out: Sequence[Sentence],
) -> tuple[Recording, dict[str, object]]:
    """Answers from the files that are kept, or asked for now and kept."""
    stem = str(live.journal).removesuffix(".journal") if out == "-" else out
    entities, texts = Path(f"{stem}.entities.jsonl"), Path(f"{stem}.sentences.jsonl")
    accounts: dict[str, object] = {}
    recordings: list[Recording] = []

    async def propose(questions: Questions) -> Proposals:
        settings = ProposalSettings(further.entities, second_look=further.second_look)
        return await propose_entities(sentences, questions, schema=schema, settings=settings)

    async def write_new(questions: Questions) -> Synthesis:
        settings = SynthesisSettings(further.sentences, second_reading=further.second_look)
        return await synthesize(
            sentences, questions, schema=schema, held_out=held_out, settings=settings
        )

    if further.entities and not _kept(entities, recordings):
        proposed = in_session(live, propose, seed=further.seed)
        rows = proposed.recorded(str(entities))
        recordings.append(Recording(mentions=rows))
        accounts["entities"] = proposed.account.to_dict()
        lines = [{"type": row.type, "mentions": list(row.mentions)} for row in rows]
        _keep(entities, lines, complete=proposed.complete)
    if further.sentences and not _kept(texts, recordings):
        written = in_session(live, write_new, seed=further.seed)
        found = written.recorded(str(texts))
        recordings.append(Recording(texts=found))
        accounts["new sentences"] = written.account.to_dict()
        _keep(texts, [{"text": row.text} for row in found], complete=written.complete)
    joined = Recording(
        mentions=tuple(row for one in recordings for row in one.mentions),
        texts=tuple(row for one in recordings for row in one.texts),
    )
    return joined, accounts


def _kept(path: Path, recordings: list[Recording]) -> bool:
    """Whether the file is there, perhaps edited: then it is used, and nothing is asked."""
    if not path.exists():
        return False
    recordings.append(read_recorded([path]))
    note(f"{path} is used as it is; delete it to ask again")
    return True


def _keep(path: Path, rows: Sequence[Mapping[str, object]], *, complete: bool) -> None:
    if not complete:
        note(f"{path} is not written: some requests failed; the same command asks for the rest")
        return
    if rows:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text("".join(lines), "utf-8")
        note(f"wrote {path}: edit it as you like, the next run uses it")


def _paraphrases(live: Live) -> Recording:
    """This run's paraphrases out of the journal, which may hold those of others too."""
    settings = json.loads(json.dumps(live.asking.run))
    for number, run in enumerate(journal_runs(live.journal), 1):
        same = (run.prompt, run.model) == (live.asking.prompt.version, live.name)
        if same and json.loads(run.settings) == settings:
            return read_journal(live.journal, run=number)
    return Recording()
