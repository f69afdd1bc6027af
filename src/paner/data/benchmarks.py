"""Benchmarks from a folder: read, checked against what is published, audited."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from paner.data.audit import Audit, audit
from paner.data.benchmark_sources import BenchmarkFile, BenchmarkSource, Split, benchmark_named
from paner.data.corpus import Corpus
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.errors import DataError

__all__ = ["Benchmark", "file_sha256", "load_benchmark"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark, read.

    Args:
        name: Its name.
        source: What its publishers say.
        train: Sentences to learn from; empty where the split is not published.
        dev: Sentences to choose on.
        test: Sentences to report on.
        schema: A file of definitions and guidelines, where the folder has one.
        warnings: What stands between the figures and a comparison: leaks, touching entities,
            repeated sentences, files that differ from the published ones.
    """

    name: str
    source: BenchmarkSource
    train: tuple[Sentence, ...]
    dev: tuple[Sentence, ...]
    test: tuple[Sentence, ...]
    schema: Path | None
    warnings: tuple[str, ...]


def load_benchmark(name: str, folder: str | Path) -> Benchmark:
    """Read a benchmark's splits and look for what would spoil its figures.

    Args:
        name: A name from `BENCHMARKS`.
        folder: The folder of benchmarks, which holds the files under their paths.

    Raises:
        UsageError: There is no such benchmark.
        DataError: A file is missing or damaged.
    """
    source, folder = benchmark_named(name), Path(folder)
    warnings = [*source.notes, *_differing(source, folder)]
    splits: dict[Split, Corpus] = {}
    for split in ("train", "dev", "test"):
        splits[split] = _corpus(source, split, folder)
    schema = folder / source.schema
    return Benchmark(
        name=name,
        source=source,
        train=splits["train"].sentences,
        dev=splits["dev"].sentences,
        test=splits["test"].sentences,
        schema=schema if schema.is_file() else None,
        warnings=(*warnings, *_audited(splits)),
    )


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _corpus(source: BenchmarkSource, split: Split, folder: Path) -> Corpus:
    """All files of a split as one corpus, called by the split's name."""
    sentences: list[Sentence] = []
    formats: set[str] = set()
    for file in source.of(split):
        corpus = read(_present(source, file, folder), overlaps="longest")
        sentences += corpus.sentences
        formats.add(corpus.format)
    return Corpus(tuple(sentences), split, "/".join(sorted(formats)))


def _present(source: BenchmarkSource, file: BenchmarkFile, folder: Path) -> Path:
    path = folder / file.path
    if not path.is_file():
        raise DataError(
            f"the {file.split} split of {source.name} is not here; get it with"
            f" `paner benchmark fetch {source.name} --to {folder}`",
            path=path,
        )
    return path


def _differing(source: BenchmarkSource, folder: Path) -> list[str]:
    """A warning for each file whose bytes are not the published ones, or cannot be told."""
    found = []
    for file in source.files:
        if file.sha256 is None:
            found.append(f"{file.path}: no checksum of the published file is known")
        elif file_sha256(_present(source, file, folder)) != file.sha256:
            found.append(f"{file.path} differs from the published file (SHA-256)")
    return found


def _audited(splits: dict[Split, Corpus]) -> list[str]:
    train, dev, test = splits["train"], splits["dev"], splits["test"]
    found = []
    for corpus, against in ((dev, [train]), (test, [train, dev])):
        if corpus.sentences:
            found += _notes(audit(corpus, [other for other in against if other.sentences]))
    return found


def _notes(found: Audit) -> list[str]:
    """The audit of a split in words: what moves a score, not what is merely odd."""
    kinds = {
        **{f"sentences also stand in {other}": count for other, count in found.leaks.items()},
        "sentences repeat an earlier one": found.duplicates,
        "sequences of words occur with different entities": found.conflicting_duplicates,
        "sentences have touching entities of one type, which word/tag without boundaries fuses": (
            found.touching
        ),
    }
    return [f"{found.source}: {count} {kind}" for kind, count in kinds.items() if count]
