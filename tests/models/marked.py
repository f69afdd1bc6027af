"""Annotated sentences written as one string, for tests."""

from paner.data.sentence import Entity, Sentence


def sentence(text: str) -> Sentence:
    """Words and `[mention|label]`, joined by blanks."""
    words: list[str] = []
    entities: list[Entity] = []
    for piece in text.replace("[", "\n[").replace("]", "]\n").split("\n"):
        if piece.startswith("["):
            mention, label = piece[1:-1].split("|")
            start = len(words)
            words += mention.split()
            entities.append(Entity(start, len(words), label))
        else:
            words += piece.split()
    return Sentence.from_words(words, entities)
