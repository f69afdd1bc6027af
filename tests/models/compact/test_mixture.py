"""Tests of which rows are seen how often."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.models.compact.features import Row
from paner.models.compact.mixture import Source, draw_batches
from paner.models.compact.windows import Window


def rows(count: int, first: int = 0) -> list[Row]:
    return [Row(Window(0, 1, 0, 1), [first + n] * (1 + n % 7), [0], [0], [0]) for n in range(count)]


def seen(sources: list[Source[Row]], *, steps: int, batch_size: int, seed: int = 0) -> Counter[int]:
    batches = draw_batches(sources, steps=steps, batch_size=batch_size, rng=random.Random(seed))
    assert len(batches) == steps
    assert all(len(batch) == batch_size for batch in batches)
    return Counter(row.input_ids[0] for batch in batches for row in batch)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.floats(0.1, 5)), min_size=1, max_size=5),
    st.integers(1, 30),
    st.integers(1, 9),
)
def test_every_step_has_a_full_batch(
    shapes: list[tuple[int, float]], steps: int, batch_size: int
) -> None:
    sources = [Source(str(n), rows(count), share) for n, (count, share) in enumerate(shapes)]

    seen(sources, steps=steps, batch_size=batch_size)


def test_sources_get_their_shares_and_rows_their_turns() -> None:
    sources = [Source("gold", rows(10), 1.0), Source("paraphrase", rows(60, 100), 3.0)]

    drawn = seen(sources, steps=60, batch_size=8)

    assert [drawn[n] for n in range(10)] == [12] * 10  # 480 · 1/4 in ten rows
    assert {drawn[100 + n] for n in range(60)} == {6}  # 480 · 3/4 in sixty


def test_no_row_is_drawn_more_often_than_a_gold_one() -> None:
    sources = [Source("gold", rows(20), 1.0), Source("new-sentence", rows(5, 100), 3.0)]

    drawn = seen(sources, steps=50, batch_size=8)

    assert set(drawn.values()) == {16}


def test_a_share_of_0_is_left_out() -> None:
    sources = [Source("gold", rows(5), 1.0), Source("noise", rows(5, 100), 0.0)]

    assert set(seen(sources, steps=10, batch_size=4)) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_draws_the_same_batches(seed: int) -> None:
    sources = [Source("gold", rows(30), 1.0)]

    one, other = (
        draw_batches(sources, steps=9, batch_size=4, rng=random.Random(seed)) for _ in range(2)
    )

    assert [[row.input_ids for row in batch] for batch in one] == [
        [row.input_ids for row in batch] for batch in other
    ]
