"""A filled report: scored random predictions, with every section in use."""

import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from paner.app.report import (
    Augmentation,
    Comparison,
    Curve,
    CurvePoint,
    Example,
    Losses,
    Rejected,
    ReportData,
    Rewriting,
    System,
    mark_entities,
)
from paner.data.sentence import Entity, Sentence
from paner.evaluate import evaluate_corpus, f1_difference

TYPES = ["component", "fault", "action", "measured value", "person"]
HOSTILE = "<script>document.title='hacked'</script><img src=x onerror=alert(1)> & \"quoted\" $x_1$"


def _gold(rng: random.Random, index: int) -> Sentence:
    words = [
        "Replaced",
        "the",
        "worn",
        "seal",
        "of",
        "pump",
        f"P-{index}",
        "after",
        "a",
        "leak",
        ".",
    ]
    entities = [Entity(2, 4, "fault"), Entity(5, 7, "component"), Entity(9, 10, rng.choice(TYPES))]
    return Sentence.from_words(words, entities, id=f"test-{index}")


def _tagged(rng: random.Random, gold: Sentence, skill: float) -> Sentence:
    kept = [entity for entity in gold.entities if rng.random() < skill]
    return gold.with_entities(
        replace(
            entity,
            label=entity.label if rng.random() < skill else rng.choice(TYPES),
            start=entity.start if rng.random() < skill else entity.end - 1,
            confidence=round(rng.uniform(0.4, 1), 3),
        )
        for entity in kept
    )


@pytest.fixture(scope="session")
def report_data() -> ReportData:
    """Everything a report can show, hostile texts among it."""
    rng = random.Random(0)
    gold = [_gold(rng, index) for index in range(80)]
    weak = [_tagged(rng, sentence, 0.7) for sentence in gold]
    strong = [_tagged(rng, sentence, 0.9) for sentence in gold]
    first, last = (
        evaluate_corpus(gold, weak, train=gold[:10]),
        evaluate_corpus(gold, strong, train=gold[:10]),
    )
    difference = f1_difference(last.counts, first.counts)
    hostile = Sentence.from_words(HOSTILE.split(), [Entity(0, 2, HOSTILE)])
    return ReportData(
        title=f"Pump maintenance {HOSTILE}",
        summary="80 train, 40 dev and 80 test sentences.",
        systems=(
            System("gold only", first.to_dict(), "80 sentences"),
            System("with paraphrases", last.to_dict(), "80 sentences + 160 paraphrases"),
        ),
        comparisons=(Comparison("with paraphrases", "gold only", difference.to_dict()),),
        curves=(
            Curve("gold only", (CurvePoint(20, 0.31, 0.2, 0.4), CurvePoint(80, 0.52, 0.45, 0.6))),
            Curve("with paraphrases", (CurvePoint(20, 0.5), CurvePoint(80, 0.7))),
        ),
        losses=(Losses("gold only", tuple((step, 2 / (1 + step)) for step in range(50))),),
        examples=(
            *(
                Example(mark_entities(g), mark_entities(p))
                for g, p in zip(gold[:4], weak, strict=False)
            ),
            Example(mark_entities(hostile), mark_entities(hostile.with_entities([]))),
        ),
        rewritings=(
            Rewriting(
                mark_entities(gold[0]),
                (mark_entities(gold[1], "paraphrase, similarity 0.81"), mark_entities(hostile)),
            ),
        ),
        augmentations=(
            Augmentation("paraphrase", 160, 150, {"too_similar": 6, HOSTILE: 2}, {"no_answer": 2}),
            Augmentation("substitution", 80, 80),
        ),
        rejections=(Rejected("too_similar", HOSTILE, "similarity 0.99"),),
        provenance={"train.jsonl": "sha256 " + "0123456789abcdef" * 4, "seed": "0"},
        versions={"paner": "0.1.0", "python": "3.11.9"},
        commands=("paner run config.toml -o runs/pumps --with-a-very-long-option " + "x" * 80,),
        warnings=("Two test sentences also stand in the training data.",),
    )


@pytest.fixture
def dumped() -> Callable[[list[str], Path], str]:
    """Gives a page's document after it ran; Chromium at times hangs before it loads anything."""

    def dump(command: list[str], page: Path) -> str:
        command = [*command, "--dump-dom", page.as_uri()]
        for _ in range(3):
            try:
                done = subprocess.run(command, check=True, capture_output=True, timeout=40)
            except subprocess.TimeoutExpired:
                continue
            return done.stdout.decode("utf-8")
        pytest.fail("the browser hung three times")

    return dump
