"""Review on the command line: a page written, a decision obeyed while sentences stream by."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from paner.app.show import note
from paner.augment.decisions import decide, read_decisions
from paner.augment.filling import named
from paner.augment.llm.tally import Tally
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence

__all__ = ["obeying", "review_page"]

MOST = 20_000  # sentences that are looked at for a page; nobody reads more


def review_page(
    originals: Iterable[Sentence], made: Iterable[Sentence], path: Path, *, title: str
) -> None:
    """Write what was made beside its originals, for people, and say where it is."""
    from paner.app.report.review import reviewed_of, write_review

    reviewed = reviewed_of(named(originals), list(islice(made, MOST)))
    write_review(reviewed, path, title=f"Review of {title}")
    count = sum(len(one.made) for one in reviewed)
    note(f"wrote {path}: {count} sentences to review; then --decisions FILE")


def obeying(made: Iterable[Sentence], path: Path | None, tally: Tally) -> Iterator[Sentence]:
    """Pass sentences on, those that a person rejected counted instead."""
    if path is None:
        yield from made
        return
    decisions = read_decisions(path)
    for sentence in made:
        outcome = decide(sentence, decisions)
        if isinstance(outcome, Rejection):
            tally.kept -= 1
            tally.rejected[outcome.reason] += 1
        else:
            yield outcome
