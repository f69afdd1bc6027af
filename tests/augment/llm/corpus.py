"""Annotated sentences for the tests of this folder."""

from paner.data.sentence import Entity, Sentence
from paner.schema.entity_types import EntityType, Schema

SCHEMA = Schema(
    (
        EntityType("person", definition="A human being with a name."),
        EntityType("organisation", definition="A group with a name."),
        EntityType("place", definition="Somewhere on a map."),
        EntityType("work", label="work of art", definition="A book, picture or film."),
    )
)


def annotated(text: str, id: str = "") -> Sentence:  # noqa: A002 - the record's own field
    """Read `[Ann Lee|person] left [Rome|place] .`, a few words at a time."""
    words: list[str] = []
    entities: list[Entity] = []
    for piece in text.replace("[", "\n[").replace("]", "]\n").splitlines():
        start = len(words)
        if piece.startswith("["):
            mention, label = piece[1:-1].split("|")
            words += mention.split()
            entities.append(Entity(start, len(words), label))
        else:
            words += piece.split()
    return Sentence.from_words(words, entities, id=id)


FIVE = tuple(
    annotated(text, f"s{number}")
    for number, text in enumerate(
        (
            "[Ann Lee|person] joined [Acme|organisation] in 1999 .",
            "The [Blue Door|work] was painted by [Jo Roy|person] in [Oslo|place] .",
            "Critics in [Rome|place] liked [Night Bus|work] , while [Di Fox|person] did not .",
            "[Al Poe|person] and [Mia Ray|person] met at [Acme|organisation] .",
            "Nobody had expected such a result .",
        )
    )
)


def many(count: int) -> list[Sentence]:
    """Sentences made by a program, all different, some twice."""
    verbs = ("visited", "left", "praised", "bought", "described", "painted")
    return [
        annotated(
            f"[Person {n % 50}|person] {verbs[n % 6]} [Town {n % 70}|place] on day {n // 2} .",
            f"m{n}",
        )
        for n in range(count)
    ]
