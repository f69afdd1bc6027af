from collections import Counter
from collections.abc import Callable

import pytest

from paner.data.sentence import Entity, Sentence
from paner.evaluate.error_kinds import Kind, count_kinds, outcomes, pick_examples
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import strict_counts, total

Corpora = tuple[list[Sentence], list[Sentence]]
SENTENCE = Sentence.from_words(["a", "b", "c", "d", "e", "f"])


def kinds(gold: list[Entity], predicted: list[Entity]) -> Counter[Kind]:
    pairs = pair_sentences([SENTENCE.with_entities(gold)], [SENTENCE.with_entities(predicted)])
    return Counter(outcome.kind for outcome in outcomes(pairs))


def test_every_entity_has_exactly_one_kind_and_the_sums_add_up(
    random_corpora: Callable[[int], Corpora],
) -> None:
    for seed in range(500):
        pairs = pair_sentences(*random_corpora(seed))
        found = outcomes(pairs)

        gold = Counter((o.pair.index, o.gold) for o in found if o.gold is not None)
        predicted = Counter((o.pair.index, o.predicted) for o in found if o.predicted is not None)

        every_gold = {(p.index, i) for p in pairs for i in range(len(p.gold_spans))}
        every_predicted = {(p.index, i) for p in pairs for i in range(len(p.predicted_spans))}
        assert gold == Counter(every_gold)
        assert predicted == Counter(every_predicted)
        score, counts = total(strict_counts(pairs)), count_kinds(found)
        paired = sum(counts[kind] for kind in ("wrong_type", "wrong_boundary", "wrong_both"))
        assert counts["correct"] == score.correct
        assert score.support == counts["correct"] + paired + counts["missed"]
        assert score.predicted == counts["correct"] + paired + counts["spurious"]


@pytest.mark.parametrize(
    ("gold", "predicted", "kind"),
    [
        (Entity(0, 2, "x"), Entity(0, 2, "x"), Kind.CORRECT),
        (Entity(0, 2, "x"), Entity(0, 2, "y"), Kind.WRONG_TYPE),
        (Entity(0, 2, "x"), Entity(1, 3, "x"), Kind.WRONG_BOUNDARY),
        (Entity(0, 2, "x"), Entity(1, 3, "y"), Kind.WRONG_BOTH),
    ],
)
def test_overlapping_entities_make_one_pair(gold: Entity, predicted: Entity, kind: Kind) -> None:
    assert kinds([gold], [predicted]) == {kind: 1}


def test_entities_that_only_touch_are_missed_and_spurious() -> None:
    assert kinds([Entity(0, 2, "x")], [Entity(2, 3, "x")]) == {Kind.MISSED: 1, Kind.SPURIOUS: 1}


def test_a_prediction_over_two_gold_entities_pairs_with_the_one_of_its_type() -> None:
    gold = [Entity(0, 3, "x"), Entity(3, 4, "y")]

    assert kinds(gold, [Entity(0, 4, "y")]) == {Kind.WRONG_BOUNDARY: 1, Kind.MISSED: 1}


def test_a_right_entity_is_never_given_away() -> None:
    gold = [Entity(0, 1, "x"), Entity(1, 4, "x")]
    predicted = [Entity(0, 1, "x"), Entity(1, 3, "x"), Entity(3, 4, "x")]

    assert kinds(gold, predicted) == {Kind.CORRECT: 1, Kind.WRONG_BOUNDARY: 1, Kind.SPURIOUS: 1}


def test_examples_are_spread_over_the_corpus_and_leave_out_what_is_right() -> None:
    gold = [SENTENCE.with_entities([Entity(0, 1, "x"), Entity(2, 3, "x")])] * 10
    predicted = [SENTENCE.with_entities([Entity(0, 1, "x")])] * 10
    found = outcomes(pair_sentences(gold, predicted))

    picked = pick_examples(found, 2)

    assert [(o.kind, o.pair.index) for o in picked] == [(Kind.MISSED, 0), (Kind.MISSED, 5)]


def test_an_example_says_where_and_what() -> None:
    gold = Sentence.from_words(["Ann", "Lee"], [Entity(0, 2, "person")], id="s1")
    predicted = gold.with_entities([Entity(1, 2, "person", 0.75)])

    (found,) = outcomes(pair_sentences([gold], [predicted]))

    assert found.to_dict() == {
        "kind": "wrong_boundary",
        "sentence": 0,
        "id": "s1",
        "text": "Ann Lee",
        "gold": {"start": 0, "end": 7, "label": "person", "mention": "Ann Lee", "confidence": None},
        "predicted": {
            "start": 4,
            "end": 7,
            "label": "person",
            "mention": "Lee",
            "confidence": 0.75,
        },
    }
