import random

import pytest

from paner.data.sentence import Entity, Sentence
from paner.errors import DataError, UsageError
from paner.evaluate.match import Pair, pair_sentences
from paner.evaluate.reliability import measure_reliability


def judged(confidences: list[tuple[float | None, bool]]) -> list[Pair]:
    """One sentence an entity, right or wrong as told."""
    sentence = Sentence.from_words(["w"])
    gold = [
        sentence.with_entities([Entity(0, 1, "x")] if right else []) for _, right in confidences
    ]
    predicted = [sentence.with_entities([Entity(0, 1, "x", c)]) for c, _ in confidences]
    return pair_sentences(gold, predicted)


def test_a_case_by_hand() -> None:
    measured = measure_reliability(judged([(0.9, True), (1.0, False), (0.2, False), (None, True)]))

    assert measured is not None
    assert [(b.low, b.high, b.count) for b in measured.bins] == [(0.2, 0.3, 1), (0.9, 1.0, 2)]
    # bin 0.9: mean 0.95 against 1/2 right; bin 0.2: 0.2 against 0; (2 * 0.45 + 1 * 0.2) / 3
    assert measured.calibration_error == pytest.approx(1.1 / 3)
    # the squares of 0.1, 1 and 0.2, over 3
    assert measured.brier == pytest.approx(1.05 / 3)
    assert (measured.count, measured.without) == (3, 1)


def test_honest_confidences_have_a_small_calibration_error() -> None:
    rng = random.Random(0)
    confidences = [rng.random() for _ in range(5000)]

    honest = measure_reliability(judged([(c, rng.random() < c) for c in confidences]))
    boastful = measure_reliability(judged([(c**0.2, rng.random() < c) for c in confidences]))

    assert honest is not None
    assert boastful is not None
    assert honest.calibration_error < 0.03
    assert boastful.calibration_error > 0.2
    assert honest.brier < boastful.brier


def test_without_confidences_there_is_nothing_to_measure() -> None:
    assert measure_reliability(judged([(None, True)])) is None


def test_a_confidence_that_is_no_probability_is_refused() -> None:
    with pytest.raises(DataError, match="sentence 2"):
        measure_reliability(judged([(0.5, True), (1.5, True)]))


def test_no_bins_are_refused() -> None:
    with pytest.raises(UsageError, match="num_bins"):
        measure_reliability([], num_bins=0)
