"""Our scores beside those of the packages that others score with, on random files.

2,000 files, or as many as PANER_RANDOM_FILES says: `make nightly` asks for 20,000. Where
PANER_CONLLEVAL names the Perl script conlleval, that is asked too; it knows BIO and IOB1 only.
"""

import os
import random
import re
import subprocess
import warnings
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from nervaluate import Evaluator
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES
from seqscore.scoring import score_label_sequences

from paner.data.read import read
from paner.data.schemes import SCHEMES, Repair, entities_from_tags, tags_from_entities
from paner.data.sentence import Sentence
from paner.evaluate.match import Pair, pair_sentences
from paner.evaluate.modes import score_modes
from paner.evaluate.multiset_f1 import multiset_counts
from paner.evaluate.scores import Score, strict_counts, total
from paner.evaluate.tag_scores import score_tags

FILES = int(os.environ.get("PANER_RANDOM_FILES", "2000"))
EACH = FILES // 4
SEQEVAL = {"BIO": IOB2, "IOB1": IOB1, "IOBES": IOBES, "BILOU": BILOU}
SEQSCORE = {"BIO": "BIO", "IOB1": "IOB", "IOBES": "BIOES", "BILOU": "BILOU"}
LABELS = ["per", "org", "creative-work"]

TagFile = list[list[str]]


def drawn_tags(rng: random.Random, scheme: str, width: int) -> list[str]:
    """Tags of the scheme, well formed or not; runs of one label are frequent."""
    tags, label = [], LABELS[0]
    for _ in range(width):
        label = label if rng.random() < 0.7 else rng.choice(LABELS)
        prefix = rng.choice(["O", *SCHEMES[scheme], "I"])
        tags.append("O" if prefix == "O" else f"{prefix}-{label}")
    return tags


@cache
def tag_file(scheme: str, seed: int) -> tuple[TagFile, TagFile]:
    """Gold and predicted tags; predictions are gold's, changed here and there."""
    rng = random.Random(seed)
    gold, predicted = [], []
    for _ in range(rng.randint(1, 4)):
        tags = drawn_tags(rng, scheme, rng.randint(1, 10))
        other = drawn_tags(rng, scheme, len(tags))
        gold.append(tags)
        predicted.append([b if rng.random() < 0.3 else a for a, b in zip(tags, other, strict=True)])
    return gold, predicted


def well_formed(tags: TagFile, scheme: str) -> TagFile:
    return [
        tags_from_entities(entities_from_tags(row, scheme)[0], len(row), scheme) for row in tags
    ]


def paired(gold: TagFile, predicted: TagFile, scheme: str, repair: Repair) -> list[Pair]:
    """The slow way: sentences with entities, paired."""
    sides = [
        [
            Sentence.from_words(
                [f"w{place}" for place in range(len(tags))],
                entities_from_tags(tags, scheme, repair=repair)[0],
            )
            for tags in side
        ]
        for side in (gold, predicted)
    ]
    return pair_sentences(*sides)


