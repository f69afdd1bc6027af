"""A journal read as recorded answers: a run again, for nothing."""

import json
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from paner.augment.llm.answers import read_answer
from paner.augment.llm.journal_file import connect
from paner.augment.llm.model import Answer
from paner.augment.llm.paraphrase_work import KIND
from paner.augment.recorded import RecordedParaphrases, Recording
from paner.errors import JournalError

__all__ = ["Run", "chosen_run", "journal_runs", "read_journal"]

RUNS = (
    "SELECT prompt, model, run, count(*) FROM answers WHERE kind = ?"
    " GROUP BY prompt, model, run ORDER BY min(number)"
)
ANSWERS = (
    "SELECT about, text, finished FROM answers"
    " WHERE kind = ? AND prompt = ? AND model = ? AND run = ? ORDER BY attempt, number"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Answers that belong together: one prompt, one model, one set of settings.

    Args:
        prompt: Version and hash of the prompt.
        model: The model's name.
        settings: The run's settings, as JSON.
        answers: How many there are.
    """

    prompt: str
    model: str
    settings: str
    answers: int

    @property
    def language(self) -> str:
        """The language that the user had named; empty where it was left to be detected."""
        return str(json.loads(self.settings).get("language", ""))

    def __str__(self) -> str:
        return f"{self.model}, {self.prompt}, {self.settings} ({self.answers} answers)"


def journal_runs(path: str | Path) -> list[Run]:
    """The runs whose paraphrases a journal holds, oldest first."""
    with closing(connect(path, create=False)) as connection:
        return [Run(*row) for row in connection.execute(RUNS, (KIND,))]


def read_journal(path: str | Path, *, run: int | None = None) -> Recording:
    """Read a journal's paraphrases as recorded answers, each sentence's in the order of attempts.

    Args:
        path: The journal.
        run: Which of its runs, counted from 1; needed where there are several.

    Raises:
        JournalError: It is in use, no journal, or holds no paraphrase, or several runs.
    """
    chosen = chosen_run(path, run)
    texts: dict[tuple[int, str], list[str]] = defaultdict(list)
    with closing(connect(path, create=False)) as connection:
        values = (KIND, chosen.prompt, chosen.model, chosen.settings)
        for about, text, finished in connection.execute(ANSWERS, values):
            tasks = json.loads(about)
            reading = read_answer(Answer(text, finished=bool(finished)), range(1, len(tasks) + 1))
            for number, task in enumerate(tasks, 1):
                texts[task["row"], task["template"]] += reading.paraphrases.get(number, ())
    source = f"{chosen.model}, {chosen.prompt}"
    return Recording(
        tuple(
            RecordedParaphrases(template, tuple(answers), row, source, row + 1)
            for (row, template), answers in sorted(texts.items())
        )
    )


def chosen_run(path: str | Path, number: int | None = None) -> Run:
    """A run of a journal by its number, or the only one.

    Raises:
        JournalError: It is in use, no journal, or holds no paraphrase, or several runs.
    """
    runs = journal_runs(path)
    if not runs:
        raise JournalError("the journal holds no paraphrases", path=path)
    if number is None and len(runs) == 1:
        return runs[0]
    if number is None or not 1 <= number <= len(runs):
        listed = "; ".join(f"{n}: {run}" for n, run in enumerate(runs, 1))
        raise JournalError(
            "the journal holds several runs: say which", path=path, found=number, expected=listed
        )
    return runs[number - 1]
