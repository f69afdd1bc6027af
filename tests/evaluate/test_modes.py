from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import pair_sentences
from paner.evaluate.modes import ModeScore, score_modes

WORDS = ["the", "New", "York", "Times", "of", "London"]


def test_a_case_by_hand() -> None:
    gold = Sentence.from_words(WORDS, [Entity(1, 4, "org"), Entity(5, 6, "loc")])
    # One word too many; the right boundaries with a wrong type; nothing there.
    predicted = gold.with_entities([Entity(0, 1, "loc"), Entity(1, 3, "org"), Entity(5, 6, "per")])

    found = score_modes(pair_sentences([gold], [predicted]))

    assert found["strict"] == ModeScore(0, 2, 0, 0, 1)
    assert found["exact"] == ModeScore(1, 1, 0, 0, 1)
    assert found["partial"] == ModeScore(1, 0, 1, 0, 1)
    assert found["type"] == ModeScore(1, 1, 0, 0, 1)
    assert found["partial"].precision == 1.5 / 3
    assert found["partial"].recall == 1.5 / 2
    assert found["partial"].f1 == 3 / 5


def test_the_type_mode_takes_the_closest_of_several() -> None:
    gold = Sentence.from_words(WORDS, [Entity(0, 1, "org"), Entity(1, 4, "org")])
    predicted = gold.with_entities([Entity(0, 4, "org")])

    found = score_modes(pair_sentences([gold], [predicted]))["type"]

    assert found == ModeScore(correct=1, incorrect=0, partial=0, missed=1, spurious=0)


def test_nothing_scores_zero() -> None:
    assert score_modes([])["partial"].to_dict()["f1"] == 0