def counts_of(score: Score) -> tuple[int, int, int]:
    return score.correct, score.predicted, score.support


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_strict_score_of_well_formed_entities_equals_seqeval_strict(scheme: str) -> None:
    for seed in range(EACH):
        gold, predicted = tag_file(scheme, seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = precision_recall_fscore_support(
                gold, predicted, average="micro", scheme=SEQEVAL[scheme], zero_division=0
            )

        found = score_tags(gold, predicted, scheme=scheme, repair="discard").strict

        assert (found.precision, found.recall, found.f1) == pytest.approx(expected[:3], abs=1e-12)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_strict_score_of_mended_tags_equals_conlleval(scheme: str) -> None:
    """Seqeval's default reading is a port of conlleval's, which knows neither L nor U."""
    ported = {"L": "E", "U": "S"} if scheme == "BILOU" else {}
    for seed in range(EACH):
        gold, predicted = tag_file(scheme, seed)
        right, guessed = (
            {
                (row, *entity)
                for row, tags in enumerate(side)
                for entity in get_entities([ported.get(tag[0], tag[0]) + tag[1:] for tag in tags])
            }
            for side in (gold, predicted)
        )

        found = score_tags(gold, predicted, scheme=scheme).strict

        assert counts_of(found) == (len(right & guessed), len(guessed), len(right))


@pytest.mark.skipif("PANER_CONLLEVAL" not in os.environ, reason="PANER_CONLLEVAL names no script")
@pytest.mark.parametrize("scheme", ["BIO", "IOB1"])
def test_the_strict_score_equals_the_script_conlleval(scheme: str) -> None:
    for first in range(0, EACH, 10):  # ten files at once: starting Perl takes longest
        files = [tag_file(scheme, seed) for seed in range(first, first + 10)]
        gold, predicted = ([row for file in files for row in file[side]] for side in (0, 1))
        rows = [zip(*pair, strict=True) for pair in zip(gold, predicted, strict=True)]
        text = "\n".join("".join(f"word {a} {b}\n" for a, b in row) for row in rows)
        script = ["perl", os.environ["PANER_CONLLEVAL"]]
        told = subprocess.run(script, input=f"{text}\n", capture_output=True, text=True, check=True)
        phrases = re.search(r"with (\d+) phrases; found: (\d+) .*correct: (\d+)", told.stdout)

        found = score_tags(gold, predicted, scheme=scheme).strict

        assert phrases is not None
        assert counts_of(found) == tuple(int(number) for number in reversed(phrases.groups()))


@pytest.mark.parametrize(
    ("scheme", "repair"), [("BIO", "conlleval"), ("BIO", "discard"), ("IOB1", "conlleval")]
)
def test_the_strict_score_equals_seqscore_under_its_repairs(scheme: str, repair: Repair) -> None:
    for seed in range(EACH):
        gold, predicted = tag_file(scheme, seed)

        found = score_tags(gold, predicted, scheme=scheme, repair=repair)

        expected, _ = score_label_sequences(predicted, gold, SEQSCORE[scheme], repair=repair)
        assert counts_of(found.strict) == (
            expected.true_pos,
            expected.total_pos,
            expected.total_ref,
        )
        assert {label: counts_of(score) for label, score in found.per_type.items()} == {
            label: (score.true_pos, score.total_pos, score.total_ref)
            for label, score in expected.type_scores.items()
        }


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_strict_score_of_well_formed_files_equals_seqscore(scheme: str) -> None:
    for seed in range(EACH):
        gold, predicted = (well_formed(side, scheme) for side in tag_file(scheme, seed))

        found = score_tags(gold, predicted, scheme=scheme)

        expected, _ = score_label_sequences(predicted, gold, SEQSCORE[scheme], repair=None)
        assert found.malformed_gold == found.malformed_predicted == 0
        assert counts_of(found.strict) == (
            expected.true_pos,
            expected.total_pos,
            expected.total_ref,
        )


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("repair", ["conlleval", "discard"])
def test_scoring_tags_at_once_equals_reading_and_pairing_them(scheme: str, repair: Repair) -> None:
    for seed in range(EACH // 2):
        gold, predicted = tag_file(scheme, seed)

        found = score_tags(gold, predicted, scheme=scheme, repair=repair)

        assert found.strict == total(strict_counts(paired(gold, predicted, scheme, repair)))
        assert found.malformed_gold == sum(entities_from_tags(t, scheme)[1] for t in gold)
        assert found.malformed_predicted == sum(entities_from_tags(t, scheme)[1] for t in predicted)


def as_dictionaries(side: list[Sentence]) -> list[list[dict[str, object]]]:
    return [
        [{"label": e.label, "start": e.start, "end": e.end - 1} for e in s.entities] for s in side
    ]


def test_the_modes_equal_nervaluate() -> None:
    names = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
    for seed in range(FILES):
        pairs = paired(*tag_file("BIO", seed), "BIO", "conlleval")
        expected = Evaluator(
            as_dictionaries([pair.gold for pair in pairs]),
            as_dictionaries([pair.predicted for pair in pairs]),
            tags=LABELS,
            loader="dict",
        ).evaluate()["overall"]

        found = score_modes(pairs)

        for mode, score in found.items():
            theirs = vars(expected[names[mode]])
            ours = {**score.to_dict(), "actual": score.predicted, "possible": score.support}
            assert ours == pytest.approx(theirs, abs=1e-12), (seed, mode)


def test_the_multiset_score_equals_gollies_definition() -> None:
    """Gollie takes each predicted (mention, type) out of the gold list, where it still is."""
    repeated = 0
    for seed in range(FILES):
        rng = random.Random(seed)
        words = [rng.choice(["Bank", "bank", "of", "the"]) for _ in range(8)]
        sides = [
            [
                Sentence.from_words(words[: len(tags)], entities_from_tags(tags, "BIO")[0])
                for tags in (row[:8] for row in side)
            ]
            for side in tag_file("BIO", seed)
        ]
        correct = num_gold = num_predicted = 0
        for right, guessed in zip(*sides, strict=True):
            left = [(right.mention(e).lower(), e.label) for e in right.entities]
            num_gold, num_predicted = num_gold + len(left), num_predicted + len(guessed.entities)
            repeated += max(Counter(left).values(), default=0) > 1
            for e in guessed.entities:
                fact = (guessed.mention(e).lower(), e.label)
                if fact in left:
                    left.remove(fact)
                    correct += 1

        found = total(multiset_counts(pair_sentences(*sides)))

        assert counts_of(found) == (correct, num_predicted, num_gold)
    assert repeated > FILES // 100


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("repair", ["conlleval", "discard"])
def test_files_read_under_a_rule_score_as_their_tags_do(
    scheme: str, repair: Repair, tmp_path: Path
) -> None:
    gold, predicted = (
        [row for seed in range(40) for row in tag_file(scheme, seed)[side]] for side in (0, 1)
    )
    corpora = []
    for name, rows in (("gold", gold), ("predicted", predicted)):
        blocks = ["".join(f"w{n}\t{tag}\n" for n, tag in enumerate(row)) for row in rows]
        (tmp_path / name).write_text("\n".join(blocks), "utf-8")
        corpora.append(read(tmp_path / name, scheme=scheme, repair=repair))

    found = total(strict_counts(pair_sentences(*(corpus.sentences for corpus in corpora))))

    expected = score_tags(gold, predicted, scheme=scheme, repair=repair)
    assert found == expected.strict
    counts = [next(iter(corpus.counts.values())) for corpus in corpora]
    assert counts == [expected.malformed_gold, expected.malformed_predicted]
