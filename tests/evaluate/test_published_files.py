"""The files that seqscore and seqeval test themselves on score here as they do there.

They are not part of this repository: `PANER_REFERENCES` names a folder with checkouts of both
projects, `seqscore` and `seqeval` (`make references` makes one).
"""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from seqeval.metrics import classification_report
from seqscore.scripts.seqscore import score

from paner.data.read import read
from paner.data.schemes import Repair
from paner.evaluate.match import pair_sentences
from paner.evaluate.scores import Score, score_types, strict_counts, total
from paner.evaluate.tag_scores import score_tags

ANNOTATED, PREDICTED = "tests/conll_annotation", "tests/conll_predictions"
REFERENCES = (f"{ANNOTATED}/minimal.bio", f"{ANNOTATED}/invalid1.bio")
PREDICTIONS = (
    f"{PREDICTED}/correct1.bio",
    f"{PREDICTED}/incorrect1.bio",
    f"{PREDICTED}/incorrect_type_not_in_reference.bio",
    f"{PREDICTED}/correct1_improper_sequence_pred.txt",
    f"{ANNOTATED}/invalid1.bio",
)
# what the script conlleval prints of ground_truth.txt: correct, found and annotated phrases
CONLLEVAL = {
    "ADJP": (0, 1, 6),
    "ADVP": (5, 11, 8),
    "NP": (206, 317, 262),
    "PP": (89, 107, 90),
    "SBAR": (2, 3, 6),
    "VP": (69, 100, 87),
}


@pytest.fixture(scope="module")
def folder() -> Path:
    """Checkouts of the reference scorers."""
    named = os.environ.get("PANER_REFERENCES")
    if not named:
        pytest.skip("PANER_REFERENCES names no checkouts of seqscore and seqeval: make references")
    return Path(named)


def counts_of(found: Score) -> tuple[int, int, int]:
    return found.correct, found.predicted, found.support


def seqscores_counts(reference: Path, predicted: Path, repair: str) -> dict[str, tuple[int, ...]]:
    """Correct, predicted and annotated entities by type and in all, from seqscore's command."""
    options = ["--labels", "BIO", "--repair-method", repair, "--score-format", "delim", "--quiet"]
    told = CliRunner().invoke(score, [*options, "--reference", str(reference), str(predicted)])
    assert told.exit_code == 0, told.output
    rows = [line.split("\t") for line in told.output.splitlines()]
    return {row[0]: (int(row[6]), int(row[5]), int(row[4])) for row in rows[1:]}


@pytest.mark.parametrize("predicted", PREDICTIONS)
@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("repair", ["conlleval", "discard"])
def test_seqscores_files_score_as_with_seqscore(
    reference: str, predicted: str, repair: Repair, folder: Path
) -> None:
    files = [folder / "seqscore" / name for name in (reference, predicted)]
    pairs = pair_sentences(*(read(f, scheme="BIO", repair=repair).sentences for f in files))

    found = {label: counts_of(one) for label, one in score_types(pairs).items()}
    found["ALL"] = counts_of(total(strict_counts(pairs)))

    expected = seqscores_counts(files[0], files[1], repair)
    assert found == {label: row for label, row in expected.items() if label == "ALL" or any(row)}


def test_seqscores_bioes_file_has_the_entities_of_its_bio_file(folder: Path) -> None:
    bio, bioes = (
        read(folder / "seqscore" / ANNOTATED / f"minimal.{ending}").sentences
        for ending in ("bio", "bioes")
    )

    assert [s.entities for s in bio] == [s.entities for s in bioes]


def test_seqevals_file_scores_as_with_seqeval_and_conlleval(folder: Path) -> None:
    text = (folder / "seqeval" / "tests" / "data" / "ground_truth.txt").read_text("utf-8")
    sentences = [
        [line.split() for line in block.splitlines()] for block in text.split("\n\n") if block
    ]
    gold, predicted = ([[row[n] for row in rows] for rows in sentences] for n in (2, 3))

    found = score_tags(gold, predicted)

    assert {label: counts_of(one) for label, one in found.per_type.items()} == CONLLEVAL
    assert counts_of(found.strict) == (371, 539, 459)
    theirs = classification_report(gold, predicted, output_dict=True)
    for label, one in found.per_type.items():
        assert (one.precision, one.recall) == pytest.approx(
            (theirs[label]["precision"], theirs[label]["recall"])
        )
