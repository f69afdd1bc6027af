"""Schemas as files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.errors import DataError, SchemaError
from paner.schema.entity_types import EntityType, Schema
from paner.schema.files import read_schema, schema_text, write_schema

TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85\ufeff\ufffe\uffff"
    )
)
TYPES = st.builds(EntityType, TEXT.filter(str.strip), TEXT, TEXT, TEXT)
SCHEMAS = st.lists(TYPES, min_size=1, max_size=4, unique_by=lambda one: one.name).map(
    lambda types: Schema(tuple(types))
)
GOOD = """\
# a comment
- name: NO
  label: norwegian
  definition: 'Words of
    two lines'
  truncated_in_source: true
- name: "1"
"""


@given(SCHEMAS)
def test_reading_a_written_schema_gives_it_back(
    tmp_path_factory: pytest.TempPathFactory, schema: Schema
) -> None:
    path = tmp_path_factory.mktemp("schema") / "schema.yaml"

    write_schema(schema, path)

    assert read_schema(path) == schema


def read_text(folder: Path, text: str, name: str = "schema.yaml") -> Schema:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_schema(path)


def test_names_that_yaml_takes_for_other_things_stay_text(tmp_path: Path) -> None:
    schema = read_text(tmp_path, GOOD)

    assert schema.names == ["NO", "1"]
    assert schema.types[0] == EntityType("NO", "norwegian", "Words of two lines")
    assert schema.types[1] == EntityType("1", "1")


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert read_text(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n")) == read_text(tmp_path, GOOD)


def test_json_lines_are_read(tmp_path: Path) -> None:
    text = (
        '{"name": "p", "definition": "A name.", "in_391": true}\n\n{"name": "medical condition"}\n'
    )

    schema = read_text(tmp_path, text, "types.jsonl")

    assert schema.types == (EntityType("p", "p", "A name."), EntityType("medical condition"))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name: p\n", 1, "the schema is no list"),
        ("# nothing\n", 1, "the schema is no list; found 'nothing'"),
        ("[]\n", None, "the schema is empty"),
        ("- name: p\n- q\n", 2, "an entry is no mapping; found 'q'"),
        ("- name: p\n  colour: red\n", 2, "unknown key; found 'colour'; expected one of name"),
        ("- name: p\n- label: x\n", 2, "an entry has no name"),
        ("- name: ''\n", 1, "an entry has no name"),
        ("- name:\n", 1, "an entry has no name"),
        ("- name: p\n- name: q\n- name: p\n", 3, "stands twice in the schema (first in line 1)"),
        ("- name: p\n  name: q\n", 2, "a key stands twice in an entry; found 'name'"),
        ("- name: p\n  definition: [a]\n", 2, "a key's value is no text; found 'a seq'"),
        ("- name: p\n  truncated_in_source: maybe\n", 2, "is no truth value; found 'maybe'"),
        ("- name: p\n  label: 'open\n", 3, "the file is not YAML"),
        ("- name: p\n label: x\n", 2, "the file is not YAML"),
        ("- name: p\n- name: \x07\n", 2, "a character that YAML forbids"),
        ("- name: p\n---\n- name: q\n", 2, "the file is not YAML"),
        ("[" * 5000, None, "nested too deep"),
    ],
)
def test_a_damaged_schema_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        read_text(tmp_path, text)

    place = tmp_path / "schema.yaml"
    assert str(caught.value).startswith(f"{place}: " if line is None else f"{place}:{line}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": "p"}\n{"name": ', ":2: the line is not JSON"),
        ('{"name": "p"}\n[1]', ":2: an entry is no object"),
        ('{"name": 3}', ":1: 'name' is no text; found 3"),
        ('{"name": "p", "x": 1}', ":1: unknown key; found 'x'"),
    ],
)
def test_a_damaged_json_line_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        read_text(tmp_path, text, "types.jsonl")

    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        read_schema(tmp_path / "none.yaml")


def test_non_ascii_text_is_written_as_it_is() -> None:
    assert "naïve 東京" in schema_text(Schema((EntityType("p", "naïve 東京"),)))


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("ai.yaml", 14),
        ("literature.yaml", 12),
        ("music.yaml", 13),
        ("science.yaml", 17),
        ("conll2003.yaml", 4),
        ("mit_movie.yaml", 12),
        ("buster.yaml", 6),
        ("pilener.jsonl", 423),
    ],
)
def test_published_schemas_have_their_number_of_types(
    data_dir: Path, name: str, types: int
) -> None:
    assert len(read_schema(data_dir / "schemas" / name).types) == types
