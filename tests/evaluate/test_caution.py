from paner.evaluate.bootstrap import Interval
from paner.evaluate.caution import cautions
from paner.evaluate.scores import Score


def test_a_large_sample_with_a_narrow_interval_needs_no_caution() -> None:
    score = Score(900, 1000, 1000)

    assert cautions(score, Interval(0.89, 0.91), {"a": score}) == ()


def test_few_entities_a_wide_interval_and_rare_types_are_named() -> None:
    few = Score(8, 10, 10)

    found = cautions(few, Interval(0.5, 0.9), {"rare": few, "common": Score(90, 90, 90)})

    assert "only 10 gold entities" in found[0]
    assert "40 points wide" in found[1]
    assert found[2].startswith("1 of 2 types have fewer than 20")
    assert found[2].endswith("rare")


def test_without_an_interval_its_width_is_not_judged() -> None:
    assert cautions(Score(900, 1000, 1000), None, {}) == ()
