"""What a format cannot carry of a sentence, in the same words for all formats."""

from paner.data.sentence import GOLD, Sentence

__all__ = ["ASKED", "ID", "NO_WORDS", "SPACING", "lost"]

SPACING = "original spacing (words are joined by one blank)"
ID = "id of the sentence"
PROVENANCE = "provenance"
CONFIDENCE = "confidences"
ASKED = "types asked for"
NO_WORDS = "sentence without words (left out)"


def lost(
    sentence: Sentence,
    *,
    spacing: bool = True,
    ids: bool = True,
    provenance: bool = True,
    confidence: bool = True,
    empty: bool = True,
    asked: bool = True,
) -> list[str]:
    """Name what is lost of this sentence, given what the format loses.

    Args:
        sentence: What is to be written.
        spacing: The format joins words by one blank.
        ids: It has no place for ids.
        provenance: It has no place for how a made sentence came about.
        confidence: It has no place for confidences.
        empty: It cannot hold a sentence without words.
        asked: It has no place for the types that were asked for.
    """
    if empty and not sentence.offsets:
        return [NO_WORDS]
    made = sentence.provenance is not None and sentence.provenance.method != GOLD
    reasons = {
        SPACING: spacing and sentence.text != " ".join(sentence.words),
        ID: ids and bool(sentence.id),
        PROVENANCE: provenance and made,
        CONFIDENCE: confidence and any(e.confidence is not None for e in sentence.entities),
        ASKED: asked and bool(sentence.asked),
    }
    return [reason for reason, holds in reasons.items() if holds]
