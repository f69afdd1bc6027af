"""The most diverse paraphrases, against a search that looks at everything."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from paner.augment.selection import most_diverse


def cosines_of(seed: int, size: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(size, 5))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors @ vectors.T).astype(np.float32)


def closest(chosen: tuple[int, ...], cosines: NDArray[np.float32]) -> float:
    """The largest cosine between two of a set and the original."""
    return max(float(cosines[a, b]) for a, b in combinations((0, *chosen), 2))


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 8))
def test_no_other_set_has_its_closest_two_farther_apart(seed: int, size: int, count: int) -> None:
    cosines = cosines_of(seed, size + 1)
    rows = list(range(1, size + 1))
    count = min(count, size)

    chosen = most_diverse(rows, cosines, count)

    best = min(closest(other, cosines) for other in combinations(rows, count))
    assert len(chosen) == count
    assert closest(tuple(chosen), cosines) == best


@given(st.integers(0, 10_000), st.permutations(range(1, 7)))
def test_the_order_of_the_answers_does_not_matter(seed: int, rows: list[int]) -> None:
    cosines = cosines_of(seed, 7)

    assert most_diverse(rows, cosines, 3) == most_diverse(sorted(rows), cosines, 3)


def test_where_all_are_equal_the_earliest_are_kept() -> None:
    cosines = np.ones((5, 5), dtype=np.float32)

    assert most_diverse([1, 2, 3, 4], cosines, 2) == {1, 2}


def test_a_repetition_is_never_preferred_to_something_else() -> None:
    cosines = np.array(
        [[1, 0.8, 0.8, 0.9], [0.8, 1, 0.99, 0.5], [0.8, 0.99, 1, 0.5], [0.9, 0.5, 0.5, 1]],
        dtype=np.float32,
    )

    assert most_diverse([1, 2, 3], cosines, 2) == {1, 3}


def test_very_many_are_chosen_from_in_good_time() -> None:
    cosines = cosines_of(1, 201)
    rows = list(range(1, 201))

    chosen = most_diverse(rows, cosines, 8)

    alike = sorted(closest(tuple(rows[n : n + 8]), cosines) for n in range(0, 192, 8))
    assert len(chosen) == 8
    assert closest(tuple(chosen), cosines) < alike[0]
