"""The data an experiment works on: a benchmark by name, or a user's own files."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from paner.app.benchmarks import benchmarks_folder
from paner.app.config import read_config
from paner.app.stages import hash_path
from paner.data.audit import audit
from paner.data.benchmark_sources import BENCHMARKS
from paner.data.benchmarks import load_benchmark
from paner.data.formats.columns import COMMENTS, DOCUMENT_STARTS
from paner.data.formats.format import Overlaps
from paner.data.lineage import first_with_descendants
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["Material", "fold_of", "load_material", "split_off"]

FILES = {
    "german-legal": "formats/german_legal_crlf.conll",
    "romanian": "formats/hf_tokens_tags_ronec.json",
    "norwegian": "formats/conllu_norne_bokmaal.conllu",
}
RECORDINGS = ("paraphrases", "entities", "synthetic")
SPLITS = ("train", "dev", "test")
DEV_SHARE, TEST_SHARE = 0.15, 0.25  # of a single file that is split
SPLIT_SEED = 0
LEAST = 2  # one to learn from, one to be scored on


@dataclass(frozen=True, slots=True)
class Material:
    """One data set.

    Args:
        name: As the user named it.
        train: Annotated sentences to learn from.
        dev: To choose on; may be empty.
        test: To report on; may be empty.
        schema: What the labels mean, where it is known.
        recorded: Files of recorded answers of a language model.
        digest: Changes with the content of any of the files.
        warnings: What stands between the figures and a comparison.
    """

    name: str
    train: tuple[Sentence, ...]
    dev: tuple[Sentence, ...] = ()
    test: tuple[Sentence, ...] = ()
    schema: Schema | None = None
    recorded: tuple[Path, ...] = ()
    digest: str = ""
    warnings: tuple[str, ...] = ()


@lru_cache(maxsize=16)
def load_material(name: str) -> Material:
    """Load a data set.

    Args:
        name: A benchmark's name; or a TOML file of `paner run`; or a folder with `train`, `dev`
            and `test` files, `schema.yaml` and a folder `recorded`; or one annotated file.

    Raises:
        UsageError: There is nothing of that name.
        PanerError: A file is damaged.
    """
    path = Path(name)
    if path.suffix == ".toml":
        return _of_run(name, path)
    if path.is_dir():
        return _of_folder(name, path)
    if path.is_file():
        return _of_files(name, {"train": path})
    if name not in FILES and name not in {source.name for source in BENCHMARKS}:
        raise UsageError(
            f"there is no file, folder or benchmark {name!r}; benchmarks are"
            f" {', '.join([*(source.name for source in BENCHMARKS), *FILES])}"
        )
    return _of_benchmark(name)


def split_off(material: Material) -> Material:
    """The material with a test set: a quarter of its sentences, drawn once, where it has none.

    Raises:
        UsageError: There are too few sentences to split.
    """
    if material.test:
        return material
    order = random.Random(SPLIT_SEED).sample(material.train, len(material.train))
    if len(order) < LEAST:
        raise _too_few(material, "split")
    test = max(1, round(TEST_SHARE * len(order)))
    dev = 0 if material.dev else round(DEV_SHARE * len(order))
    return replace(
        material,
        train=tuple(order[test + dev :]),
        dev=material.dev or tuple(order[test : test + dev]),
        test=tuple(order[:test]),
    )


def fold_of(material: Material, fold: int, folds: int) -> Material:
    """The material with the fold as test set and the other training sentences to learn from.

    Raises:
        UsageError: There are fewer sentences than folds.
    """
    if len(material.train) < max(folds, LEAST):
        raise _too_few(material, "fold")
    order = random.Random(SPLIT_SEED).sample(range(len(material.train)), len(material.train))
    parts = {index: place % folds for place, index in enumerate(order)}
    train = tuple(s for index, s in enumerate(material.train) if parts[index] != fold)
    test = tuple(s for index, s in enumerate(material.train) if parts[index] == fold)
    return replace(material, train=train, test=test)


def _too_few(material: Material, what: str) -> UsageError:
    return UsageError(f"{material.name} has {len(material.train)} sentences, too few to {what}")


def _of_run(name: str, path: Path) -> Material:
    settings = read_config(path)
    data, folder = settings.data, path.parent
    files = {s: folder / getattr(data, s) for s in SPLITS if getattr(data, s)}
    schema = folder / data.schema if data.schema else None
    recorded = tuple(folder / file for file in settings.augment.recorded)
    material = _of_files(name, files, schema=schema, recorded=recorded, overlaps=data.overlaps)
    if not data.limit:
        return material
    train = tuple(first_with_descendants(material.train, data.limit))
    return replace(material, train=train, digest=f"{material.digest} limit={data.limit}")


def _of_folder(name: str, folder: Path) -> Material:
    files = {}
    for split in SPLITS:
        found = sorted(path for path in folder.iterdir() if path.stem == split and path.is_file())
        brat = {path.with_suffix(".txt") for path in found if path.suffix == ".ann"}
        found = [path for path in found if path not in brat]  # one document in two files
        if len(found) > 1:
            raise UsageError(
                f"{name}: the folder has several files for {split}:"
                f" {', '.join(path.name for path in found)}; expected one"
            )
        if found:
            files[split] = found[0]
    if "train" not in files:
        raise UsageError(f"{name}: the folder has no file named train; expected train.conll or so")
    schema = folder / "schema.yaml"
    recorded = tuple(sorted((folder / "recorded").glob("*.jsonl")))
    return _of_files(name, files, schema=schema if schema.exists() else None, recorded=recorded)


def _of_benchmark(name: str) -> Material:
    root = benchmarks_folder(None)
    if name in FILES:
        return _of_files(name, {"train": root / FILES[name]})
    found = load_benchmark(name, root)
    recorded = [root / kind / f"{Path(found.source.schema).stem}.jsonl" for kind in RECORDINGS]
    there = tuple(file for file in recorded if file.exists())
    files = [*(root / file.path for file in found.source.files), *there]
    return Material(
        name,
        train=_named("train", found.train),
        dev=_named("dev", found.dev),
        test=_named("test", found.test),
        schema=None if found.schema is None else read_schema(found.schema),
        recorded=there,
        digest=_digest([*files, *([found.schema] if found.schema else [])]),
        warnings=found.warnings,
    )


def _of_files(
    name: str,
    files: dict[str, Path],
    *,
    schema: Path | None = None,
    recorded: tuple[Path, ...] = (),
    overlaps: Overlaps = "error",
) -> Material:
    corpora = {split: read(file, overlaps=overlaps) for split, file in files.items()}
    warnings = [
        f"{split}: {count} {reason}"
        for split, corpus in corpora.items()
        for reason, count in corpus.counts.items()
        if reason not in {DOCUMENT_STARTS, COMMENTS}
    ]
    warnings += [
        f"{split}: {count} sentences stand in {earlier} too"
        for split, corpus in corpora.items()
        for earlier in SPLITS[: SPLITS.index(split)]
        if earlier in corpora
        for count in audit(corpus, [corpora[earlier]]).leaks.values()
        if count
    ]
    repeated = 0 if "test" in corpora else audit(corpora["train"]).duplicates
    if repeated:
        warnings.append(
            f"train: {repeated} sentences repeat an earlier one, and there is no test file: one of"
            " them may be learnt from, another scored"
        )
    return Material(
        name,
        **{split: _named(split, corpus.sentences) for split, corpus in corpora.items()},
        schema=None if schema is None else read_schema(schema),
        recorded=recorded,
        digest=_digest([*files.values(), *recorded, *([schema] if schema else [])]),
        warnings=tuple(warnings),
    )


def _digest(files: Sequence[Path]) -> str:
    return " ".join(hash_path(file) for file in files)


def _named(split: str, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Sentences with an id each, so that what is made from them finds its parent."""
    return tuple(
        sentence if sentence.id else replace(sentence, id=f"{split}-{number}")
        for number, sentence in enumerate(sentences, 1)
    )
