"""What the tests of this folder ask, and whom."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from paner.augment.llm.budget import Budget
from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.entry import Entry, entry_for
from paner.augment.llm.journal import open_journal
from paner.augment.llm.model import Answer, Fault, Request
from paner.augment.llm.scheduler import Limits, Scheduler

QUICK = Limits(first_wait=0.01, longest_wait=0.02, retries=3)


def request_for(text: str) -> Request:
    """A small request."""
    return Request(text, {"type": "object"}, 50)


def entry_of(request: Request, model: str = "tiny") -> Entry:
    """Its name in the journal."""
    return entry_for(
        request,
        kind="test",
        prompt="test.v1 0",
        model=model,
        run={},
        attempt=1,
        about=[request.prompt],
    )


def ask_all(
    url: str,
    journal: Path,
    texts: Sequence[str],
    *,
    limits: Limits = QUICK,
    budget: Budget | None = None,
    timeout: float = 5.0,
    key: str | None = None,
) -> tuple[list[Answer | Fault], Scheduler]:
    """Ask for each text at once, through a scheduler of its own."""

    async def run() -> tuple[list[Answer | Fault], Scheduler]:
        model = Endpoint(url, "tiny", timeout=timeout, key=key)
        with open_journal(journal) as opened:
            scheduler = Scheduler(model, opened, limits=limits, budget=budget)
            requests = [request_for(text) for text in texts]
            try:
                outcomes = await asyncio.gather(
                    *(scheduler.ask(request, entry_of(request)) for request in requests)
                )
            finally:
                await model.close()
        return outcomes, scheduler

    return asyncio.run(run())
