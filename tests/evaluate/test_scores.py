import warnings
from collections.abc import Callable, Sequence

import pytest
from nervaluate import Evaluator
from seqeval.metrics import classification_report
from seqeval.scheme import IOB2

from paner.data.sentence import Entity, Sentence
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import Score, macro, score_types, strict_counts, total

Corpora = tuple[list[Sentence], list[Sentence]]


def bio(sentence: Sentence) -> list[str]:
    tags = ["O"] * len(sentence.offsets)
    for entity in sentence.entities:
        tags[entity.start] = f"B-{entity.label}"
        for word in range(entity.start + 1, entity.end):
            tags[word] = f"I-{entity.label}"
    return tags


def seqeval_report(
    gold: Sequence[Sentence], predicted: Sequence[Sentence]
) -> dict[str, dict[str, float]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report: dict[str, dict[str, float]] = classification_report(
            [bio(s) for s in gold],
            [bio(s) for s in predicted],
            output_dict=True,
            mode="strict",
            scheme=IOB2,
            zero_division=0,
        )
    return report


@pytest.mark.parametrize("block", range(6))
def test_scores_equal_seqeval_strict(block: int, random_corpora: Callable[[int], Corpora]) -> None:
    compared = 0
    for seed in range(block * 100, block * 100 + 100):
        gold, predicted = random_corpora(seed)
        if not any(s.entities for s in gold + predicted):
            continue  # seqeval cannot average over no type
        expected = seqeval_report(gold, predicted)
        pairs = pair_sentences(gold, predicted)
        per_type = score_types(pairs)

        ours = {
            **{label: score.to_dict() for label, score in per_type.items()},
            "micro avg": total(strict_counts(pairs)).to_dict(),
            "macro avg": macro(per_type).to_dict(),
        }

        for name, row in ours.items():
            theirs = expected[name]
            assert row["precision"] == pytest.approx(theirs["precision"], abs=1e-12)
            assert row["recall"] == pytest.approx(theirs["recall"], abs=1e-12)
            assert row["f1"] == pytest.approx(theirs["f1-score"], abs=1e-12)
            assert row.get("support", theirs["support"]) == theirs["support"]
        assert set(ours) == set(expected) - {"weighted avg"}
        compared += 1
    assert compared > 80  # six blocks: at least 500 corpora in all


def test_scores_equal_nervaluate_strict(random_corpora: Callable[[int], Corpora]) -> None:
    for seed in range(1000, 1100):
        gold, predicted = random_corpora(seed)
        labels = sorted({e.label for s in gold + predicted for e in s.entities})
        if not labels:
            continue
        found = Evaluator(
            [bio(s) for s in gold], [bio(s) for s in predicted], tags=labels, loader="list"
        ).evaluate()
        expected = found["overall"]["strict"]

        score = total(strict_counts(pair_sentences(gold, predicted)))

        assert score.correct == expected.correct
        assert score.predicted == expected.actual
        assert score.support == expected.possible


def test_a_case_by_hand() -> None:
    gold = [
        Sentence.from_words(
            ["Ann", "in", "New", "York"], [Entity(0, 1, "per"), Entity(2, 4, "loc")]
        ),
        Sentence.from_words(["Bob", "naps"], [Entity(0, 1, "per")]),
    ]
    predicted = [
        gold[0].with_entities([Entity(0, 1, "per"), Entity(3, 4, "loc")]),
        gold[1].with_entities([Entity(0, 1, "per"), Entity(1, 2, "org")]),
    ]
    pairs = pair_sentences(gold, predicted)

    score, per_type = total(strict_counts(pairs)), score_types(pairs)

    assert strict_counts(pairs).tolist() == [[1, 2, 2], [1, 2, 1]]
    assert score == Score(correct=2, predicted=4, support=3)
    assert score.precision == 2 / 4
    assert score.recall == 2 / 3
    assert score.f1 == pytest.approx(4 / 7)  # 2 * 1/2 * 2/3 / (1/2 + 2/3) = (2/3) / (7/6)
    assert per_type == {"loc": Score(0, 1, 1), "org": Score(0, 1, 0), "per": Score(2, 2, 2)}
    assert macro(per_type).f1 == pytest.approx(1 / 3)  # (0 + 0 + 1) / 3


def test_nothing_annotated_and_nothing_predicted_scores_zero() -> None:
    pairs = pair_sentences([Sentence.from_words(["so"])], [Sentence.from_words(["so"])])

    score = total(strict_counts(pairs))

    assert (score.precision, score.recall, score.f1) == (0, 0, 0)
    assert macro(score_types(pairs)).f1 == 0
