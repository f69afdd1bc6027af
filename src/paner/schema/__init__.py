"""What labels mean."""

from paner.schema.draft import draft_schema
from paner.schema.entity_types import EntityType, Schema
from paner.schema.files import read_schema, schema_text, write_schema
from paner.schema.fit import SchemaFit, compare

__all__ = [
    "EntityType",
    "Schema",
    "SchemaFit",
    "compare",
    "draft_schema",
    "read_schema",
    "schema_text",
    "write_schema",
]
