"""Throughput and own cost of live augmentation, against a local server with a fixed latency.

    python benchmarks/augmentation.py [--sentences 800] [--many 100000] [--minutes 8]

The server runs in a process of its own and answers each request after a fixed time, at most so many
at once; what it allows is that number over that time. Measured are the share of it that is used,
the processor time of our own for each sentence (mask, prompt, request, journal, read, judge), the
same for judging alone, and the memory at its highest while very many sentences stream through.
It writes `benchmarks/results/augmentation.md`.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.augment.llm.corpus import annotated
from tests.augment.llm.server import replay, serving

from paner.app.live import Live, live_sentences
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.scheduler import Limits
from paner.augment.llm.tally import Tally
from paner.augment.paraphrases import Answered, judge
from paner.augment.similarity import Embedder, LexicalEmbedder
from paner.augment.template import mask
from paner.data.sentence import Sentence

VERBS = ("visited", "left", "praised", "bought", "described", "painted", "mapped")


@dataclass(frozen=True)
class Setting:
    """A server: seconds an answer takes, answers at once, whether it refuses more with 429."""

    latency: float
    slots: int
    refuse: bool


MARKS = (1_000, 3_000, 10_000, 30_000, 100_000)  # sentences at which the memory is looked at
TOGETHER = 10  # sentences a request, where very many stream through
SETTINGS = (Setting(5.0, 16, refuse=False), Setting(5.0, 16, refuse=True))


def sentences(count: int) -> Iterator[Sentence]:
    """Sentences of about twenty words, all different."""
    for n in range(count):
        yield annotated(
            f"[Person {n % 997}|person] of [Acme {n % 31}|organisation] {VERBS[n % 7]} the old "
            f"harbour of [Town {n % 89}|place] with a group of {n} visitors late in the summer .",
            f"m{n}",
        )


def serve(setting: Setting, pipe: object) -> None:
    """Serve until told to stop; tell how many were answered and the seconds between them."""
    with serving(
        replay, latency=setting.latency, slots=setting.slots, refuse=setting.refuse
    ) as server:
        pipe.send(server.url)  # type: ignore[attr-defined]  # a connection
        pipe.recv()  # type: ignore[attr-defined]  # a connection
        pipe.send((server.statuses.count(200), server.statuses.count(429), server.done_at))  # type: ignore[attr-defined]  # a connection


@dataclass
class Told:
    """What a server tells at its end."""

    answered: int = 0
    refused: int = 0
    done_at: list[float] = field(default_factory=list)


@contextmanager
def running(setting: Setting) -> Iterator[tuple[str, Told]]:
    """A server in a process of its own; what it counted is told behind the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(setting, there))
    process.start()
    told = Told()
    try:
        yield here.recv(), told
    finally:
        here.send("stop")
        told.answered, told.refused, told.done_at = here.recv()
        process.join()


