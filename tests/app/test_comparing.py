"""Runs are compared however they are given: files, folders, or scores alone."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.app.comparing import compare_runs, read_run
from paner.app.reading import Reading
from paner.data.read import write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError, UsageError
from paner.evaluate.evaluation import evaluate_corpus

Paner = Callable[..., subprocess.CompletedProcess[str]]

GOLD = [
    Sentence.from_words(
        ["Ann", "met", "<Bob>", str(number)], [Entity(0, 1, "per"), Entity(2, 3, "per")]
    )
    for number in range(12)
]
POOR = [s.with_entities(s.entities[:1]) for s in GOLD[:9]] + GOLD[9:]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with gold, a poor and a perfect prediction, and a folder of a benchmark run."""
    for name, sentences in (("gold", GOLD), ("poor", POOR), ("good", GOLD)):
        write(sentences, tmp_path / f"{name}.jsonl")
    for seed, sentences in enumerate((POOR, GOLD)):
        (tmp_path / "run" / "tagged").mkdir(parents=True, exist_ok=True)
        write(sentences, tmp_path / "run" / "tagged" / f"seed-{seed}.jsonl")
    (tmp_path / "run" / "data").mkdir()
    write(GOLD, tmp_path / "run" / "data" / "test.jsonl")
    return tmp_path


def compared(files: Path, *names: str, gold: str | None = "gold.jsonl") -> dict[str, object]:
    found = compare_runs(
        [str(files / name) for name in names],
        gold and str(files / gold),
        reading=Reading(),
        resamples=200,
        seed=0,
    )
    return found.to_dict()


def test_the_command_tells_scores_significance_types_and_changed_sentences(
    paner: Paner, files: Path
) -> None:
    page = files / "page.html"
    arguments = [files / "poor.jsonl", files / "good.jsonl", "--gold", files / "gold.jsonl"]

    text = paner("compare", *arguments, "--html", page)
    found = json.loads(paner("compare", *arguments, "--json").stdout)

    assert text.returncode == 0, text.stderr
    assert "more than chance on 12 sentences" in text.stdout
    assert "<Bob> (per)" in text.stdout
    (one,) = found["comparisons"]
    assert one["difference"]["f1"] == pytest.approx(1 - 2 * 15 / (15 + 24))
    assert one["randomisation_p"] < 0.01
    assert [change["verdict"] for change in one["changes"]] == ["better"] * 9
    html = page.read_text("utf-8")
    assert "&lt;Bob&gt;" in html
    assert "<Bob>" not in html
    assert "<script" not in html


def test_a_run_folder_brings_its_gold_and_its_seeds_along(files: Path) -> None:
    (files / "other" / "tagged").mkdir(parents=True)
    for seed in range(2):
        write(GOLD, files / "other" / "tagged" / f"seed-{seed}.jsonl")

    found = compared(files, "run", "other", gold=None)

    assert found["gold"] == str(files / "run" / "data" / "test.jsonl")
    assert "over 2 seeds" in str(found["seeds"])


def test_scores_alone_stand_in_the_table_but_in_no_test(files: Path) -> None:
    scores = evaluate_corpus(GOLD, POOR, resamples=0).to_dict()
    (files / "old.json").write_text(json.dumps(scores), "utf-8")

    found = compared(files, "good.jsonl", "old.json")

    assert found["scores_only"] == [str(files / "old.json")]
    assert found["comparisons"] == []
    assert len(found["systems"]) == 2  # type: ignore[arg-type]  # a dictionary by name


def test_what_is_no_run_is_refused(files: Path) -> None:
    (files / "empty").mkdir()

    with pytest.raises(UsageError, match="no finished run"):
        read_run(str(files / "empty"))
    with pytest.raises(UsageError, match="two different runs"):
        compared(files, "good.jsonl")
    with pytest.raises(UsageError, match="--gold FILE"):
        compared(files, "good.jsonl", "poor.jsonl", gold=None)
    with pytest.raises((DataError, OSError)):
        compared(files, "good.jsonl", "nowhere.jsonl")


def test_a_run_of_another_corpus_is_refused(files: Path) -> None:
    write([Sentence.from_words(["other"])], files / "foreign.jsonl")

    with pytest.raises(DataError, match=r"foreign\.jsonl: sentence 1 has another text"):
        compared(files, "good.jsonl", "foreign.jsonl")


@pytest.mark.parametrize("text", ["{", "[]", '{"systems": "gold"}'])
def test_a_damaged_record_of_a_run_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text, "utf-8")

    with pytest.raises((DataError, UsageError), match=r"run\.json: |no finished run"):
        read_run(str(tmp_path))


def test_runs_that_bring_different_gold_along_are_refused(files: Path) -> None:
    other = files / "other"
    shutil.copytree(files / "run", other)
    assert compared(files, "run", "other", gold=None)["comparisons"]

    write(POOR, other / "data" / "test.jsonl")
    with pytest.raises(UsageError, match="different gold sentences"):
        compared(files, "run", "other", gold=None)


def test_seeds_of_an_earlier_run_in_the_folder_are_left_out(files: Path) -> None:
    (files / "run" / "results.json").write_text('{"runs": [{"seed": 1}]}', "utf-8")

    assert [file.name for file in read_run(str(files / "run")).predictions] == ["seed-1.jsonl"]


def test_a_scheme_that_is_named_holds_for_predictions_too(paner: Paner, tmp_path: Path) -> None:
    """Tags without a single `B-` pass for IOB1, in which nothing is wrong with them."""
    for name, tag in (("gold", "B-per"), ("guessed", "I-per")):
        (tmp_path / name).write_text(f"Ann\t{tag}\nleft\tO\n", "utf-8")
    arguments = [tmp_path / "gold", "--predicted", tmp_path / "guessed", "--repair", "discard"]

    told = paner("evaluate", *arguments, "--json")
    named = paner("evaluate", *arguments, "--scheme", "BIO", "--json")

    found = json.loads(named.stdout)
    assert json.loads(told.stdout)["strict"]["f1"] == 1
    assert (found["strict"]["predicted"], found["malformed"]["predicted"]) == (0, 1)
