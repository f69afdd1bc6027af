import pytest

from paner.errors import DataError, UsageError
from paner.evaluate.scores import Score
from paner.evaluate.tag_scores import score_tags


def test_a_case_by_hand() -> None:
    gold = [["B-per", "I-per", "O", "B-loc"], ["O", "B-per"]]
    predicted = [["B-per", "I-per", "O", "B-per"], ["I-loc", "B-per"]]

    found = score_tags(gold, predicted)

    assert found.strict == Score(correct=2, predicted=4, support=3)
    assert found.per_type == {"loc": Score(0, 1, 1), "per": Score(2, 3, 2)}
    assert (found.malformed_gold, found.malformed_predicted) == (0, 1)
    assert found.macro.f1 == pytest.approx(0.4)  # (0 + 4/5) / 2


def test_discarding_leaves_out_what_a_malformed_tag_tags() -> None:
    found = score_tags([["O", "B-per"]], [["I-loc", "B-per"]], repair="discard")

    assert found.strict == Score(correct=1, predicted=1, support=1)
    assert found.malformed_predicted == 1


def test_no_sentence_and_no_entity_score_zero() -> None:
    assert score_tags([], []).strict == Score(0, 0, 0)
    assert score_tags([["O"], []], [["O"], []]).per_type == {}


def test_sentences_of_other_lengths_are_refused() -> None:
    with pytest.raises(DataError, match="differ in length"):
        score_tags([["O", "O"]], [["O"]])


def test_a_tag_of_another_scheme_is_refused() -> None:
    with pytest.raises(DataError, match="no BIO tag"):
        score_tags([["O"]], [["S-x"]])


def test_a_scheme_goes_by_all_its_names_and_an_unknown_one_is_refused() -> None:
    tags = [["B-x", "E-x"]]

    assert score_tags(tags, tags, scheme="BIOES") == score_tags(tags, tags, scheme="IOBES")
    with pytest.raises(UsageError, match="no tag scheme is named 'BIX'"):
        score_tags(tags, tags, scheme="BIX")
