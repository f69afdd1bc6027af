"""Instructions: what each kind tells, and that a template which tells too little is refused."""

from pathlib import Path

import pytest

from paner.errors import LanguageModelError
from paner.instruct.prompt import (
    PROMPT_VERSION,
    InstructionKind,
    input_text,
    instruction,
    load_template,
)
from paner.instruct.tagged_words import TagFormat
from paner.prompt import Prompt
from paner.schema.entity_types import EntityType, Schema

SCHEMA = Schema(
    (
        EntityType("part", "", "A piece of a\n  machine.", "Not a whole machine."),
        EntityType("error code", "error code", "What a display shows."),
    )
)
KINDS: list[InstructionKind] = ["guidelines", "definitions", "names"]
FORMATS: list[TagFormat] = ["word-tag", "word-tag-lossless", "bio"]


@pytest.mark.parametrize("tag_format", FORMATS)
def test_each_kind_tells_what_it_is_named_for(tag_format: TagFormat) -> None:
    told = {kind: instruction(SCHEMA, kind=kind, tag_format=tag_format) for kind in KINDS}

    for text in told.values():
        assert "part, error_code" in text
        assert text.endswith("\n\nSentence:\n")
    assert {kind for kind in KINDS if "DEFINITION: A piece of a machine." in told[kind]} == {
        "guidelines", "definitions",
    }  # fmt: skip
    assert [kind for kind in KINDS if "GUIDELINES: Not a whole machine." in told[kind]] == [
        "guidelines"
    ]
    assert told["guidelines"].count("GUIDELINES:") == 1


def test_only_the_lossless_format_tells_of_boundary_marks() -> None:
    told = {one: "/B-TAG" in instruction(SCHEMA, tag_format=one) for one in FORMATS}

    assert told == {"word-tag": False, "word-tag-lossless": True, "bio": False}


def test_a_schema_of_bare_names_is_told_as_names() -> None:
    bare = Schema.from_labels(["part", "tool"])

    assert instruction(bare) == instruction(bare, kind="names")


def test_the_sentence_follows_with_single_blanks() -> None:
    assert input_text(["38.4 million", "and/or", "."]) == "38.4 million and/or ."


def test_a_template_has_a_version_that_changes_with_its_text(tmp_path: Path) -> None:
    own = load_template()
    other = Prompt(own.name, own.text + " ")

    assert own.version.startswith(f"word_tag.{PROMPT_VERSION} ")
    assert other.version != own.version


def test_a_users_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "mine.jinja"
    file.write_text(
        "{{ tags }}\n{% for type in types %}\n{{ type.definition }}|{{ type.guidelines }}\n"
        "{% endfor %}\nText:"
    )

    text = instruction(SCHEMA, template=load_template(file))

    assert text == (
        "part, error_code\nA piece of a machine.|Not a whole machine.\n"
        "What a display shows.|\nText:\n"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ tags }}", "does not show definition, guidelines"),
        ("{{ tag }}", "cannot be filled in: 'tag' is undefined; expected a Jinja template"),
        ("{% for %}", "cannot be filled in"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_template_that_cannot_work_is_refused_before_use(
    text: str | bytes, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.jinja"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(LanguageModelError, match=message):
        load_template(file)


def test_a_template_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LanguageModelError, match=r"missing\.jinja: the prompt cannot be read"):
        load_template(tmp_path / "missing.jinja")


def test_a_template_that_fails_when_it_is_filled_in_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.jinja"
    path.write_text("{{ 1 / 0 }}", encoding="utf-8")

    with pytest.raises(LanguageModelError, match="cannot be filled in"):
        load_template(path)
