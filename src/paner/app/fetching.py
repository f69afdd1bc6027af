"""Published files onto this machine: over HTTP, resumed where it broke off, checked at the end."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx2

from paner.data.benchmark_sources import BenchmarkFile, BenchmarkSource
from paner.data.benchmarks import file_sha256
from paner.errors import DataError

__all__ = ["Fetched", "fetch_benchmark"]

ATTEMPTS = 3
_NOTHING_LEFT = 416  # the server's word for a range that begins at the end

Fetched = tuple[str, str, str]
"""A file's path, how it came, and its checksum."""


def fetch_benchmark(
    source: BenchmarkSource,
    folder: Path,
    *,
    mirror: str = "",
    copy_from: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    timeout: float = 60.0,
) -> list[Fetched]:
    """Bring a benchmark's files into a folder; what is there and right is left alone.

    Args:
        source: The benchmark.
        folder: Where its files go, under their paths.
        mirror: An address to fetch the paths from, instead of where they are published.
        copy_from: A local folder to copy them from; no network is used.
        progress: Called with the bytes of a file that are here, and all of them (0 if unknown).
        timeout: Seconds without a byte until a connection counts as lost.

    Raises:
        DataError: A file cannot be had, or is not the published one.
    """
    found = []
    with httpx2.Client(follow_redirects=True, timeout=timeout) as client:
        for file in source.files:
            path = folder / file.path
            how = "already there"
            if not path.is_file():
                part = path.with_name(f"{path.name}.part")
                part.parent.mkdir(parents=True, exist_ok=True)
                if copy_from is not None:
                    how = _copied(copy_from / file.path, part)
                else:
                    address = f"{mirror.rstrip('/')}/{file.path}" if mirror else file.url
                    how = _downloaded(client, address, part, progress)
                _check(file, part)
                part.replace(path)
            elif file.sha256 is not None:
                _check(file, path)
            known = "verified" if file.sha256 else "published checksum unknown"
            found.append((file.path, how, f"{file_sha256(path)} ({known})"))
    return found


def _check(file: BenchmarkFile, path: Path) -> None:
    """Compare a file with what is published; a wrong download is removed, nothing else is."""
    if file.sha256 is None:
        return
    digest = file_sha256(path)
    if digest == file.sha256:
        return
    if path.suffix == ".part":
        path.unlink()
    raise DataError(
        "the file is not the published one; remove it, and fetch it again",
        path=path,
        found=f"SHA-256 {digest}",
        expected=f"SHA-256 {file.sha256}",
    )


def _copied(origin: Path, part: Path) -> str:
    if not origin.is_file():
        raise DataError("the folder named with --from does not hold this file", path=origin)
    shutil.copyfile(origin, part)
    return "copied"


def _downloaded(
    client: httpx2.Client, url: str, part: Path, progress: Callable[[int, int], None]
) -> str:
    """Download into `part`, from where it ends; a connection that breaks is taken up again."""
    resumed = part.is_file() and part.stat().st_size > 0
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _stream(client, url, part, progress)
        except httpx2.TransportError as error:
            resumed = resumed or (part.is_file() and part.stat().st_size > 0)
            if attempt == ATTEMPTS:
                size = part.stat().st_size if part.is_file() else 0
                raise DataError(
                    f"{url} cannot be fetched ({type(error).__name__} {error}); {size} bytes are"
                    " kept, and the next call goes on from there"
                ) from error
        else:
            break
    return "resumed" if resumed else "downloaded"


def _stream(
    client: httpx2.Client, url: str, part: Path, progress: Callable[[int, int], None]
) -> None:
    begin = part.stat().st_size if part.is_file() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begin}-"} if begin else {})
    with client.stream("GET", url, headers=headers) as reply:
        if reply.status_code == _NOTHING_LEFT and begin:
            return  # all of it was here; the checksum decides whether it is right
        if reply.status_code not in (200, 206):
            raise DataError(
                f"{url} cannot be fetched",
                found=f"HTTP {reply.status_code}",
                expected="200 (look at the benchmark's page, or name a local folder with --from)",
            )
        if reply.status_code == 200:  # the server sends all of it, asked or not
            begin = 0
        whole = begin + int(reply.headers.get("Content-Length", 0))
        with part.open("ab" if begin else "wb") as out:
            for piece in reply.iter_raw():  # as it comes: what has come is kept
                out.write(piece)
                out.flush()
                progress(out.tell(), whole)
