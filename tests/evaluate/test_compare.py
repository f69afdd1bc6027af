import json

import pytest

from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.evaluate.compare import compare_systems

WORDS = ["Ann", "met", "Bob", "in", "Oslo"]
RIGHT = [Entity(0, 1, "per"), Entity(2, 3, "per"), Entity(4, 5, "loc")]
GOLD = [Sentence.from_words([*WORDS, str(number)], RIGHT) for number in range(30)]


def without(sentences: list[Sentence], place: int) -> list[Sentence]:
    """The sentences without their entity at this place."""
    return [s.with_entities([*s.entities[:place], *s.entities[place + 1 :]]) for s in sentences]


def test_a_system_that_finds_more_is_better_everywhere_it_differs() -> None:
    poor = without(GOLD[:20], 2) + GOLD[20:]

    (found,) = compare_systems(GOLD, {"poor": [poor], "good": [GOLD]}, rounds=500)

    assert (found.baseline, found.system) == ("poor", "good")
    assert found.baseline_score.correct == 70
    assert found.difference.f1 == pytest.approx(1 - 2 * 70 / (70 + 90))
    assert found.types[0].label == "loc"
    assert found.types[-1].difference.f1 == 0
    assert [change.verdict for change in found.changes] == ["better"] * 20
    assert found.adjusted_p < 0.01
    assert "more than chance on 30 sentences with 90 gold entities" in found.verdict


def test_a_change_may_be_worse_or_merely_other() -> None:
    before = [*GOLD[:2], *without(GOLD[2:3], 0), *GOLD[3:]]
    after = [*without(GOLD[:1], 0), *GOLD[1:2], *without(GOLD[2:3], 1), *GOLD[3:]]

    (found,) = compare_systems(GOLD, {"a": [before], "b": [after]}, rounds=200)

    assert [(c.before.index, c.verdict) for c in found.changes] == [(0, "worse"), (2, "other")]
    assert "may be chance" in found.verdict
    described = json.loads(json.dumps(found.to_dict()))["changes"][0]
    assert described["after"][0]["mention"] == "Bob"


def test_the_same_system_twice_does_not_differ() -> None:
    (found,) = compare_systems(GOLD, {"a": [GOLD], "b": [GOLD]}, rounds=100)

    assert (found.difference.f1, found.randomisation_p, found.changes) == (0, 1, ())


def test_seeds_are_pooled_by_sentence() -> None:
    poor = without(GOLD, 2)

    (found,) = compare_systems(GOLD, {"a": [poor, GOLD], "b": [GOLD, GOLD]}, rounds=500)

    assert found.sentences == 30
    assert found.baseline_score.support == 180
    assert found.baseline_score.correct == 150


def test_several_systems_have_their_p_values_raised() -> None:
    poor = without(GOLD[:8], 2) + GOLD[8:]

    found = compare_systems(GOLD, {"a": [poor], "b": [GOLD], "c": [GOLD]}, rounds=2000)

    assert [one.system for one in found] == ["b", "c"]
    assert all(one.adjusted_p == 2 * one.randomisation_p for one in found)


def test_one_system_or_unequal_seeds_are_refused() -> None:
    with pytest.raises(UsageError, match="two systems or more"):
        compare_systems(GOLD, {"a": [GOLD]})
    with pytest.raises(UsageError, match="b with 2"):
        compare_systems(GOLD, {"a": [GOLD], "b": [GOLD, GOLD]})
