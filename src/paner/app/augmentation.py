"""Augmentation as the commands and the run ask for it: recordings read, the real encoder used."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from paner.app.spoken import checks_for
from paner.augment.augmented import AugmentedCorpus
from paner.augment.corpus import augment_corpus
from paner.augment.decisions import read_decisions
from paner.augment.llm.journal_file import is_journal
from paner.augment.llm.replay import chosen_run, read_journal
from paner.augment.recorded import Recording, read_recorded
from paner.augment.settings import AugmentSettings
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema

__all__ = ["augment_sentences"]


def augment_sentences(
    sentences: Iterable[Sentence],
    *,
    recorded: Sequence[str | Path] = (),
    journal_run: int | None = None,
    method: str | None = None,
    per_sentence: int = 2,
    schema: Schema | None = None,
    held_out: Iterable[Sentence] = (),
    decisions: Path | None = None,
    language: str = "",
    share: float = 0.5,
    seed: int = 0,
) -> AugmentedCorpus:
    """Make further sentences from recorded answers, or by a simple method.

    Args:
        sentences: The annotated sentences.
        recorded: Files of recorded answers, or journals of runs with a language model; where they
            hold paraphrases, the encoder that comes with the installation measures similarity.
        journal_run: Which run of a journal, counted from 1, where it holds several.
        method: A simple method instead.
        per_sentence: Paraphrases or copies kept of each sentence.
        schema: Types that new sentences may have.
        held_out: Sentences that no new one may copy.
        decisions: What people decided in a review.
        language: The language of the sentences; what a journal's run was told, or detected, where
            empty.
        share: Probability with which an entity of a substituted copy gets another mention.
        seed: For choices drawn by chance.

    Raises:
        DataError: A recording is damaged.
        UsageError: The method is unknown.
    """
    decided = None if decisions is None else read_decisions(decisions)
    if method is not None:
        return augment_corpus(
            sentences, method=method, per_sentence=per_sentence, decisions=decided, seed=seed
        )
    recording = _read(recorded, journal_run)
    language = language or _language(recorded, journal_run)
    embedder = None
    if recording.paraphrases:
        from paner.models.embedder import MiniLMEmbedder

        embedder = MiniLMEmbedder()
    return augment_corpus(
        sentences,
        recorded=recording,
        per_sentence=per_sentence,
        schema=schema,
        held_out=held_out,
        settings=AugmentSettings(checks_for(language), share=share),
        embedder=embedder,
        decisions=decided,
        seed=seed,
    )


def _read(paths: Sequence[str | Path], run: int | None) -> Recording:
    """Recordings of all kinds as one, in the order of their files."""
    read = [
        read_journal(path, run=run) if is_journal(path) else read_recorded([path]) for path in paths
    ]
    return Recording(
        tuple(row for recording in read for row in recording.paraphrases),
        tuple(row for recording in read for row in recording.mentions),
        tuple(row for recording in read for row in recording.texts),
    )


def _language(paths: Sequence[str | Path], run: int | None) -> str:
    """The language that the model was told, so that a replay makes the same checks."""
    told = {chosen_run(path, run).language for path in paths if is_journal(path)}
    return told.pop() if len(told) == 1 else ""
