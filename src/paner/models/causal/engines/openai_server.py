"""Tagging by a server that speaks the OpenAI protocol: vLLM, llama.cpp, SGLang, Ollama, hosted."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from paner.augment.llm.answers import THOUGHT
from paner.augment.llm.entry import Entry, entry_for
from paner.augment.llm.journal import Journal, open_journal
from paner.augment.llm.model import Fault, LanguageModel, Request
from paner.augment.llm.scheduler import Limits, Scheduler
from paner.augment.llm.stream import streamed
from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError
from paner.models.causal.engines.server_forms import (
    AnswerHold,
    asked_for,
    find_hold,
    forget_refusals,
    read_held,
)
from paner.models.causal.engines.task import TaggingTask, longest_answer

__all__ = ["ServerEngine"]

IN_MEMORY = ":memory:"
PROBE_RETRIES = 4


class ServerEngine:
    """Tags by asking a server about one sentence a request, many at once.

    Args:
        connect: Opens the model, anew for each stream.
        task: What to find, and how the model is told.
        hold: What holds answers to their form; found out by asking where `None`.
        journal: The file in which answers are kept, so that none is asked for twice; nothing is
            kept without it.
        limits: How hard the server is asked.
    """

    def __init__(
        self,
        connect: Callable[[], LanguageModel],
        task: TaggingTask,
        *,
        hold: AnswerHold | None = None,
        journal: Path | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.task, self.hold = task, hold
        self.counts: Counter[str] = Counter()
        self._connect, self._journal = connect, journal
        self._limits = limits or Limits()

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, as they come.

        Raises:
            LanguageModelError: The server cannot be asked, or an answer is unusable and that is
                to be an error.
        """
        return streamed(lambda: self._tagged(sentences))

    async def _tagged(self, sentences: Iterable[Sentence]) -> AsyncGenerator[Sentence]:
        with open_journal(self._journal or IN_MEMORY) as journal:
            model = self._connect()
            scheduler = Scheduler(model, journal, limits=self._limits)
            waiting: deque[asyncio.Task[Sentence]] = deque()
            try:
                self.hold = self.hold or await find_hold(self._probing(model, journal))
                forget_refusals(model)
                for sentence in sentences:
                    waiting.append(asyncio.create_task(self._sentence(sentence, scheduler)))
                    if len(waiting) > 2 * self._limits.most:
                        yield await waiting.popleft()
                while waiting:
                    yield await waiting.popleft()
            finally:
                for task in waiting:
                    task.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)
                await model.close()
                self.counts.update(scheduler.counts)

    def _probing(self, model: LanguageModel, journal: Journal) -> Scheduler:
        """For the first questions: who starts a run waits for them, and has said nothing yet."""
        retries = min(PROBE_RETRIES, self._limits.retries)
        return Scheduler(model, journal, limits=replace(self._limits, retries=retries))

    async def _sentence(self, sentence: Sentence, scheduler: Scheduler) -> Sentence:
        pieces = self.task.pieces(sentence)
        found = await asyncio.gather(*(self._piece(piece, scheduler) for piece in pieces))
        self.counts["sentences"] += 1
        return self.task.joined(sentence, found)

    async def _piece(self, piece: Sentence, scheduler: Scheduler) -> tuple[Entity, ...]:
        words, tags = piece.words, self.task.tags
        request = asked_for(
            self._hold(),
            self.task.prompt(words),
            words,
            tags,
            max_tokens=longest_answer(words, tags),
        )
        outcome = await scheduler.ask(request, self._entry(request, scheduler.model.name))
        if isinstance(outcome, Fault):
            if outcome.fatal:
                raise LanguageModelError(
                    f"{scheduler.model.name} cannot be asked any more: {outcome.reason} "
                    f"({outcome.detail})"
                )
            return self.task.lost(f"failed: {outcome.reason}", outcome.detail, self.counts)
        self.counts["answers cut off"] += not outcome.finished
        text = THOUGHT.sub("", outcome.text).strip()
        return self.task.read(read_held(self._hold(), text, words), words, self.counts)

    def _hold(self) -> AnswerHold:
        return self.hold or AnswerHold.FREE

    def _entry(self, request: Request, model: str) -> Entry:
        task = self.task
        run = {"kind": task.kind, "tag_format": task.tag_format, "hold": self._hold()}
        return entry_for(
            request, kind="tag", prompt="tag.v1", model=model, run=run, attempt=1, about={}
        )
