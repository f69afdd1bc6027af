"""Requests to answers: out of the journal where it has them, else sent with patience."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, replace

from paner.augment.llm.budget import Budget, Spent
from paner.augment.llm.entry import Entry
from paner.augment.llm.gate import Gate
from paner.augment.llm.journal import Journal
from paner.augment.llm.model import Answer, Fault, LanguageModel, Request
from paner.augment.llm.pace import Pace
from paner.augment.llm.tokens import TokenEstimate
from paner.errors import JournalError

__all__ = ["OVER_BUDGET", "Limits", "Scheduler"]

OVER_BUDGET = Fault("over budget", "a cap on requests, tokens or cost would have been passed")


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a server is asked.

    Args:
        start: Requests at once in the beginning; the number adapts.
        most: Requests at once, at most.
        requests_per_minute: No end where `None`.
        tokens_per_minute: Read and written; no end where `None`.
        retries: How often a request is sent again after a fault that may pass.
        first_wait: Seconds before the first of them; doubled each time, and drawn at random
            between half and all of it.
        longest_wait: Seconds between two of them, at most.
        longest_pause: Seconds that a server may ask to be left alone; where it asks for more, the
            run stops, to be taken up later.
        minute: Seconds of a minute, for tests.
    """

    start: int = 4
    most: int = 64
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    retries: int = 8
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 600.0
    minute: float = 60.0


class Scheduler:
    """Asks one model, through one journal, under one budget.

    Args:
        model: Who is asked.
        journal: Where answers are kept.
        limits: How hard.
        budget: How much; without caps by default.
        seed: Of the waiting times; nothing else depends on it.
    """

    def __init__(
        self,
        model: LanguageModel,
        journal: Journal,
        *,
        limits: Limits | None = None,
        budget: Budget | None = None,
        seed: int = 0,
    ) -> None:
        self.model, self.journal = model, journal
        self.limits = limits or Limits()
        self.budget = budget or Budget()
        self.counts: Counter[str] = Counter()
        self.stopped: Fault | None = None
        self.gate = Gate(start=self.limits.start, most=self.limits.most)
        minute = self.limits.minute
        self._requests = Pace(self.limits.requests_per_minute, window=minute)
        self._tokens = Pace(self.limits.tokens_per_minute, window=minute)
        self._estimate = TokenEstimate()
        self._rng = random.Random(seed)
        self._running: dict[str, asyncio.Task[Answer | Fault]] = {}

    async def ask(self, request: Request, entry: Entry) -> Answer | Fault:
        """The answer to a request: kept, on its way already, or sent for now."""
        running = self._running.get(entry.key)
        if running is None:
            running = asyncio.create_task(self._find_or_send(request, entry))
            self._running[entry.key] = running
            running.add_done_callback(lambda _: self._running.pop(entry.key))
        return await running

    async def _find_or_send(self, request: Request, entry: Entry) -> Answer | Fault:
        kept = await self.journal.find(entry.key)
        if kept is not None:
            self.counts["answers replayed"] += 1
            return kept
        retries = 0
        while True:
            outcome = await self._send(request, entry)
            if isinstance(outcome, Answer) or not outcome.retry:
                return outcome
            if outcome.at_once:
                continue
            if retries == self.limits.retries:
                return outcome
            await asyncio.sleep(self._wait(retries))
            retries += 1
            self.counts["retries"] += 1

    async def _send(self, request: Request, entry: Entry) -> Answer | Fault:
        worst = Spent(1, self._estimate.worst(request.prompt), request.max_tokens)
        if not await self.budget.reserve(worst):
            return OVER_BUDGET
        ticket = await self.gate.enter()
        await self._requests.take()
        await self._tokens.take(worst.tokens)
        await self.gate.pause_ends()
        if self.stopped is not None:
            self.gate.leave(ticket, well=False)
            self.budget.settle(worst, Spent())
            return self.stopped
        number = await self.journal.sending(entry.key, worst)
        outcome = await self.model.complete(request)
        self._leave(ticket, outcome)
        spent = self._settle(request, worst, outcome)
        if isinstance(outcome, Answer):
            await self._store(number, entry, outcome, spent)
            self.counts["answers"] += 1
        else:
            await self.journal.failed(number, outcome.reason, spent)
            self.counts[f"fault: {outcome.reason}"] += 1
        return outcome

    async def _store(self, number: int, entry: Entry, answer: Answer, spent: Spent) -> None:
        try:
            await self.journal.store(number, entry, answer, spent)
        except JournalError as error:
            # what cannot be kept must not be paid for
            self.stopped = Fault("no journal", str(error), fatal=True)
            raise

    def _leave(self, ticket: int, outcome: Answer | Fault) -> None:
        if isinstance(outcome, Answer):
            self.gate.leave(ticket, well=True)
            return
        pause = outcome.retry_after or 0.0
        if pause > self.limits.longest_pause:
            detail = f"the server wants to be left alone for {pause:.0f} s: run again then"
            outcome = replace(outcome, detail=detail, fatal=True)
        if outcome.fatal and self.stopped is None:
            self.stopped = replace(outcome, retry=False)
            pause = 0.0
        self.gate.leave(ticket, well=False, busy=outcome.slow_down, pause=pause)

    def _settle(self, request: Request, worst: Spent, outcome: Answer | Fault) -> Spent:
        """What a request has cost: as reported, as estimated where nothing is reported."""
        if isinstance(outcome, Fault):
            spent = worst if outcome.maybe_paid else Spent(1)
        else:
            spent = self._reported(request, outcome)
        self.budget.settle(worst, spent)
        self._tokens.correct(spent.tokens - worst.tokens)
        return spent

    def _reported(self, request: Request, answer: Answer) -> Spent:
        read, written = answer.prompt_tokens, answer.answer_tokens
        if read is None or written is None:
            self.counts["answers without a token count"] += 1
            estimate = TokenEstimate()
            return Spent(1, estimate.worst(request.prompt), estimate.worst(answer.text))
        self._estimate.learn(request.prompt, read)
        return Spent(1, read, written)

    def _wait(self, retries: int) -> float:
        longest = min(self.limits.longest_wait, self.limits.first_wait * 2.0**retries)
        return longest * self._rng.uniform(0.5, 1.0)
