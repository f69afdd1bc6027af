"""Kept paraphrases to sentences: the entities put back, the provenance written down."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from paner.augment.checks import CheckSettings, passed
from paner.augment.paraphrases import Judged
from paner.augment.template import fill
from paner.data.sentence import Provenance, Sentence

__all__ = ["PARAPHRASE", "filled", "named"]

PARAPHRASE = "paraphrase"


def filled(judged: Judged, checks: CheckSettings) -> Iterator[Sentence]:
    """The sentences that a sentence's kept paraphrases make.

    Args:
        judged: Paraphrases to keep.
        checks: The checks that they passed.
    """
    answered = judged.answered
    each = zip(judged.kept, judged.similarities, judged.remarks, strict=True)
    for number, (template, similarity, remarks) in enumerate(each, 1):
        yield fill(
            template,
            id=f"{answered.parent}/{PARAPHRASE}-{number}",
            provenance=Provenance(
                answered.source,
                answered.line,
                PARAPHRASE,
                answered.parent,
                round(similarity, 4),
                passed(checks, remarks.undecided, mapped=remarks.mapped),
            ),
        )


def named(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Sentences with a name to be a parent by: their place in their file, where they have none."""
    for index, sentence in enumerate(sentences):
        if sentence.id:
            yield sentence
            continue
        origin = sentence.provenance
        place = None if origin is None or origin.line is None else f"{origin.source}:{origin.line}"
        yield replace(sentence, id=place or str(index))
