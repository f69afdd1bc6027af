"""Which texts to annotate next."""

import numpy as np

from paner.app.experiments.next_sentences import choose, doubt


def test_doubt_is_greatest_where_taggers_disagree_or_hesitate() -> None:
    sure = [(0, 1, "person", 1.0)]
    hesitant = [(0, 1, "person", 0.5)]

    assert doubt([sure, sure]) == 0
    assert doubt([sure, []]) == 1
    assert doubt([hesitant]) == 1
    assert doubt([[], []]) == 0
    assert doubt([sure, [(0, 2, "person", 1.0)]]) == 1


def test_doubtful_texts_come_first_and_copies_of_chosen_ones_last() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    known = np.zeros((0, 2), dtype=np.float32)

    assert choose([0.9, 0.9, 0.8, 0.1], vectors, known, 3) == [0, 2, 3]


def test_texts_like_annotated_ones_are_passed_over() -> None:
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)

    assert choose([0.9, 0.5], vectors, vectors[:1], 1) == [1]


def test_no_more_texts_are_chosen_than_there_are() -> None:
    vectors = np.eye(2, dtype=np.float32)

    assert sorted(choose([0.0, 0.0], vectors, vectors[:0], 5)) == [0, 1]
