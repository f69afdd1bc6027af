"""A real HTTP server that speaks the OpenAI protocol: it replays answers, and fails as told."""

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

Body = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What the server sends, and how badly."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0  # seconds between the bytes of the body
    reset_after: int | None = None  # bytes of the body before the connection is cut


Behaviour = Callable[[int, Body], Reply]


def answered(text: str | None, *, finish: str = "stop", model: str = "tiny") -> Reply:
    """A chat completion."""
    tokens = {"prompt_tokens": 100, "completion_tokens": len(text or "") // 4 + 1}
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return Reply(body=json.dumps({"model": model, "choices": [choice], "usage": tokens}).encode())


def refused(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as OpenAI words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": {"message": message}}).encode(), named)


class Server:
    """Counts what it is asked, and answers as its behaviour says.

    Args:
        behaviour: The n-th request's body to a reply, n from 0.
        latency: Seconds each answer takes.
        slots: Requests worked on at once; others wait, or are refused with 429.
        refuse: Whether they are refused.
    """

    def __init__(
        self,
        behaviour: Behaviour,
        *,
        latency: float = 0.0,
        slots: int | None = None,
        refuse: bool = False,
    ) -> None:
        self.behaviour, self.latency, self.slots, self.refuse = behaviour, latency, slots, refuse
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.at: list[float] = []
        self.statuses: list[int] = []
        self.done_at: list[float] = []
        self.inside = self.most_inside = 0
        self.url = ""
        self._semaphore: asyncio.Semaphore | None = None

    async def start(self) -> asyncio.Server:
        if self.slots is not None and not self.refuse:
            self._semaphore = asyncio.Semaphore(self.slots)
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
        host, port = server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}"
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        number = len(self.requests)
        body = json.loads(raw) if raw else {}
        self.requests.append(body)
        self.headers.append(
            dict(line.split(": ", 1) for line in head[1:] if line)  # as it was written
        )
        self.at.append(asyncio.get_running_loop().time())
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            reply = await self._work(number, body)
        finally:
            self.inside -= 1
        self.statuses.append(reply.status)
        if reply.status == 200:
            self.done_at.append(asyncio.get_running_loop().time())
        return await _send(writer, reply)

    async def _work(self, number: int, body: Body) -> Reply:
        if self.refuse and self.slots is not None and self.inside > self.slots:
            return refused(429, "too many requests")
        if self._semaphore is None:
            return await self._answer(number, body)
        async with self._semaphore:
            return await self._answer(number, body)

    async def _answer(self, number: int, body: Body) -> Reply:
        reply = self.behaviour(number, body)
        await asyncio.sleep(self.latency + reply.delay)
        return reply


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    headers = {
        "content-type": "application/json",
        "content-length": str(len(reply.body)),
        **reply.headers,
    }
    lines = [f"HTTP/1.1 {reply.status} told", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    writer.write("\r\n".join(lines).encode())
    if reply.reset_after is not None:
        writer.write(reply.body[: reply.reset_after])
        await writer.drain()
        writer.transport.abort()
        return False
    if not reply.drip:
        writer.write(reply.body)
        await writer.drain()
        return True
    for byte in reply.body:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(reply.drip)
    return True


@contextmanager
def serving(
    behaviour: Behaviour, *, latency: float = 0.0, slots: int | None = None, refuse: bool = False
) -> Iterator[Server]:
    """Run a server in a thread of its own, on a free port."""
    server = Server(behaviour, latency=latency, slots=slots, refuse=refuse)
    loop = asyncio.new_event_loop()
    ready, end = threading.Event(), asyncio.Event()

    async def run() -> None:
        listening = await server.start()
        ready.set()
        await end.wait()
        listening.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    def work() -> None:
        loop.run_until_complete(run())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()


SENTENCE = re.compile(r"^Sentence (\d+): (.*)$", re.MULTILINE)
WAYS = re.compile(r"in (\d+) different way")
RECORDED = Path(__file__).parent / "answers.jsonl"


@cache
def recorded_answers() -> dict[str, list[str]]:
    """The answers of `answers.jsonl`, by template."""
    rows = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    return {row["template"]: row["paraphrases"] for row in rows}


def prompt_of(body: Body) -> str:
    """What the model was to read."""
    return str(body["messages"][0]["content"])


def asked_for(body: Body) -> tuple[list[tuple[int, str]], int]:
    """The sentences of a request, numbered, and how many rewordings it wants of each."""
    prompt = prompt_of(body)
    ways = WAYS.search(prompt)
    sentences = [(int(number), text) for number, text in SENTENCE.findall(prompt)]
    return sentences, int(ways.group(1)) if ways else 1


def replay(number: int, body: Body) -> Reply:
    """Answer with recorded paraphrases; with later ones where earlier ones could not be used."""
    sentences, ways = asked_for(body)
    known = recorded_answers()
    again = "could not be used" in prompt_of(body)
    part = slice(-ways, None) if again else slice(ways)
    found = {n: rewordings(text, known)[part] for n, text in sentences}
    return answered(as_json(found))


def rewordings(template: str, known: Mapping[str, list[str]]) -> list[str]:
    """Recorded rewordings, or mechanical ones for sentences made by a program."""
    text = template.removesuffix(" .")
    frames = ("As reported , {} .", "{} , or so the papers say .", "It is known that {} .")
    return known.get(template, [frame.format(text) for frame in frames])


def as_json(found: Mapping[int, list[str]]) -> str:
    """In the shape that the prompt asks for."""
    if len(found) == 1:
        return json.dumps({"paraphrases": next(iter(found.values()))})
    rows = [{"number": number, "paraphrases": texts} for number, texts in found.items()]
    return json.dumps({"sentences": rows})
