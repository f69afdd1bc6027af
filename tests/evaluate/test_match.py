import pytest

from paner.data.sentence import Entity, Sentence
from paner.errors import DataError
from paner.evaluate.match import Span, pair_sentences


def test_words_may_be_cut_differently_if_the_characters_agree() -> None:
    gold = Sentence.from_words(["New", "York", "!"], [Entity(0, 2, "city")])
    predicted = Sentence(gold.text, ((0, 8), (9, 10)), (Entity(0, 1, "city"),))

    (pair,) = pair_sentences([gold], [predicted])

    assert pair.correct == {Span(0, 8, "city")}


def test_one_character_more_is_no_match() -> None:
    gold = Sentence("Ann!", ((0, 3), (3, 4)), (Entity(0, 1, "person"),))
    predicted = Sentence("Ann!", ((0, 4),), (Entity(0, 1, "person"),))

    (pair,) = pair_sentences([gold], [predicted])

    assert not pair.correct


def test_another_type_is_no_match() -> None:
    gold = Sentence.from_words(["Ann"], [Entity(0, 1, "person")])

    (pair,) = pair_sentences([gold], [gold.with_entities([Entity(0, 1, "Person")])])

    assert not pair.correct


def test_texts_that_differ_in_white_space_only_are_matched_without_it() -> None:
    gold = Sentence(
        "Hi,  Ann Lee!", ((0, 2), (2, 3), (5, 8), (9, 12), (12, 13)), (Entity(2, 4, "p"),)
    )
    predicted = Sentence.from_words(["Hi", ",", "Ann", "Lee", "!"], [Entity(2, 4, "p")])

    (pair,) = pair_sentences([gold], [predicted])

    assert pair.characters == "Hi,AnnLee!"
    assert pair.correct == {Span(3, 9, "p")}


def test_another_text_is_an_error_that_names_the_sentence_and_the_place() -> None:
    gold = [Sentence.from_words(["same"]), Sentence.from_words(["Ann", "smiled"], id="s-7")]
    predicted = [gold[0], Sentence.from_words(["Ann", "laughed"])]

    with pytest.raises(DataError, match=r"sentence 2 \(id 's-7'\).*character 4.*laughed.*smiled"):
        pair_sentences(gold, predicted)


@pytest.mark.parametrize(("num_gold", "num_predicted"), [(3, 2), (2, 3), (0, 1)])
def test_another_number_of_sentences_is_an_error_with_both_numbers(
    num_gold: int, num_predicted: int
) -> None:
    sentence = Sentence.from_words(["same"], id="x")

    with pytest.raises(
        DataError, match=rf"\(id 'x'\) stands alone.*{num_predicted} predicted.*{num_gold}, as in"
    ):
        pair_sentences([sentence] * num_gold, [sentence] * num_predicted)
