import numpy as np
import pytest

from paner.data.sentence import Entity
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.certainty import with_confidences
from paner.models.causal.plans import Decision
from paner.models.causal.verification import Tagging, probabilities

TAGS = AnswerTags(("person", "city"))


def test_a_span_is_as_sure_as_its_words_and_its_end() -> None:
    given = np.array([[0.2, 0.8, 0.0], [0.1, 0.6, 0.3], [0.7, 0.3, 0.0], [0.1, 0.0, 0.9]])
    tagging = Tagging((1, 1, 0, 2), given, passes=1, tokens=1)

    entities = with_confidences([Entity(0, 2, "person"), Entity(3, 4, "city")], tagging, TAGS)

    # 0.8 and 0.6 for the words, 0.3 would go on; the second has no word behind it
    assert [e.confidence for e in entities] == pytest.approx([0.8 * 0.6 * (1 - 0.3), 0.9])


def test_what_went_to_another_branch_is_divided_among_its_tags() -> None:
    first = Decision(3, (10, 11), 1, 0, ((0, 2), (1, 3)))
    second = Decision(4, (12, 13), 0, 0, ((1,), (3,)))
    settled = [(first, np.log([0.4, 0.6])), (second, np.log([0.9, 0.1]))]

    found = probabilities(settled, [1], 4)

    assert found == pytest.approx(np.array([[0.2, 0.54, 0.2, 0.06]]))


def test_a_word_without_a_decision_is_certain() -> None:
    assert probabilities([], [0, 0], 1) == pytest.approx(np.ones((2, 1)))