def measure(setting: Setting, count: int, embedder: Embedder) -> dict[str, float]:
    """One run: share of the allowed throughput, own processor time a sentence, refusals."""
    with running(setting) as (url, told), tempfile.TemporaryDirectory() as folder:
        live = Live(
            Path(folder) / "journal",
            url=url,
            model="tiny",
            asking=ParaphraseSettings(attempts=1),
            limits=Limits(first_wait=0.2),
        )
        tally = Tally()
        before = time.process_time()
        for _ in live_sentences(sentences(count), live, tally, embedder=embedder):
            pass
        own = time.process_time() - before
    done_at = told.done_at
    # the first third finds out what the server takes, the last tenth runs dry
    part = sorted(done_at)[len(done_at) // 3 : -len(done_at) // 10]
    rate = (len(part) - 1) / (part[-1] - part[0])
    return {
        "share": rate / (setting.slots / setting.latency),
        "own": own / count,
        "answered": told.answered,
        "refused": told.refused,
        "kept": tally.kept,
    }


def stream(count: int, minutes: float, embedder: Embedder) -> tuple[list[str], int]:
    """The memory at its highest after so many sentences, as rows of a table; and how many went."""
    rows: list[str] = []
    end = time.monotonic() + 60 * minutes

    def timed() -> Iterator[Sentence]:
        for sentence in sentences(count):
            if time.monotonic() > end:
                return
            yield sentence

    with (
        running(Setting(0.0, 64, refuse=False)) as (url, _),
        tempfile.TemporaryDirectory() as folder,
    ):
        live = Live(
            Path(folder) / "journal",
            url=url,
            model="tiny",
            asking=ParaphraseSettings(attempts=1, sentences_per_request=TOGETHER),
            limits=Limits(most=16),
        )
        tally = Tally()
        begun, used = time.monotonic(), time.process_time()

        def row() -> str:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            own = 1000 * (time.process_time() - used) / tally.sentences
            rate = tally.sentences / (time.monotonic() - begun)
            size = sum(file.stat().st_size for file in Path(folder).glob("journal*")) / 2**20
            return (
                f"| {tally.sentences:,} | {memory:.0f} MiB | {own:.1f} ms | {rate:.0f} | "
                f"{size:.0f} MiB |"
            )

        marks = [mark for mark in MARKS if mark <= count]
        for _ in live_sentences(timed(), live, tally, embedder=embedder):
            if marks and tally.sentences >= marks[0]:
                marks.pop(0)
                rows.append(row())
                print(rows[-1], flush=True)
        if tally.sentences > (MARKS[len(rows) - 1] if rows else 0):
            rows.append(row())
    return rows, tally.sentences


def judging(count: int, embedder: Embedder) -> float:
    """Seconds of processor time to mask a sentence and judge its two paraphrases."""
    some = list(sentences(count))
    before = time.process_time()
    masked = [mask(sentence) for sentence in some]
    answered = [
        Answered(t, (f"As reported , {t.text}", f"It is known that {t.text}"), "") for t in masked
    ]
    partial(judge, per_sentence=2, embedder=embedder)(answered)
    return (time.process_time() - before) / count


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description="Measure live augmentation.")
    parser.add_argument("--sentences", type=int, default=800)
    parser.add_argument("--many", type=int, default=100_000, help="sentences for the memory")
    parser.add_argument("--minutes", type=float, default=8, help="for these, at most")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/augmentation.md"))
    arguments = parser.parse_args()
    from paner.models.embedder import MiniLMEmbedder

    # first, since a process's highest memory never comes down
    streamed, sent = stream(arguments.many, arguments.minutes, LexicalEmbedder())
    rows = []
    for setting in SETTINGS:
        found = measure(setting, arguments.sentences, LexicalEmbedder())
        rows.append(
            f"| {setting.slots} at once, {setting.latency:g} s each, "
            f"{'429 beyond' if setting.refuse else 'others wait'} | {found['share']:.1%} | "
            f"{1000 * found['own']:.1f} ms | {found['refused']:.0f} |"
        )
        print(rows[-1], flush=True)
    lexical = judging(1000, LexicalEmbedder())
    encoder = judging(300, MiniLMEmbedder())
    text = f"""# Live augmentation: throughput and own cost

`python benchmarks/augmentation.py --sentences {arguments.sentences} --many {arguments.many}
--minutes {arguments.minutes:g}`: sentences of about 20 words,
two paraphrases each, a local server with a fixed latency in a process of its own;
Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores
shared with other work (load {os.getloadavg()[1]:.0f}).

| server | share of the throughput it allows | own processor time a sentence | refused with 429 |
| --- | --- | --- | --- |
{chr(10).join(rows)}

The share is taken behind the first third of the answers, in which the run finds out what the server
takes, and before the last tenth, in which it runs dry. A server that refuses shows the load of the
machine: a request that waits for a processor holds a place meanwhile. Own processor time is all of
it: mask, prompt, HTTP, journal (two transactions a request), reading, judging without the encoder.

| part | processor time a sentence |
| --- | --- |
| mask and judge, without the encoder | {1000 * lexical:.2f} ms |
| mask and judge, with the encoder (all-MiniLM-L6-v2, batches) | {1000 * encoder:.1f} ms |

How many requests are on their way is tested apart from any machine's load, in virtual time
(`tests/augment/llm/test_gate.py`): at least 95 % of what a server that refuses more than its slots
can do is used.

## Memory

{sent:,} sentences in one run, {TOGETHER} a request, a server without latency, the lexical embedder
(the encoder adds its own, always the same). The memory is the process's highest so far. What grows
with the number of sentences is one number for each, 88 bytes, by which equal sentences are told
apart; a run ends early where its minutes are over.

| sentences | memory | own processor time a sentence | sentences a second | journal |
| --- | --- | --- | --- | --- |
{chr(10).join(streamed)}
"""
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
