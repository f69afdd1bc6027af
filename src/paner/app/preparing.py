"""`paner prepare` and `paner prompt`: base corpora filtered and mixed, instructions shown."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from paner.app.reading import Reading
from paner.app.show import note, note_counts, print_json, progress, tracked
from paner.data.read import write
from paner.errors import UsageError
from paner.instruct.kinds import InstructionKind, TagFormat
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema, write_schema

__all__ = ["prepare_mix", "prepare_pile_ner", "show_prompt"]


def prepare_pile_ner(
    data: str, out: Path, *, schema: Path, min_words: int, language: str, as_json: bool
) -> None:
    """Write the passages that pass the filter, the schema of what they were asked, and counts."""
    from paner.augment.languages import language_code, language_of
    from paner.instruct.pile_ner import filtered, schema_of

    if str(out) == "-":
        raise UsageError("-o needs a file: the schema of what is kept is written beside it")
    known = read_schema(schema)
    noticed: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    with progress("filtering") as advance:
        kept = list(
            filtered(
                tracked(Reading(format="pilener").stream(data, noticed), advance),
                known,
                language_of=language_of,
                counts=counts,
                min_words=min_words,
                language=language_code(language),
            )
        )
    note_counts(noticed, data)
    if not kept:
        raise UsageError(f"{data}: no passage passes; {_listed(counts)}")
    write(kept, out, format="jsonl")
    write_schema(schema_of(kept, known), schema_beside(out))
    if as_json:
        print_json({"out": str(out), "schema": str(schema_beside(out)), "counts": dict(counts)})
        return
    note_counts(counts, data)
    note(f"wrote {out} and {schema_beside(out)}")


def prepare_mix(
    data: Sequence[str],
    out: Path,
    *,
    base: str,
    schema: Path | None,
    base_schema: Path | None,
    number: int,
    seed: int,
    reading: Reading,
) -> None:
    """Write a domain's sentences and some of a base corpus, and the schema of both."""
    from paner.instruct.pile_ner import joined_schema, mixed, schema_of

    domain = [one for path in data for one in reading.corpus(path).sentences]
    labels = {entity.label for one in domain for entity in one.entities}
    types = Schema.from_labels(labels) if schema is None else read_schema(schema)
    if missing := sorted(labels - set(types.names)):
        raise UsageError(f"{schema}: the schema lacks {', '.join(missing)}, which the data has")
    of_base = base_schema or schema_beside(Path(base))
    if not of_base.exists():
        raise UsageError(f"{of_base}: there is no such schema; name it with --base-schema")
    known = read_schema(of_base)
    all_sentences = mixed(
        domain, reading.beside(base).sentences, labels=types.names, number=number, seed=seed
    )
    write(all_sentences, out, format="jsonl")
    write_schema(joined_schema(types, schema_of(all_sentences, known)), schema_beside(out))
    note(
        f"wrote {out} ({len(domain)} sentences of the domain, {len(all_sentences) - len(domain)} "
        f"of the base) and {schema_beside(out)}"
    )


def schema_beside(corpus: Path) -> Path:
    """The schema that is written with a corpus of several schemas.

    >>> schema_beside(Path("base.jsonl")).name
    'base.schema.yaml'
    """
    return corpus.with_suffix(".schema.yaml")


def show_prompt(
    schema: Path, *, kind: InstructionKind, tag_format: TagFormat, template: Path | None
) -> None:
    """Print an instruction on stdout, its template's version on stderr."""
    from paner.instruct.prompt import instruction, load_template

    used = load_template(template, tag_format=tag_format)
    text = instruction(read_schema(schema), kind=kind, tag_format=tag_format, template=used)
    note(f"template {used.version}")
    sys.stdout.write(text)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in counts.items()) or "there is none"
