"""A run's folder: each stage is made once and made again only when what it depends on changed."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paner import __version__
from paner.errors import ConfigError

__all__ = ["RunFolder", "hash_path"]

MARK = "run.json"


@dataclass(slots=True)
class RunFolder:
    """The folder that a run writes to, and what its stages were made from.

    Args:
        path: The folder; it is created, and refused where it holds something else.
        report: Called with a stage's name and `made` or `unchanged`.
    """

    path: Path
    report: Callable[[str, str], None] = lambda _name, _state: None
    made: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise ConfigError("the run's folder is a file", path=self.path, expected="a folder")
        if self.path.is_dir() and any(self.path.iterdir()) and not (self.path / MARK).exists():
            raise ConfigError(
                "the folder holds something that is no run",
                path=self.path,
                expected="an empty or new folder (name another with -o)",
            )
        (self.path / "stages").mkdir(parents=True, exist_ok=True)
        if not (self.path / MARK).exists():
            write_json(self.path / MARK, {"paner": __version__})

    def stage(
        self,
        name: str,
        *,
        depends_on: Mapping[str, object],
        outputs: Sequence[str],
        make: Callable[[], None],
    ) -> None:
        """Call `make` unless its outputs stand there, unharmed, from the same dependencies.

        Args:
            name: The stage's name, unique in the run.
            depends_on: JSON values; a `Path` stands for the content of that file or folder.
            outputs: What `make` writes, relative to the run's folder.
            make: Does the work.
        """
        fingerprint = _fingerprint({**depends_on, "paner": __version__})
        record = self.record(name)
        if self._is_current(record, fingerprint, outputs):
            self.made[name] = "unchanged"
            self.report(name, "unchanged")
            return
        record.unlink(missing_ok=True)
        started = time.perf_counter()
        make()
        hashes = {output: hash_path(self.path / output) for output in outputs}
        seconds = round(time.perf_counter() - started, 2)
        write_json(record, {"fingerprint": fingerprint, "outputs": hashes, "seconds": seconds})
        self.made[name] = "made"
        self.report(name, f"made in {seconds:.0f} s")

    def seconds(self, name: str) -> float:
        """How long a stage took when it was last made."""
        return float(json.loads(self.record(name).read_text("utf-8"))["seconds"])

    def record(self, name: str) -> Path:
        """The file that says what a stage was made from."""
        return self.path / "stages" / f"{name}.json"

    def _is_current(self, record: Path, fingerprint: str, outputs: Sequence[str]) -> bool:
        try:
            before = json.loads(record.read_text("utf-8"))
            hashes = {output: hash_path(self.path / output) for output in outputs}
        except (OSError, ValueError):
            return False
        return bool(before == {**before, "fingerprint": fingerprint, "outputs": hashes})


def hash_path(path: Path) -> str:
    """SHA-256 of a file's bytes, or of a folder's file names and bytes."""
    digest = hashlib.sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        digest.update(file.relative_to(path).as_posix().encode() if path.is_dir() else b"")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write a JSON file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", "utf-8")
    draft.replace(path)


def _fingerprint(depends_on: Mapping[str, object]) -> str:
    def plain(value: object) -> object:
        return hash_path(value) if isinstance(value, Path) else value

    content = {key: plain(value) for key, value in sorted(depends_on.items())}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
