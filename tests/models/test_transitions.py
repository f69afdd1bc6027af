"""Tests of counted transitions."""

import numpy as np
import pytest

from paner.models.tags import TagSet
from paner.models.transitions import count_transitions


def test_counted_transitions_are_the_pooled_counts() -> None:
    tag_set = TagSet(("a", "b"))

    counted = count_transitions([[0, 1, 1, 0], [2, 1, 0]], tag_set)

    # After outside (starts count as such): O once, entity twice, each + 0.5.
    assert np.exp(counted.start[0]) == pytest.approx(1.5 / 4)
    # Opened: a twice, b once, each + 0.5.
    assert np.exp(counted.start[1]) == pytest.approx(2.5 / 4 * 2.5 / 4)
    # After an entity's word: closed twice, went on once, other label once, each + 0.5.
    assert np.exp(counted.step[1]) == pytest.approx([2.5 / 5.5, 1.5 / 5.5, 1.5 / 5.5])


def test_every_row_of_counted_transitions_sums_to_one() -> None:
    tag_set = TagSet(("a", "b", "c"), ("b",))

    counted = count_transitions([[2, 4, 2, 0, 1]], tag_set)

    assert np.exp(counted.step).sum(axis=1) == pytest.approx(np.ones(5))
