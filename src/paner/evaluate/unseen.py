"""Apart: mentions that training had shown, and mentions it had not.

A model may know a name from its training data alone; what it does with names it has never seen is
the harder and the more honest question, above all where a language model proposed the names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from paner.data.sentence import Sentence
from paner.evaluate.match import Pair, Span
from paner.evaluate.scores import Score

__all__ = ["SeenUnseen", "score_unseen"]


@dataclass(frozen=True, slots=True)
class SeenUnseen:
    """The strict score on each side.

    Args:
        seen: Gold and predicted entities whose mention is an entity of the training data,
            whatever its type there; case and white space are ignored.
        unseen: All others.
    """

    seen: Score
    unseen: Score

    def to_dict(self) -> dict[str, dict[str, float | int]]:
        """Both scores as plain numbers for JSON."""
        return {"seen": self.seen.to_dict(), "unseen": self.unseen.to_dict()}


def score_unseen(pairs: Iterable[Pair], train: Iterable[Sentence]) -> SeenUnseen:
    """Split gold, predicted and correct entities by whether `train` has their mention.

    A correct prediction has its gold entity's mention, so both sides are scores of their own and
    their counts add up to the strict score's.
    """
    known = {_bare(s.mention(entity)) for s in train for entity in s.entities}
    counts = {True: [0, 0, 0], False: [0, 0, 0]}
    for pair in pairs:
        for column, spans in enumerate((pair.correct, pair.predicted_spans, pair.gold_spans)):
            for span in spans:
                counts[_mention(pair, span) in known][column] += 1
    return SeenUnseen(Score(*counts[True]), Score(*counts[False]))


def _mention(pair: Pair, span: Span) -> str:
    return _bare(pair.characters[span.start : span.end])


def _bare(mention: str) -> str:
    """A mention without white space and case: words may be joined differently in other files."""
    return "".join(mention.split()).casefold()
