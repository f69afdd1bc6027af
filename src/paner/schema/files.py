"""Schemas as files: YAML (or JSON lines) to entity types and back; every error has its line."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from paner.data.formats.source import open_source
from paner.errors import SchemaError
from paner.schema.entity_types import EntityType, Schema

__all__ = ["read_schema", "schema_text", "write_schema"]

KEYS = ("name", "label", "definition", "guidelines")
# what published schema files and drafts carry beside them, and what kind of value it is
IGNORED_KEYS = {"truncated_in_source": bool, "in_391": bool, "drafted": bool}
EXPECTED = "a list of entries with `name`, and `label`, `definition`, `guidelines` where known"
NULL, BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"


def read_schema(path: str | Path) -> Schema:
    """Read a schema: a YAML list of entity types, or JSON lines of the same keys (`.jsonl`).

    Raises:
        SchemaError: The file is no such list; the message has file, line, found and expected.
        DataError: The file cannot be opened or is not UTF-8.
    """
    source = open_source(path)
    with source.stream:
        if source.name.endswith((".jsonl", ".ndjson")):
            rows = list(_json_rows(source.lines(), source.name))
        else:
            rows = list(_yaml_rows(source.text(), source.name))
    if not rows:
        raise SchemaError("the schema is empty", path=source.name, expected=EXPECTED)
    types: dict[str, int] = {}
    for line, entity_type in rows:
        if entity_type.name in types:
            raise SchemaError(
                f"an entity type stands twice in the schema (first in line "
                f"{types[entity_type.name]})",
                path=source.name,
                line=line,
                found=entity_type.name,
                expected="each name once",
            )
        types[entity_type.name] = line
    return Schema(tuple(entity_type for _, entity_type in rows))


def write_schema(schema: Schema, path: str | Path) -> None:
    """Write a schema as YAML; `read_schema` gives the same one back."""
    Path(path).write_text(schema_text(schema), encoding="utf-8")


def schema_text(schema: Schema) -> str:
    """The YAML of a schema.

    >>> print(schema_text(Schema((EntityType("p", "person", "A name."),))), end="")
    - name: p
      label: person
      definition: A name.
      guidelines: ''
    """
    rows = [{key: getattr(entity_type, key) for key in KEYS} for entity_type in schema.types]
    return yaml.safe_dump(rows, sort_keys=False, allow_unicode=True, width=100)


def _yaml_rows(text: str, path: str) -> Iterator[tuple[int, EntityType]]:
    root = _composed(text, path)
    if not isinstance(root, yaml.SequenceNode):
        line = 1 if root is None else root.start_mark.line + 1
        found = "nothing" if root is None else f"a {_kind(root)}"
        raise SchemaError(
            "the schema is no list", path=path, line=line, found=found, expected=EXPECTED
        )
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            raise SchemaError(
                "an entry is no mapping", path=path, line=line, found=node.value, expected=EXPECTED
            )
        yield line, _entity_type(list(_yaml_items(node, path)), path, line)


def _composed(text: str, path: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        problem = error.problem or error.context
        raise SchemaError(
            f"the file is not YAML: {problem}", path=path, line=line, expected=EXPECTED
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise SchemaError(
            "the file holds a character that YAML forbids",
            path=path,
            line=line,
            found=text[int(error.position) :][:1],
        ) from error
    except RecursionError as error:
        raise SchemaError("the file is nested too deep", path=path, expected=EXPECTED) from error
    return node


def _kind(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _yaml_items(node: yaml.MappingNode, path: str) -> Iterator[tuple[int, str, object]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        # a name such as `NO` or `1` is text here, whatever YAML takes it for
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            kind = _kind(value if isinstance(key, yaml.ScalarNode) else key)
            raise SchemaError(
                "a key's value is no text", path=path, line=line, found=f"a {kind}", expected="text"
            )
        if value.tag == NULL:
            yield line, key.value, None
        elif value.tag == BOOL and key.value in IGNORED_KEYS:
            yield line, key.value, True
        else:
            yield line, key.value, value.value


def _json_rows(lines: Iterator[tuple[int, str]], path: str) -> Iterator[tuple[int, EntityType]]:
    for line, text in lines:
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise SchemaError(
                f"the line is not JSON ({error})", path=path, line=line, found=text
            ) from error
        if not isinstance(row, Mapping):
            raise SchemaError(
                "an entry is no object", path=path, line=line, found=text, expected=EXPECTED
            )
        yield line, _entity_type([(line, key, value) for key, value in row.items()], path, line)


def _entity_type(items: list[tuple[int, str, object]], path: str, line: int) -> EntityType:
    values: dict[str, str] = {}
    seen: set[str] = set()
    for key_line, key, value in items:
        if key in seen:
            raise SchemaError("a key stands twice in an entry", path=path, line=key_line, found=key)
        seen.add(key)
        if key in IGNORED_KEYS:
            _check_kind(key, value, path, key_line)
        elif key not in KEYS:
            expected = f"one of {', '.join(KEYS)}"
            raise SchemaError("unknown key", path=path, line=key_line, found=key, expected=expected)
        elif value is not None:
            values[key] = _text(key, value, path, key_line)
    if not values.get("name", "").strip():
        raise SchemaError(
            "an entry has no name", path=path, line=line, expected="`name`: the tag in the data"
        )
    return EntityType(**values)


def _check_kind(key: str, value: object, path: str, line: int) -> None:
    if not isinstance(value, IGNORED_KEYS[key]):
        raise SchemaError(
            f"{key!r} is no truth value", path=path, line=line, found=value, expected="true, false"
        )


def _text(key: str, value: object, path: str, line: int) -> str:
    if not isinstance(value, str):
        raise SchemaError(f"{key!r} is no text", path=path, line=line, found=value, expected="text")
    return value
