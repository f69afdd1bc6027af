"""`paner augment --llm` with proposals or new sentences: ask for all, then make copies of all."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from paner.app.live import Live, live_sentences
from paner.app.live_command import rows_of
from paner.app.live_questions import in_session
from paner.app.live_run import LiveRun, close_run
from paner.app.reviewing import review_page
from paner.app.show import note, note_counts, print_json, print_table, progress
from paner.app.spoken import checks_for
from paner.augment.corpus import augment_corpus
from paner.augment.decisions import read_decisions
from paner.augment.llm.proposals import Proposals, ProposalSettings, propose_entities
from paner.augment.llm.questions import Questions
from paner.augment.llm.replay import journal_runs, read_journal
from paner.augment.llm.synthesis import Synthesis, SynthesisSettings, synthesize
from paner.augment.llm.tally import Tally
from paner.augment.mentions import build_pool
from paner.augment.recorded import Recording, read_recorded
from paner.augment.settings import AugmentSettings
from paner.data.read import write
from paner.data.sentence import Sentence

__all__ = ["augment_further"]


def augment_further(run: LiveRun) -> None:
    """Paraphrase, ask for mentions and new sentences, and write all that can be made of them.

    Raises:
        typer.Exit: A greater share of the paraphrases failed than allowed.
    """
    from paner.models.embedder import MiniLMEmbedder

    sentences = run.reading.corpus(run.data).sentences[: run.limit or None]
    held_out = [s for file in run.further.held_out for s in run.reading.beside(file).sentences]
    checks = checks_for(run.live.asking.language)
    embedder, tally = MiniLMEmbedder(), Tally()
    with progress("paraphrasing") as advance:
        for _ in live_sentences(
            sentences,
            run.live,
            tally,
            embedder=embedder,
            schema=run.schema,
            checks=checks,
            names=build_pool(sentences).names,
            advance=advance,
        ):
            pass  # they are in the journal, from where all is made at once
    answers, accounts = _asked(sentences, run, held_out)
    made = augment_corpus(
        sentences,
        recorded=Recording(_paraphrases(run.live).paraphrases, answers.mentions, answers.texts),
        per_sentence=run.live.asking.wanted,
        schema=run.schema,
        held_out=held_out,
        settings=AugmentSettings(checks, share=run.further.share),
        embedder=embedder,
        decisions=None if run.decisions is None else read_decisions(run.decisions),
        seed=run.further.seed,
    )
    note_counts(write(made.sentences, run.out, format=run.out_format), run.out)
    if run.review is not None:
        review_page(sentences, made.sentences, run.review, title=run.data)
    found = {"asked": {"paraphrases": tally.to_dict(), **accounts}, "made": made.account()}
    if run.as_json:
        print_json(found)
    else:
        print_table(rows_of(found), ("what", "count"), title=run.out)
    close_run(run, tally)


def _asked(
    sentences: Sequence[Sentence], run: LiveRun, held_out: Sequence[Sentence]
) -> tuple[Recording, dict[str, object]]:
    """Answers from the files that are kept, or asked for now and kept."""
    further, live, schema = run.further, run.live, run.schema
    entities, texts = run.entities_file, run.sentences_file
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
