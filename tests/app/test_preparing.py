"""`paner prepare` and `paner prompt`, run as people run them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.data.read import read
from paner.schema.files import read_schema

Paner = Callable[..., subprocess.CompletedProcess[str]]
SCHEMA = "- name: person\n  definition: A human.\n  guidelines: No groups.\n- name: place\n"


def pile_ner(folder: Path) -> Path:
    said = [
        "Text: Ada Lovelace wrote a long letter to an old friend of hers in London.",
        "I've read this text.",
        "What describes person in the text?",
        '["Ada Lovelace"]',
        "What describes place in the text?",
        "[]",
    ]
    turns = [{"from": ("human", "gpt")[i % 2], "value": text} for i, text in enumerate(said)]
    short = [{**turns[0], "value": "Text: Ada wrote."}, turns[1]]
    file = folder / "pile.json"
    rows = [{"id": "1", "conversations": turns}, {"id": "2", "conversations": short}]
    file.write_text(json.dumps(rows))
    (folder / "types.yaml").write_text(SCHEMA)
    return file


def test_a_base_corpus_is_prepared_and_mixed_with_a_domain(tmp_path: Path, paner: Paner) -> None:
    file = pile_ner(tmp_path)
    (tmp_path / "gold.conll").write_text("Pump B-part\nleaks O\n")

    prepared = paner(
        "prepare", "pile-ner", str(file), "-o", str(tmp_path / "base.jsonl"),
        "--schema", str(tmp_path / "types.yaml"), "--json",
    )  # fmt: skip
    mixed = paner(
        "prepare", "mix", str(tmp_path / "gold.conll"), "--base", str(tmp_path / "base.jsonl"),
        "-o", str(tmp_path / "all.jsonl"), "--base-sentences", "5",
    )  # fmt: skip

    assert json.loads(prepared.stdout)["counts"] == {
        "kept": 1,
        "dropped: fewer words than asked for": 1,
    }
    assert mixed.returncode == 0, mixed.stderr
    assert "1 sentences of the domain, 1 of the base" in mixed.stderr
    asked = {one.asked for one in read(tmp_path / "all.jsonl").sentences}
    assert asked == {("part",), ("person", "place")}
    assert read_schema(tmp_path / "all.schema.yaml").names == ["part", "person", "place"]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ([], "GUIDELINES: No groups."),
        (["--kind", "names"], "Tags: person, place"),
        (["--tags", "bio"], "Types: person, place"),
    ],
)
def test_a_prompt_is_shown(tmp_path: Path, paner: Paner, options: list[str], shown: str) -> None:
    (tmp_path / "types.yaml").write_text(SCHEMA)

    result = paner("prompt", "show", "--schema", str(tmp_path / "types.yaml"), *options)

    assert shown in result.stdout
    assert result.stdout.endswith("Sentence:\n")
    assert ".v1 " in result.stderr


def test_a_base_corpus_is_not_written_to_stdout_for_its_schema_stands_beside_it(
    tmp_path: Path, paner: Paner
) -> None:
    file, types = pile_ner(tmp_path), tmp_path / "types.yaml"

    done = paner("prepare", "pile-ner", file, "-o", "-", "--schema", types)

    assert done.returncode == 2
    assert "-o needs a file" in done.stderr
