"""A live run as the command line asks for it: one record for all that work on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from paner.app.live import Live
from paner.app.reading import Reading
from paner.app.show import note
from paner.augment.llm.tally import Tally
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["Further", "LiveRun", "close_run"]


@dataclass(frozen=True, slots=True)
class Further:
    """What is asked for beside paraphrases.

    Args:
        entities: Mentions of each type.
        sentences: New sentences.
        second_look: Whether the model checks itself.
        held_out: Files whose sentences no new one may copy.
        share: Probability with which an entity of a substituted copy gets another mention.
        seed: Of all that is drawn by chance.
    """

    entities: int = 0
    sentences: int = 0
    second_look: bool = True
    held_out: Sequence[str] = ()
    share: float = 0.5
    seed: int = 0

    def __bool__(self) -> bool:
        return bool(self.entities or self.sentences)


@dataclass(frozen=True, slots=True)
class LiveRun:
    """What is read, asked and written.

    Args:
        data: The annotated file.
        out: The file of augmented sentences.
        live: Whom to ask, and how.
        further: What is asked for beside paraphrases.
        schema_file: Labels, definitions and guidelines of the types.
        limit: Sentences that are used; 0 is all.
        max_failed: Share of what was asked for that may fail.
        decisions: What people decided in a review.
        review: The page to write for one.
        reading: How the data is read.
        as_json: Whether the account is printed as JSON.
    """

    data: str
    out: str
    live: Live
    further: Further = field(default_factory=Further)
    schema_file: Path | None = None
    limit: int = 0
    max_failed: float = 0.1
    decisions: Path | None = None
    review: Path | None = None
    reading: Reading = field(default_factory=Reading)
    as_json: bool = False

    @property
    def schema(self) -> Schema | None:
        """The types, where there is a file of them."""
        return None if self.schema_file is None else read_schema(self.schema_file)

    @property
    def out_format(self) -> str | None:
        """JSONL on stdout; else what the file's name says."""
        return "jsonl" if self.out == "-" else None

    @property
    def stem(self) -> str:
        """What the names of the files beside OUT begin with."""
        return str(self.live.journal).removesuffix(".journal") if self.out == "-" else self.out

    @property
    def entities_file(self) -> Path:
        """Where proposed mentions are kept."""
        return Path(f"{self.stem}.entities.jsonl")

    @property
    def sentences_file(self) -> Path:
        """Where new sentences are kept."""
        return Path(f"{self.stem}.sentences.jsonl")


def close_run(run: LiveRun, tally: Tally) -> None:
    """Say what is missing.

    Raises:
        typer.Exit: A greater share failed than allowed.
    """
    stopped = tally.took.get("stopped")
    if stopped:
        note(f"the run stopped: {stopped}")
    if tally.failed.get("over budget"):
        note(f"{tally.failed['over budget']} paraphrases were not asked for: a cap was reached")
    if tally.failed:
        journal = run.live.journal
        note(f"all answers are in {journal}: the same command asks only for what is missing")
    if tally.failed_share > run.max_failed:
        note(f"{tally.failed_share:.1%} of what was asked for failed, more than --max-failed")
        raise typer.Exit(1)
