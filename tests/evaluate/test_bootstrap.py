import numpy as np
import numpy.typing as npt
import pytest

from paner.errors import UsageError
from paner.evaluate.bootstrap import Interval, f1_difference, f1_interval
from paner.evaluate.scores import total

Counts = npt.NDArray[np.int64]


def drawn_counts(rng: np.random.Generator, num_sentences: int, chance: float) -> Counts:
    """Sentences with 0 to 4 gold entities, each found with `chance`, and some spurious ones."""
    gold = rng.integers(5, size=num_sentences)
    correct = rng.binomial(gold, chance)
    predicted = correct + rng.binomial(2, 0.3, size=num_sentences)
    return np.stack([correct, predicted, gold], axis=1)


def test_about_95_of_100_intervals_hold_the_true_f1() -> None:
    rng = np.random.default_rng(1)
    # In the long run a sentence has 2 gold, 2 * 0.7 correct, 1.4 + 2 * 0.3 predicted entities.
    true_f1 = 2 * 1.4 / (2.0 + 2.0)

    held = 0
    for trial in range(400):
        interval = f1_interval(drawn_counts(rng, 150, 0.7), resamples=300, seed=trial)
        held += interval.low <= true_f1 <= interval.high

    # 95 % of 400 is 380; percentile intervals are a little short; 4 standard deviations are 17.
    assert 358 <= held <= 397


def test_the_interval_matches_resampling_by_hand() -> None:
    counts = drawn_counts(np.random.default_rng(2), 40, 0.6)
    rng = np.random.default_rng(3)
    values = [total(counts[rng.integers(len(counts), size=len(counts))]).f1 for _ in range(4000)]

    interval = f1_interval(counts, resamples=4000)

    assert interval.low == pytest.approx(np.quantile(values, 0.025), abs=0.01)
    assert interval.high == pytest.approx(np.quantile(values, 0.975), abs=0.01)


def test_a_seed_gives_the_same_interval_and_another_seed_another() -> None:
    counts = drawn_counts(np.random.default_rng(0), 60, 0.5)

    first, again, other = (f1_interval(counts, seed=seed) for seed in (5, 5, 6))

    assert first == again
    assert first != other


def test_fewer_sentences_give_a_wider_interval() -> None:
    counts = drawn_counts(np.random.default_rng(0), 400, 0.5)

    narrow, wide = f1_interval(counts), f1_interval(counts[:25])

    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_a_perfect_system_has_no_spread() -> None:
    assert f1_interval(np.array([[2, 2, 2], [1, 1, 1]])) == Interval(1.0, 1.0)


def test_no_sentences_and_no_entities_give_zero() -> None:
    assert f1_interval(np.zeros((0, 3), dtype=np.int64)) == Interval(0.0, 0.0)
    assert f1_interval(np.zeros((4, 3), dtype=np.int64)) == Interval(0.0, 0.0)


def test_a_system_does_not_differ_from_itself() -> None:
    counts = drawn_counts(np.random.default_rng(0), 100, 0.5)

    difference = f1_difference(counts, counts)

    assert difference.f1 == 0
    assert difference.interval == Interval(0.0, 0.0)
    assert difference.p_value == 1


def test_a_clear_gain_has_an_interval_above_zero_and_turns_with_the_systems() -> None:
    rng = np.random.default_rng(0)
    weak = drawn_counts(rng, 200, 0.5)
    strong = weak.copy()
    strong[:, 0] = rng.binomial(weak[:, 2], 0.8)
    strong[:, 1] = strong[:, 0]

    gain, loss = f1_difference(strong, weak), f1_difference(weak, strong)

    assert gain.interval.low > 0
    assert gain.p_value < 0.01
    assert loss.f1 == -gain.f1
    assert loss.interval.high == pytest.approx(-gain.interval.low)


def test_equal_systems_are_called_different_about_one_time_in_twenty() -> None:
    rng = np.random.default_rng(4)
    called = 0
    for trial in range(400):
        first, second = drawn_counts(rng, 100, 0.6), drawn_counts(rng, 100, 0.6)
        # The same gold entities; each system finds its own share of them.
        second[:, 2] = first[:, 2]
        second[:, 0] = rng.binomial(first[:, 2], 0.6)
        second[:, 1] = second[:, 0] + rng.binomial(2, 0.3, size=100)
        called += f1_difference(first, second, resamples=300, seed=trial).p_value < 0.05

    assert 5 <= called <= 40  # 20 expected


def test_systems_scored_on_other_sentences_are_refused() -> None:
    with pytest.raises(UsageError, match="not scored on the same gold"):
        f1_difference(np.array([[1, 1, 1]]), np.array([[1, 1, 2]]))


@pytest.mark.parametrize(("resamples", "level"), [(0, 0.95), (10, 0.0), (10, 1.0)])
def test_impossible_settings_are_refused(resamples: int, level: float) -> None:
    with pytest.raises(UsageError, match="must"):
        f1_interval(np.array([[1, 1, 1]]), resamples=resamples, level=level)
