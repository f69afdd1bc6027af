"""Tests of counted transitions."""

import numpy as np
import pytest

from paner.models.tags import TagSet
from paner.models.transitions import carried_over, count_transitions, uniform_transitions


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


def test_uniform_transitions_prefer_nothing_that_can_be() -> None:
    tag_set = TagSet(("person", "city"), ("city",))

    step = np.exp(uniform_transitions(tag_set).step)

    assert step[0].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
    assert step[2].tolist() == pytest.approx([1 / 4] * 4)


def test_kinds_of_steps_are_carried_over_to_other_labels() -> None:
    known, other = TagSet(("a", "b"), ("a",)), TagSet(("x", "y", "a"), ("a",))
    counted = count_transitions([[0, 1, 1, 3, 0, 2, 1, 0, 0]], known)

    carried = carried_over(counted, known, other)

    before, after = np.exp(counted.step), np.exp(carried.step)
    assert after[0, 0] == pytest.approx(before[0, 0])
    assert after[0, 1:4].tolist() == pytest.approx([(1 - before[0, 0]) / 3] * 3)
    a = other.tag["a"]
    assert after[a, [0, a, 4]].tolist() == pytest.approx(before[1, [0, 1, 3]].tolist())
    assert after[a, [1, 2]].sum() == pytest.approx(before[1, 2])
    assert after.sum(axis=1).tolist() == pytest.approx([1.0] * len(other))
