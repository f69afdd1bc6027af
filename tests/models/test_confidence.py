"""Tests of calibration."""

import numpy as np
import pytest

from paner.data.sentence import Entity
from paner.models.confidence import USUAL, Calibration, fit_calibration


def test_overconfidence_is_mended() -> None:
    rng = np.random.default_rng(0)
    true = rng.uniform(0.05, 0.95, 4000)
    correct = rng.random(4000) < true
    odds = 2.0 * np.log(true / (1 - true)) + 1.0
    claimed = 1 / (1 + np.exp(-odds))

    fitted = fit_calibration(claimed.tolist(), correct.tolist())

    assert fitted.slope == pytest.approx(0.5, abs=0.05)
    assert fitted.offset == pytest.approx(-0.5, abs=0.1)


def test_without_spans_the_usual_is_believed() -> None:
    assert fit_calibration([], []) == USUAL
    assert fit_calibration([], [], prior=Calibration(0.7, 0.1)) == Calibration(0.7, 0.1)


def test_a_few_spans_all_right_do_not_make_certainty() -> None:
    fitted = fit_calibration([0.9, 0.8, 0.95], [True, True, True])

    assert USUAL.apply(0.8) < fitted.apply(0.8) < 0.9


def test_certain_and_impossible_spans_stay_inside_the_open_interval() -> None:
    assert 0.0 < Calibration().apply(0.0) < Calibration().apply(1.0) < 1.0


def test_an_entity_without_confidence_stays_without() -> None:
    assert Calibration().calibrated(Entity(0, 1, "a")).confidence is None
