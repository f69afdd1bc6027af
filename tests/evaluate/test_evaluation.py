import json
import subprocess
import sys

import pytest

from paner.data.sentence import Entity, Sentence
from paner.evaluate import evaluate_corpus, f1_difference

GOLD = [
    Sentence.from_words(["Ann", "in", "New", "York"], [Entity(0, 1, "per"), Entity(2, 4, "loc")]),
    Sentence.from_words(["Bob", "naps"], [Entity(0, 1, "per")]),
]
PREDICTED = [
    GOLD[0].with_entities([Entity(0, 1, "per", 0.9), Entity(3, 4, "loc", 0.4)]),
    GOLD[1].with_entities([Entity(0, 1, "per", 0.8)]),
]


def test_the_dictionary_has_the_names_that_scripts_rely_on() -> None:
    found = json.loads(json.dumps(evaluate_corpus(GOLD, PREDICTED, train=GOLD[:1]).to_dict()))

    assert found["strict"] == {
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(2 / 3),
        "support": 3,
        "predicted": 3,
        "correct": 2,
        "interval": [pytest.approx(0.5), pytest.approx(1.0)],
    }
    assert set(found["set"]) == set(found["strict"])
    assert found["per_type"]["per"]["f1"] == 1
    assert found["macro"]["f1"] == 0.5
    assert found["errors"]["wrong_boundary"] == 1
    assert found["examples"][0]["predicted"]["mention"] == "York"
    assert found["confusion"]["labels"] == ["loc", "per", "O"]
    assert found["reliability"]["count"] == 3
    assert found["unseen"]["unseen"]["support"] == 1
    assert found["sentences"] == 2


def test_without_resamples_training_and_confidences_these_parts_are_none() -> None:
    bare = [s.with_entities([]) for s in PREDICTED]

    found = evaluate_corpus(GOLD, bare, resamples=0).to_dict()

    assert found["strict"] == {**evaluate_corpus(GOLD, bare).strict.to_dict(), "interval": None}
    assert found["reliability"] is None
    assert found["unseen"] is None


def test_an_evaluation_can_be_compared_with_another_of_the_same_gold() -> None:
    perfect, other = evaluate_corpus(GOLD, GOLD), evaluate_corpus(GOLD, PREDICTED)

    assert f1_difference(perfect.counts, other.counts).f1 == pytest.approx(1 / 3)


def test_nothing_at_all_can_be_evaluated() -> None:
    assert evaluate_corpus([], []).to_dict()["sentences"] == 0


def test_scoring_needs_no_torch() -> None:
    program = "import sys, paner.evaluate; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
