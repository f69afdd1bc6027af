from collections.abc import Iterable, Iterator

from paner.data.sentence import Entity, Sentence
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.drafts import (
    CHUNK,
    gazetteer_drafts,
    outside_drafts,
    tagger_drafts,
    with_drafts,
)
from paner.models.compact.gazetteer import build_gazetteer

TAGS = AnswerTags(("person", "city"))
TRAIN = [Sentence.from_words(["Ada", "Lovelace", "in", "Rome"], [Entity(0, 2, "person")])]
TEXTS = [Sentence.from_words(["ada", "lovelace", "left"]), Sentence.from_words(["Rome"])]


def test_the_plainest_draft_holds_no_entity() -> None:
    assert outside_drafts(TEXTS) == [[0, 0, 0], [0]]


def test_known_mentions_are_drafted_where_they_stand() -> None:
    drafter = gazetteer_drafts(build_gazetteer(TAGS.labels, TRAIN), TAGS)

    assert drafter(TEXTS) == [[1, 1, 0], [0]]


def test_another_taggers_entities_are_drafted_but_for_labels_that_are_unknown_here() -> None:
    def tag(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        for sentence in sentences:
            yield sentence.with_entities([Entity(0, 1, "city" if sentence.words[1:] else "river")])

    assert tagger_drafts(tag, TAGS)(TEXTS) == [[2, 0, 0], [0]]


def test_drafts_are_made_as_sentences_come() -> None:
    taken = 0

    def counted() -> Iterator[Sentence]:
        nonlocal taken
        while True:
            taken += 1
            yield TEXTS[0]

    sentence, draft = next(with_drafts(counted(), outside_drafts))

    assert (sentence, draft) == (TEXTS[0], [0, 0, 0])
    assert taken == CHUNK
