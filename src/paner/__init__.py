"""Named entity recognition from about a hundred annotated sentences.

Everything that the commands do can be called from here; heavy libraries load on first use.

>>> import paner
>>> paner.Sentence.from_words(["Hello", "world"]).text
'Hello world'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paner.app.run import run
    from paner.augment.corpus import augment_corpus
    from paner.augment.recorded import read_recorded
    from paner.data.audit import audit
    from paner.data.corpus import Corpus
    from paner.data.read import iter_sentences, read, write
    from paner.data.sampling import sample
    from paner.data.sentence import Entity, Provenance, Sentence
    from paner.errors import PanerError
    from paner.evaluate.evaluation import Evaluation, evaluate_corpus
    from paner.models.tagger import Tagger
    from paner.schema.draft import draft_schema
    from paner.schema.entity_types import EntityType, Schema
    from paner.schema.files import read_schema, write_schema

__all__ = [
    "Corpus",
    "Entity",
    "EntityType",
    "Evaluation",
    "PanerError",
    "Provenance",
    "Schema",
    "Sentence",
    "Tagger",
    "audit",
    "augment_corpus",
    "draft_schema",
    "evaluate_corpus",
    "iter_sentences",
    "read",
    "read_recorded",
    "read_schema",
    "run",
    "sample",
    "write",
    "write_schema",
]

__version__ = "0.1.0"

_HOMES = {
    "Corpus": "paner.data.corpus",
    "Entity": "paner.data.sentence",
    "EntityType": "paner.schema.entity_types",
    "Evaluation": "paner.evaluate.evaluation",
    "PanerError": "paner.errors",
    "Provenance": "paner.data.sentence",
    "Schema": "paner.schema.entity_types",
    "Sentence": "paner.data.sentence",
    "Tagger": "paner.models.tagger",
    "audit": "paner.data.audit",
    "augment_corpus": "paner.augment.corpus",
    "draft_schema": "paner.schema.draft",
    "evaluate_corpus": "paner.evaluate.evaluation",
    "iter_sentences": "paner.data.read",
    "read": "paner.data.read",
    "read_recorded": "paner.augment.recorded",
    "read_schema": "paner.schema.files",
    "run": "paner.app.run",
    "sample": "paner.data.sampling",
    "write": "paner.data.read",
    "write_schema": "paner.schema.files",
}


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'paner' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted([*globals(), *__all__])
