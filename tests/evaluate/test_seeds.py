import pytest

from paner.errors import UsageError
from paner.evaluate.seeds import spread


def test_mean_deviation_and_interval_by_hand() -> None:
    found = spread([0.5, 0.6, 0.7])

    assert found.mean == pytest.approx(0.6)
    assert found.deviation == pytest.approx(0.1)  # sqrt((0.01 + 0 + 0.01) / 2)
    assert found.interval is not None
    # 4.303 * 0.1 / sqrt(3) = 0.2484
    assert found.interval.to_list() == pytest.approx([0.3516, 0.8484], abs=1e-4)


def test_a_wide_interval_is_said_to_be_wide() -> None:
    assert "few seeds, so the interval is wide" in str(spread([0.5, 0.6]))
    assert "wide" not in str(spread([0.600, 0.601, 0.602]))


def test_one_seed_has_no_spread() -> None:
    found = spread([0.5])

    assert found.deviation is None
    assert found.to_dict()["interval"] is None
    assert "one seed" in str(found)


def test_no_seed_is_an_error() -> None:
    with pytest.raises(UsageError, match="no figure"):
        spread([])
