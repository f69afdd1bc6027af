from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.errors import UsageError
from paner.evaluate.randomisation import holm, randomisation_p
from paner.evaluate.scores import SentenceCounts, total


def exact_p(counts: SentenceCounts, other: SentenceCounts) -> float:
    """Every way to swap sentences, one by one."""
    observed = abs(total(counts).f1 - total(other).f1)
    extreme = 0
    for swaps in product([False, True], repeat=len(counts)):
        chosen = np.array(swaps)[:, None]
        left, right = np.where(chosen, other, counts), np.where(chosen, counts, other)
        extreme += abs(total(left).f1 - total(right).f1) >= observed - 1e-12
    return float(extreme / 2 ** len(counts))


@pytest.mark.parametrize("seed", range(4))
def test_the_p_value_comes_near_that_of_all_swaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold = rng.integers(0, 5, size=8)
    sides = []
    for _ in range(2):
        predicted = rng.integers(0, 5, size=8)
        correct = np.minimum(rng.integers(0, 5, size=8), np.minimum(gold, predicted))
        sides.append(np.stack([correct, predicted, gold], axis=1))

    found = randomisation_p(*sides, rounds=20_000)

    assert found == pytest.approx(exact_p(*sides), abs=0.02)  # five standard errors are 0.018


def test_a_system_that_is_right_everywhere_differs_from_one_that_is_wrong_everywhere() -> None:
    right, wrong = np.full((20, 3), 1), np.tile([0, 1, 1], (20, 1))

    assert randomisation_p(right, wrong, rounds=2000) == pytest.approx(1 / 2001)


def test_one_sentence_proves_nothing() -> None:
    assert randomisation_p(np.array([[3, 3, 3]]), np.array([[0, 3, 3]]), rounds=200) == 1


def test_no_sentence_is_no_difference() -> None:
    nothing = np.zeros((0, 3), dtype=np.int64)

    assert randomisation_p(nothing, nothing, rounds=10) == 1


def test_other_gold_is_refused() -> None:
    with pytest.raises(UsageError, match="same gold sentences"):
        randomisation_p(np.array([[1, 1, 1]]), np.array([[1, 1, 2]]))


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_keeps_the_order_and_lies_between_the_value_and_bonferronis(
    values: list[float],
) -> None:
    raised = holm(values)

    for value, higher in zip(values, raised, strict=True):
        assert value <= higher <= max(value, min(1.0, len(values) * value))
    pairs = sorted(zip(values, raised, strict=True))
    assert [higher for _, higher in pairs] == sorted(raised)
