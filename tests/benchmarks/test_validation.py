"""On the recorded paraphrases every fault is caught, and hardly a good one is lost."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from paner.augment.similarity import LexicalEmbedder

pytestmark = [pytest.mark.data, pytest.mark.slow]

MOST_REJECTED = 0.02
UNSEEN = "swapped in a rewording"  # can be told in a part of the cases only


@pytest.fixture(scope="module")
def validation(repository: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(repository / "benchmarks"))
    try:
        yield importlib.import_module("validation")
    finally:
        sys.path.pop(0)


def test_every_fault_in_a_paraphrase_is_caught_under_its_reason(
    validation: ModuleType, data_dir: Path
) -> None:
    clean = validation.passing(validation.families(data_dir), LexicalEmbedder())
    foreign = [words for some in validation.foreign_text(data_dir).values() for words in some]

    for fault in validation.FAULTS:
        counts = validation.caught(fault, clean, foreign, LexicalEmbedder())
        if fault.name != UNSEEN:
            assert counts["kept"] == 0, fault.name
            # a long addition may shift the alignment that swaps are seen by
            assert sum(counts[r] for r in fault.reasons) >= 0.995 * counts.total(), fault.name


def test_no_fault_in_an_answer_comes_through(validation: ModuleType, data_dir: Path) -> None:
    clean = validation.passing(validation.families(data_dir), LexicalEmbedder())

    for fault in validation.ANSWER_FAULTS:
        counts = validation.answers_caught(fault, clean, LexicalEmbedder())

        assert set(counts) <= {
            "too few paraphrases",
            "unreadable answer",
            "near-duplicate",
            "read whole, unwrapped",
        }, fault.name


def test_each_check_costs_at_most_two_percent_of_the_good(
    validation: ModuleType, data_dir: Path
) -> None:
    some = validation.families(data_dir)
    total = sum(len(texts) for _, texts, _ in some)

    counts = validation.good_rejected(some, LexicalEmbedder())

    assert total == 1500
    assert all(n <= MOST_REJECTED * total for reason, n in counts.items() if reason != "kept")
    assert counts["kept"] >= (1 - 2 * MOST_REJECTED) * total
