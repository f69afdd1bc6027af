from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import pair_sentences
from paner.evaluate.multiset_f1 import multiset_counts
from paner.evaluate.scores import Score, total

GOLD = Sentence.from_words(
    ["The", "Bank", "met", "bank"], [Entity(0, 2, "org"), Entity(3, 4, "org")]
)


def test_a_repeated_mention_counts_as_often_as_both_sides_have_it() -> None:
    gold = GOLD.with_entities([Entity(1, 2, "org"), Entity(3, 4, "org")])
    once = GOLD.with_entities([Entity(1, 2, "org")])

    assert total(multiset_counts(pair_sentences([gold], [gold]))) == Score(2, 2, 2)
    assert total(multiset_counts(pair_sentences([gold], [once]))) == Score(1, 1, 2)


def test_articles_stay_case_and_place_do_not_count() -> None:
    elsewhere = GOLD.with_entities([Entity(1, 2, "org")])

    assert total(multiset_counts(pair_sentences([GOLD], [elsewhere]))) == Score(1, 1, 2)


def test_another_type_is_another_mention() -> None:
    other = GOLD.with_entities([Entity(3, 4, "loc")])

    assert total(multiset_counts(pair_sentences([GOLD], [other]))) == Score(0, 1, 2)
