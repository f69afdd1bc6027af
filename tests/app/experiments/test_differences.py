"""Means and differences over seeds and sentences."""

import numpy as np

from paner.app.experiments.differences import drawn_means, mean_f1, seed_difference
from paner.evaluate.scores import SentenceCounts


def counts(right: float, seed: int, sentences: int = 300) -> SentenceCounts:
    """One entity a sentence, right with this probability."""
    hits = np.random.default_rng(seed).random(sentences) < right
    ones = np.ones(sentences, dtype=np.int64)
    return np.stack([hits.astype(np.int64), ones, ones], axis=1)


def test_the_mean_is_that_of_seeds_within_data_sets_and_of_data_sets() -> None:
    perfect = np.array([[1, 1, 1]])
    wrong = np.array([[0, 1, 1]])

    found = mean_f1({"a": [perfect, wrong], "b": [wrong, wrong]})

    assert found.f1 == 0.25
    assert found.seeds == 2
    assert np.isclose(found.spread, np.std([0.5, 0.0], ddof=1))


def test_the_interval_of_one_seed_is_about_that_of_a_proportion() -> None:
    found = mean_f1({"a": [counts(0.7, 1)]})

    width = found.interval.high - found.interval.low
    assert found.interval.low < found.f1 < found.interval.high
    assert np.isclose(width, 2 * 1.96 * np.sqrt(0.7 * 0.3 / 300), rtol=0.2)


def test_seeds_that_disagree_widen_the_interval() -> None:
    alike = mean_f1({"a": [counts(0.7, 1), counts(0.7, 1)]})
    unlike = mean_f1({"a": [counts(0.5, 1), counts(0.9, 1)]})

    assert unlike.interval.high - unlike.interval.low > 2 * (
        alike.interval.high - alike.interval.low
    )


def test_a_difference_is_found_where_there_is_one_and_not_where_there_is_none() -> None:
    better = {"a": [counts(0.8, 1), counts(0.8, 2)]}
    worse = {"a": [counts(0.5, 1), counts(0.5, 2)]}

    found = seed_difference(better, worse)
    same = seed_difference(better, better)

    assert found.interval.low > 0
    assert found.p_value < 0.01
    assert same.f1 == same.interval.low == same.interval.high == 0
    assert same.p_value == 1


def test_arms_are_compared_on_the_data_and_seeds_that_both_have() -> None:
    one = {"a": [counts(0.8, 1), counts(0.1, 2)], "b": [counts(0.1, 3)]}
    other = {"a": [counts(0.8, 1)]}

    assert seed_difference(one, other).f1 == 0


def test_equal_seeds_draw_alike() -> None:
    scores = {"a": [counts(0.6, 1)]}

    assert np.array_equal(drawn_means(scores)[1], drawn_means(scores)[1])
