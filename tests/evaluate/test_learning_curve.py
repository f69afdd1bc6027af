from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paner.errors import UsageError
from paner.evaluate.learning_curve import fit_curve

SIZES = [25, 50, 100, 200, 400, 800]


@settings(max_examples=30)
@given(
    ceiling=st.floats(0.4, 0.95),
    drop=st.floats(0.05, 0.35),
    decay=st.floats(0.2, 1.5),
)
def test_points_of_the_law_are_met(ceiling: float, drop: float, decay: float) -> None:
    scores = [ceiling - drop * (size / 25) ** -decay for size in SIZES]

    curve = fit_curve(SIZES, scores, resamples=0)

    assert curve.error < 0.002
    assert [curve.at(size) for size in SIZES] == pytest.approx(scores, abs=0.006)


@settings(max_examples=30)
@given(scores=st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_a_curve_never_falls_and_never_passes_one(scores: list[float]) -> None:
    curve = fit_curve(SIZES, scores, resamples=0)

    values = [curve.at(size) for size in [*SIZES, 10_000]]
    assert all(low <= high + 1e-12 for low, high in pairwise(values))
    assert values[-1] <= curve.ceiling <= 1


def test_intervals_are_wide_where_points_are_noisy_and_narrow_where_they_are_not() -> None:
    smooth = [0.7 - 2 * size**-0.6 for size in SIZES]
    noisy = [score + 0.04 * (-1) ** place for place, score in enumerate(smooth)]

    widths = []
    for scores in (smooth, noisy):
        interval = fit_curve(SIZES * 2, scores * 2, resamples=200).interval(1600)
        widths.append(interval.high - interval.low)

    assert widths[0] < 0.01
    assert widths[1] > 3 * widths[0]


def test_the_gain_and_its_interval_are_differences_on_the_curve() -> None:
    curve = fit_curve(SIZES, [0.7 - 2 * size**-0.6 for size in SIZES], resamples=50)

    gain = curve.gain(100, 100)

    assert gain == pytest.approx(curve.at(200) - curve.at(100))
    interval = curve.interval(100, more=100)
    assert interval.low - 1e-9 <= gain <= interval.high + 1e-9


def test_returns_diminish_at_the_first_size_whose_gain_is_small() -> None:
    curve = fit_curve(SIZES, [0.7 - 2 * size**-0.6 for size in SIZES], resamples=0)

    # 100 more bring 0.043 at 100, 0.027 at 200 and 0.0069 at 400.
    assert curve.diminishes_at(more=100, below=0.01) == 400
    assert curve.diminishes_at(more=100, below=0.0001) is None


def test_two_sizes_are_too_few() -> None:
    with pytest.raises(UsageError, match="three sizes or more"):
        fit_curve([100, 100, 200], [0.5, 0.51, 0.6])


def test_a_gain_in_words_says_what_makes_it_a_guess() -> None:
    scores = [0.7 - 2 * size**-0.6 for size in SIZES]

    sure = fit_curve(SIZES * 2, scores * 2, resamples=50).told(100, 100)
    unsure = fit_curve(SIZES[:4], scores[:4], resamples=50).told(400, 100)

    assert "guess" not in sure
    assert "4.3 points of F1" in sure  # 2 * (100 ** -0.6 - 200 ** -0.6) is 0.0429
    assert "the points are few" in unsure
    assert "beyond the largest measured size, 200" in unsure
