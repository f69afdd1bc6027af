import pytest

from paner.app.report import Comparison, ReportData, System
from paner.app.report.verdict import describe_difference, headline


@pytest.mark.parametrize(
    ("f1", "interval", "p_value", "words"),
    [
        (0.04, [0.01, 0.07], 0.012, "“b-2” is 4.0 points of strict F1 above “a-1” "),
        (-0.04, [-0.07, -0.01], 0.002, "“b-2” is 4.0 points of strict F1 below “a-1” "),
        (0.01, [-0.02, 0.04], 0.5, "no certain difference between “b-2” and “a-1”: +1.0"),
        (-0.01, [-0.04, 0.02], 0.5, "no certain difference between “b-2” and “a-1”: −1.0"),
    ],
)
def test_a_difference_is_claimed_only_if_its_interval_is_on_one_side(
    f1: float, interval: list[float], p_value: float, words: str
) -> None:
    difference = {"f1": f1, "interval": interval, "level": 0.95, "p_value": p_value}

    assert words in describe_difference(Comparison("b-2", "a-1", difference))


def test_without_a_comparison_the_headline_is_the_score() -> None:
    system = System("gold only", {"strict": {"f1": 0.5}})

    assert headline(ReportData("t", systems=(system,))) == (
        "“gold only” reaches a strict F1 of 50.0."
    )
    assert headline(ReportData("t")) == "No system has been scored yet."
