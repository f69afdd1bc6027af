"""Scoring speed beside seqeval's, on as many sentences as CoNLL-2003's test set has.

    python benchmarks/scoring_speed.py

Both sides in turns, in one run, on corpora drawn at random; processor time, since other work may
share the machine. The table is benchmarks/results/scoring_speed.md.
"""

import platform
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from paner.data.schemes import tags_from_entities
from paner.data.sentence import Entity, Sentence
from paner.evaluate.evaluation import evaluate_corpus
from paner.evaluate.tag_scores import score_tags

SENTENCES, WORDS, ROUNDS = 3453, 13, 5
LABELS = ("person", "organisation", "location", "misc")


def drawn(rng: random.Random) -> list[Sentence]:
    """Sentences with random entities, about 1.6 each as in CoNLL-2003."""
    words = [f"word{number}" for number in range(WORDS)]
    corpus = []
    for _ in range(SENTENCES):
        starts = rng.sample(range(0, WORDS - 2, 3), rng.choice((1, 1, 2, 2, 2)))
        entities = [Entity(s, s + rng.choice((1, 2)), rng.choice(LABELS)) for s in starts]
        corpus.append(Sentence.from_words(words, entities))
    return corpus


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Time both and write the page."""
    rng = random.Random(0)
    gold = drawn(rng)
    predicted = [
        one.with_entities(one.entities if rng.random() < 0.7 else other.entities)
        for one, other in zip(gold, drawn(rng), strict=True)
    ]
    tags = [[tags_from_entities(s.entities, WORDS, "BIO") for s in c] for c in (gold, predicted)]
    f1 = score_tags(*tags).strict.f1
    theirs = f1_score(tags[0], tags[1], mode="strict", scheme=IOB2)
    sides: dict[str, Callable[[], object]] = {
        "seqeval, strict F1": lambda: f1_score(tags[0], tags[1], mode="strict", scheme=IOB2),
        "paner, strict F1, micro and by type": lambda: score_tags(*tags),
        "paner, evaluate_corpus: every score": lambda: evaluate_corpus(
            gold, predicted, resamples=0
        ),
        "paner, evaluate_corpus, 1,000 resamples": lambda: evaluate_corpus(gold, predicted),
    }
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, work in sides.items():
            times[name].append(seconds(work))
    base = statistics.median(times["seqeval, strict F1"])
    rows = [
        f"| {name} | {statistics.median(spent):.3f} | {min(spent):.3f} to {max(spent):.3f} "
        f"| {base / statistics.median(spent):.1f} |"
        for name, spent in times.items()
    ]
    head = (
        "# Scoring speed\n\n`python benchmarks/scoring_speed.py`: "
        f"{SENTENCES} sentences of {WORDS} words, {ROUNDS} rounds, all sides in turns; "
        "seconds of processor time. Python "
        f"{platform.python_version()}, {platform.machine()}. Both find F1 {f1:.6f} and "
        f"{theirs:.6f}.\n\n| side | median | lowest to highest | times as fast as seqeval |\n"
        "| --- | --- | --- | --- |\n"
    )
    page = head + "\n".join(rows) + "\n"
    (Path(__file__).parent / "results" / "scoring_speed.md").write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
