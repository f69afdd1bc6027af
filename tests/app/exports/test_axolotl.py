"""Tests of `paner export axolotl`."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from paner.app.cli import app
from paner.app.exports.axolotl import AxolotlSettings, export_axolotl
from paner.app.exports.chat_rows import ChatForm
from paner.data.read import write
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.instruct.tagged_words import AnswerTags, parse
from paner.schema.entity_types import EntityType, Schema

Paner = Callable[..., subprocess.CompletedProcess[str]]
SCHEMA = Schema((EntityType("person", definition="A human being."), EntityType("city")))
SENTENCES = [
    Sentence.from_words(
        ["Ada", "and/or", "Bob", "saw", "Rome", "."],
        [Entity(0, 1, "person"), Entity(2, 3, "person"), Entity(4, 5, "city")],
    ),
    Sentence.from_words(["Nothing", "happened", "."]),
]


def rows(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "data/train.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def config(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((folder / "config.yml").read_text("utf-8"))
    return found


def test_each_sentence_is_a_conversation_whose_answer_reads_back(tmp_path: Path) -> None:
    counts = export_axolotl(SENTENCES, SCHEMA, tmp_path, settings=AxolotlSettings())

    tags = AnswerTags(("person", "city"))
    written = {row["messages"][0]["content"].splitlines()[-1]: row for row in rows(tmp_path)}
    assert counts["conversations"] == len(written) == len(SENTENCES)
    for sentence in SENTENCES:
        asked, answered = written[sentence.text]["messages"]
        assert (asked["role"], answered["role"]) == ("user", "assistant")
        assert "A human being." in asked["content"]
        assert parse(answered["content"], sentence.words, tags) == list(sentence.entities)


def test_the_settings_are_those_of_the_paper(tmp_path: Path) -> None:
    export_axolotl(SENTENCES, SCHEMA, tmp_path, settings=AxolotlSettings("my/base"))

    found = config(tmp_path)
    assert found["base_model"] == "my/base"
    assert (found["adapter"], found["lora_r"], found["lora_alpha"]) == ("lora", 8, 16)
    assert found["optimizer"].startswith("adamw")
    assert (found["num_epochs"], found["lr_scheduler"]) == (1, "cosine")
    assert (float(found["learning_rate"]), found["warmup_ratio"]) == (2e-5, 0.04)
    assert found["sequence_len"] == 2048
    assert found["datasets"][0]["type"] == "chat_template"
    assert (tmp_path / found["datasets"][0]["path"]).is_file()


def test_the_base_corpus_is_mixed_in_with_its_own_types_and_the_order_is_seeded(
    tmp_path: Path,
) -> None:
    words = ["Zinc", "melts", "."]
    other = [
        replace(Sentence.from_words(words, [Entity(0, 1, "metal")]), asked=("gas", "metal"))
    ] * 3
    metals = Schema((EntityType("gas"), EntityType("ore"), EntityType("metal", "", "An element.")))

    for name in ("one", "two"):
        counts = export_axolotl(
            SENTENCES,
            SCHEMA,
            tmp_path / name,
            settings=AxolotlSettings(mixed=2),
            mix=other,
            mix_schema=metals,
        )

    asked = [row["messages"][0]["content"] for row in rows(tmp_path / "one")]
    assert counts["sentences of the base corpus mixed in"] == 2
    assert sum("Tags: gas, metal" in text and "An element." in text for text in asked) == 2
    assert sum("Tags: person, city" in text for text in asked) == len(SENTENCES)
    assert rows(tmp_path / "one") == rows(tmp_path / "two")


def test_long_sentences_become_several_conversations_and_nothing_is_lost(tmp_path: Path) -> None:
    words = [f"w{n}" for n in range(50)]
    long = Sentence.from_words(words, [Entity(18, 23, "city")])

    counts = export_axolotl(
        [long], SCHEMA, tmp_path, settings=AxolotlSettings(form=ChatForm(max_words=20))
    )

    answers = [row["messages"][1]["content"].split() for row in rows(tmp_path)]
    assert counts["conversations more than sentences"] == len(answers) - 1 > 0
    assert Counter(w for answer in answers for w in answer) == Counter(
        f"{word}/{'city' if 18 <= index < 23 else 'O'}" for index, word in enumerate(words)
    )


def test_nothing_to_train_on_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no sentence"):
        export_axolotl([], SCHEMA, tmp_path, settings=AxolotlSettings())


def test_the_configuration_passes_axolotls_own_schema(tmp_path: Path) -> None:
    schemas = pytest.importorskip(
        "axolotl.utils.schemas.config", reason="axolotl is not installed: its schema is not checked"
    )
    export_axolotl(SENTENCES, SCHEMA, tmp_path, settings=AxolotlSettings())

    found = config(tmp_path)
    checked = schemas.AxolotlInputConfig(**found)

    assert set(found) <= set(schemas.AxolotlInputConfig.model_fields)
    assert checked.lora_r == 8
    assert checked.datasets[0].field_messages == "messages"


def test_the_command_writes_types_that_only_the_data_has(paner: Paner, tmp_path: Path) -> None:
    data, schema = tmp_path / "data.jsonl", tmp_path / "schema.yaml"
    write(SENTENCES, data)
    schema.write_text("- name: person\n  definition: A human being.\n", "utf-8")

    result = paner("export", "axolotl", data, "-o", tmp_path / "job", "--schema", schema)

    assert result.returncode == 0, result.stderr
    assert "types in the data without an entry: city" in result.stderr
    assert "Tags: person, city" in rows(tmp_path / "job")[0]["messages"][0]["content"]


def test_types_of_the_base_corpus_that_no_schema_has_are_named(tmp_path: Path) -> None:
    own, other = tmp_path / "own.jsonl", tmp_path / "other.jsonl"
    schema = tmp_path / "types.yaml"
    write([Sentence.from_words(["Ann", "left"], [Entity(0, 1, "person")])], own)
    write(
        [replace(Sentence.from_words(["Zinc"], [Entity(0, 1, "metal")]), asked=("metal",))], other
    )
    schema.write_text("- name: gas\n", encoding="utf-8")

    arguments = ["export", "axolotl", own, "-o", tmp_path / "job", "--mix-schema", schema]
    lacking = CliRunner().invoke(app, list(map(str, [*arguments, "--mix", other])))
    alone = CliRunner().invoke(app, list(map(str, arguments)))

    assert "types.yaml: the schema lacks metal" in str(lacking.exception)
    assert "--mix FILE" in str(alone.exception)
