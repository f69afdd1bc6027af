"""The commands, run as people run them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Paner = Callable[..., subprocess.CompletedProcess[str]]

CONLL = """\
Ada\tB-person
Lovelace\tI-person
met\tO
Babbage\tB-person
in\tO
London\tB-place
.\tO

The\tO
pump\tO
broke\tO
.\tO
"""
SCHEMA = """\
- name: person
  definition: A human being.
  guidelines: Without titles.
- name: planet
  definition: A large round body.
"""
ANSWERS = """\
{"template": "<person_1> met <person_2> in <place_1> .", "paraphrases": \
["It was in <place_1> that <person_1> and <person_2> met .", "<person_1> met Babbage ."]}
{"type": "person", "mentions": ["Grace Hopper", "Emmy Noether"]}
{"text": "[Alan Turing|person] lived in [Wilmslow|place] ."}
"""


@pytest.fixture
def conll(tmp_path: Path) -> Path:
    path = tmp_path / "train.conll"
    path.write_text(CONLL, "utf-8")
    return path


def test_inspect_counts_a_corpus(paner: Paner, conll: Path) -> None:
    result = paner("inspect", conll, "--against", conll, "--json")

    found = json.loads(result.stdout)
    assert result.returncode == 0
    assert found["format"] == "conll"
    assert (found["sentences"], found["words"], found["entities"]) == (2, 11, 3)
    assert found["types"] == {"person": 2, "place": 1}
    assert (found["touching"], found["malformed"], found["without_entities"]) == (0, 0, 1)
    assert list(found["leaks"].values()) == [2]


def test_inspect_shows_tables(paner: Paner, conll: Path) -> None:
    result = paner("inspect", conll)

    assert "person" in result.stdout
    assert "sentences" in result.stdout


def test_convert_goes_to_jsonl_and_back(paner: Paner, conll: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "train.jsonl", tmp_path / "back.conll"

    assert paner("convert", conll, there).returncode == 0
    assert paner("convert", there, back).returncode == 0

    row = json.loads(there.read_text("utf-8").splitlines()[0])
    assert row["entities"][0] == {"start": 0, "end": 12, "label": "person", "text": "Ada Lovelace"}
    assert back.read_text("utf-8") == CONLL + "\n"


def test_convert_reads_stdin_and_writes_stdout(paner: Paner) -> None:
    result = paner("convert", "-", "-", "--to", "conll", stdin=CONLL)

    assert result.stdout == CONLL + "\n"


def test_convert_refuses_a_format_it_does_not_know(paner: Paner, conll: Path) -> None:
    result = paner("convert", conll, "-", "--to", "docx")

    assert result.returncode == 2
    assert "no format is named 'docx'" in result.stderr


def test_a_drafted_schema_shows_examples_of_each_type(
    paner: Paner, conll: Path, tmp_path: Path
) -> None:
    out = tmp_path / "schema.yaml"

    result = paner("schema", "draft", conll, "-o", out)

    assert result.returncode == 0
    assert "Ada Lovelace" in out.read_text("utf-8")
    assert paner("schema", "draft", conll).stdout == out.read_text("utf-8")


def test_augment_accounts_for_every_answer(paner: Paner, conll: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(ANSWERS, "utf-8")
    (tmp_path / "schema.yaml").write_text(SCHEMA, "utf-8")
    out = tmp_path / "more.jsonl"

    result = paner(
        "augment", conll, "-o", out, "--recorded", tmp_path / "answers.jsonl",
        "--schema", tmp_path / "schema.yaml", "--json",
    )  # fmt: skip

    account = json.loads(result.stdout)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    lost = sum(account["rejected"].values()) + sum(account["failed"].values())
    assert account["asked"] == account["kept"] + lost
    assert account["kept"] == len(rows) > 0
    assert "types in the data without an entry: place" in result.stderr
    assert "entries never seen in the data: planet" in result.stderr
    assert {row["provenance"]["method"] for row in rows} >= {"new-sentence", "substitution"}


def test_augment_duplicates_without_any_recording(
    paner: Paner, conll: Path, tmp_path: Path
) -> None:
    out = tmp_path / "more.jsonl"

    result = paner(
        "augment", conll, "-o", out, "--method", "duplication", "--per-sentence", 3, "--limit", 1
    )

    assert result.returncode == 0
    assert len(out.read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["augment", "x", "-o", "y"], "one of --recorded FILE, --method NAME"),
        (["evaluate", "x"], "either --predicted FILE or --model MODEL"),
        (["augment", "x"], "Missing option"),
        (["inspect", "x", "--overlaps", "shortest"], "shortest"),
    ],
)
def test_wrong_usage_exits_with_2(paner: Paner, arguments: list[str], message: str) -> None:
    result = paner(*arguments)

    assert result.returncode == 2
    assert message in result.stderr


def test_evaluate_scores_a_file_against_another(paner: Paner, conll: Path, tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.conll"
    predicted.write_text(CONLL.replace("B-place", "O"), "utf-8")

    result = paner("evaluate", conll, "--predicted", predicted, "--json")

    found = json.loads(result.stdout)
    assert found["strict"]["precision"] == 1.0
    assert found["strict"]["recall"] == pytest.approx(2 / 3)
    assert found["set"]["f1"] == pytest.approx(0.8)
    assert found["per_type"]["place"]["support"] == 1
    assert "strict span" in paner("evaluate", conll, "--predicted", predicted).stdout


def test_evaluate_refuses_other_sentences(paner: Paner, conll: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.conll"
    other.write_text(CONLL.replace("London", "Paris"), "utf-8")

    result = paner("evaluate", conll, "--predicted", other)

    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "paner: error:" in result.stderr


BAD_FILES = {
    "empty": b"",
    "binary": bytes(range(256)) * 8,
    "latin.conll": "Müller\tB-person\n".encode("latin-1"),
    "truncated.json": b'[{"tokens": ["a"], "ner_tags": ["O"',
    "ragged.conll": b"a\tO\nb\tO\tO\nc\n",
    "tags.conll": b"a\tB-x\nb\tX-y\n\na\tO\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_ends_in_a_clear_error(paner: Paner, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])

    result = paner("inspect", path)

    assert result.returncode == 1, result.stdout
    assert str(path) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_file_and_a_directory_end_in_a_clear_error(paner: Paner, tmp_path: Path) -> None:
    for place in (tmp_path / "missing", tmp_path):
        result = paner("inspect", place)

        assert result.returncode == 1
        assert str(place) in result.stderr
        assert "Traceback" not in result.stderr


def test_a_folder_that_is_no_model_and_one_that_is_no_run_are_refused(
    paner: Paner, tmp_path: Path
) -> None:
    for command in ("tag", "report"):
        result = paner(command, tmp_path, stdin="")

        assert result.returncode == 1
        assert "Traceback" not in result.stderr


def test_evaluate_counts_malformed_tags_and_says_how_they_were_read(
    paner: Paner, conll: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.conll"
    broken.write_text(CONLL.replace("London\tB-place", "London\tI-place"), "utf-8")

    mended = paner("evaluate", conll, "--predicted", broken, "--json")
    discarded = paner("evaluate", conll, "--predicted", broken, "--repair", "discard", "--json")

    assert json.loads(mended.stdout)["strict"]["correct"] == 3
    assert json.loads(mended.stdout)["malformed"] == {
        "gold": 0,
        "predicted": 1,
        "rule": "conlleval",
    }
    assert json.loads(discarded.stdout)["strict"]["correct"] == 2
    assert "1 malformed tags (what they tag is left out)" in discarded.stderr
