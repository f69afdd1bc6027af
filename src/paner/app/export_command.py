"""What `paner export axolotl` does: read, write, and account for what was split or fused."""

from collections.abc import Sequence
from pathlib import Path

from paner.app.exports.axolotl import AxolotlSettings, export_axolotl
from paner.app.reading import Reading
from paner.app.show import note
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.schema.entity_types import EntityType, Schema
from paner.schema.files import read_schema
from paner.schema.fit import compare

__all__ = ["export_for_axolotl"]


def export_for_axolotl(
    data: Sequence[str],
    out: Path,
    *,
    schema: Path | None,
    mix: Sequence[str],
    mix_schema: Path | None,
    settings: AxolotlSettings,
    reading: Reading,
) -> None:
    """Write the training of annotated files for Axolotl."""
    sentences = [s for file in data for s in reading.corpus(file).sentences]
    found = _schema(schema, sentences)
    if mix and mix_schema is None:
        raise UsageError("--mix needs --mix-schema FILE: what the types of the base corpus mean")
    if mix_schema is not None and not mix:
        raise UsageError("--mix-schema says what the types of --mix FILE mean, which is not named")
    others = [s for file in mix for s in reading.beside(file).sentences]
    described = None if mix_schema is None else read_schema(mix_schema)
    known = {*found.names, *(() if described is None else described.names)}
    if lacking := sorted({e.label for one in others for e in one.entities} - known):
        raise UsageError(f"{mix_schema}: the schema lacks {', '.join(lacking)}, which --mix has")
    counts = export_axolotl(
        sentences,
        found,
        out,
        settings=settings,
        mix=others,
        mix_schema=described,
    )
    for what, count in counts.items():
        if count:
            note(f"{out}: {count} {what}")
    note(f"wrote {out / 'config.yml'}: now run axolotl train config.yml in {out}")


def _schema(path: Path | None, sentences: Sequence[Sentence]) -> Schema:
    """The schema of a file, and behind it the types that only the data has."""
    found = Schema(()) if path is None else read_schema(path)
    lacking = compare(found, sentences).without_entry
    if lacking and path is not None:
        note(f"{path}: types in the data without an entry: {', '.join(lacking)}")
    return Schema((*found.types, *map(EntityType, lacking)))
