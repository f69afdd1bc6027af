"""Benchmarks are downloaded from a real server, resumed, checked, and copied without a network."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from paner.app.fetching import fetch_benchmark
from paner.data.benchmark_sources import BenchmarkFile, BenchmarkSource
from paner.errors import DataError

CONTENT = b"".join(b"word%d\tO\n" % number for number in range(20_000))
RIGHT = hashlib.sha256(CONTENT).hexdigest()


class Files(ThreadingHTTPServer):
    """Serves CONTENT at any path but /missing, with ranges; breaks off as often as told."""

    daemon_threads = True

    def __init__(self, *, breaks: int = 0, ranges: bool = True) -> None:
        self.breaks, self.ranges = breaks, ranges
        self.asked: list[str | None] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    """One answer: all of the file, or the part of it that is asked for."""

    server: Files

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        if self.path == "/missing":
            self.send_error(404)
            return
        begin = int(asked.removeprefix("bytes=")[:-1]) if asked and self.server.ranges else 0
        if begin >= len(CONTENT):
            self.send_error(416)
            return
        body = CONTENT[begin:]
        self.send_response(206 if begin else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.breaks:
            self.server.breaks -= 1
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Files]:
    """A server on a free port; a test sets its faults."""
    with Files() as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        yield files
        files.shutdown()


def source(url: str, sha256: str | None = RIGHT) -> BenchmarkSource:
    file = BenchmarkFile("train", "some/train.txt", f"{url}/train.txt", sha256)
    return BenchmarkSource("some", "words", url, "free", "schemas/some.yaml", (file,))


def test_a_file_is_downloaded_verified_and_then_left_alone(server: Files, tmp_path: Path) -> None:
    ((path, how, digest),) = fetch_benchmark(source(server.url), tmp_path)
    again = fetch_benchmark(source(server.url), tmp_path)

    assert (path, how, digest) == ("some/train.txt", "downloaded", f"{RIGHT} (verified)")
    assert (tmp_path / path).read_bytes() == CONTENT
    assert again[0][1] == "already there"
    assert len(server.asked) == 1


def test_a_broken_connection_is_taken_up_where_it_broke(server: Files, tmp_path: Path) -> None:
    server.breaks = 1

    found = fetch_benchmark(source(server.url), tmp_path)

    assert found[0][1] == "resumed"
    assert server.asked[0] is None
    assert server.asked[1] == f"bytes={len(CONTENT) // 2}-"
    assert (tmp_path / "some/train.txt").read_bytes() == CONTENT


def test_what_came_stays_for_the_next_call(server: Files, tmp_path: Path) -> None:
    server.breaks = 3
    with pytest.raises(DataError, match="the next call goes on from there"):
        fetch_benchmark(source(server.url), tmp_path)
    assert not (tmp_path / "some/train.txt").exists()

    assert fetch_benchmark(source(server.url), tmp_path)[0][1] == "resumed"
    assert (tmp_path / "some/train.txt").read_bytes() == CONTENT


def test_a_server_without_ranges_sends_all_of_it_again(server: Files, tmp_path: Path) -> None:
    server.breaks, server.ranges = 1, False

    fetch_benchmark(source(server.url), tmp_path)

    assert (tmp_path / "some/train.txt").read_bytes() == CONTENT


def test_a_download_that_was_whole_but_unchecked_is_only_checked(
    server: Files, tmp_path: Path
) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "train.txt.part").write_bytes(CONTENT)

    assert fetch_benchmark(source(server.url), tmp_path)[0][2].endswith("(verified)")


def test_another_file_than_the_published_one_is_refused_and_removed(
    server: Files, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="not the published one"):
        fetch_benchmark(source(server.url, "0" * 64), tmp_path)

    assert list((tmp_path / "some").iterdir()) == []


def test_an_own_file_that_differs_is_refused_and_kept(server: Files, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "train.txt").write_text("mine", "utf-8")

    with pytest.raises(DataError, match="not the published one"):
        fetch_benchmark(source(server.url), tmp_path)

    assert (tmp_path / "some" / "train.txt").read_text("utf-8") == "mine"


def test_an_unknown_checksum_is_said_to_be_unknown(server: Files, tmp_path: Path) -> None:
    found = fetch_benchmark(source(server.url, None), tmp_path)

    assert found[0][2] == f"{RIGHT} (published checksum unknown)"


def test_a_mirror_is_asked_for_the_paths(server: Files, tmp_path: Path) -> None:
    elsewhere = source("http://127.0.0.1:1")

    assert fetch_benchmark(elsewhere, tmp_path, mirror=server.url)[0][1] == "downloaded"


def test_a_missing_file_is_an_error_with_the_way_out(server: Files, tmp_path: Path) -> None:
    file = BenchmarkFile("train", "some/train.txt", f"{server.url}/missing", None)
    gone = BenchmarkSource("some", "words", server.url, "free", "schemas/some.yaml", (file,))

    with pytest.raises(DataError, match=r"found 'HTTP 404'; expected 200 .*--from"):
        fetch_benchmark(gone, tmp_path)


def test_a_local_folder_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "here" / "some").mkdir(parents=True)
    (tmp_path / "here" / "some" / "train.txt").write_bytes(CONTENT)

    found = fetch_benchmark(source(""), tmp_path / "there", copy_from=tmp_path / "here")

    assert found[0][1] == "copied"
    with pytest.raises(DataError, match="--from does not hold"):
        fetch_benchmark(source(""), tmp_path / "other", copy_from=tmp_path)
