"""Types described from examples."""

from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE
from tests.augment.llm.questioning import asking, by_opening
from tests.augment.llm.server import answered, prompt_of, refused, serving

from paner.augment.llm.descriptions import Descriptions, describe_types, incomplete
from paner.schema.draft import draft_schema
from paner.schema.files import read_schema

GOOD = {
    "definition": "Something that has a name of its own.",
    "guidelines": "Leave out the article. Do not mark pronouns.",
}


def described(url: str, journal: Path) -> Descriptions:
    return asking(url, journal, lambda questions: describe_types(FIVE, questions))


def test_each_type_is_described_from_at_most_three_sentences(tmp_path: Path) -> None:
    with serving(by_opening(annotators=lambda prompt: GOOD)) as server:
        found = described(server.url, tmp_path / "j")

    assert sorted(found.types) == ["organisation", "person", "place", "work"]
    assert found.types["work"].definition == GOOD["definition"]
    assert not found.failed
    for body in server.requests:
        assert 1 <= prompt_of(body).count("\n- ") <= 3


def test_an_incomplete_answer_is_asked_for_again_saying_why(tmp_path: Path) -> None:
    def truncated_first(prompt: str) -> object:
        if "could not be used" in prompt:
            return GOOD
        return {**GOOD, "guidelines": "Leave out the article and do not"}

    with serving(by_opening(annotators=truncated_first)) as server:
        found = described(server.url, tmp_path / "j")

    assert len(found.types) == 4
    assert len(server.requests) == 8
    assert "the guidelines: it does not end with a full stop" in prompt_of(server.requests[-1])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (answered("no"), "it was not the JSON that was asked for"),
        (answered('{"definition": "A thing of some', finish="length"), "it was not the JSON"),
        (refused(401), "key refused"),
    ],
)
def test_a_type_that_cannot_be_described_is_left_to_a_person(
    reply: object, why: str, tmp_path: Path
) -> None:
    with serving(by_opening(annotators=lambda prompt: reply)) as server:
        found = described(server.url, tmp_path / "j")

    assert not found.types
    assert all(reason.startswith(why) for reason in found.failed.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A name.",
        "A human being who has a na",
        "A human being with a name...",
        "A human being (or a dog with a name.",
        ", which is a human being with a name.",
        "A human being. " * 100,
    ],
)
def test_what_is_no_complete_description_is_told(text: str) -> None:
    assert incomplete(text)


@pytest.mark.parametrize(
    "text", ["有名字的人。", "A human being with a name.", "Ein Mensch, der einen Namen hat!"]
)
def test_complete_descriptions_pass_in_any_language(text: str) -> None:
    assert not incomplete(text)


def test_a_drafted_schema_is_marked_and_can_be_read(tmp_path: Path) -> None:
    with serving(by_opening(annotators=lambda prompt: GOOD)) as server:
        found = described(server.url, tmp_path / "j")
    types = {name: one for name, one in found.types.items() if name != "work"}
    path = tmp_path / "schema.yaml"

    path.write_text(draft_schema(FIVE, drafted=types, notes={"work": "not drafted: busy"}), "utf-8")

    text = path.read_text("utf-8")
    schema = read_schema(path)
    assert text.count("\n  drafted: true\n") == 3
    assert "# not drafted: busy" in text
    assert schema.types[0].definition == GOOD["definition"]
    assert schema.types[3].definition == ""
