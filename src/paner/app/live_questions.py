"""Work that asks a language model questions, between opening its journal and closing it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from paner.app.live import Live, complain, open_model
from paner.augment.llm.budget import Budget
from paner.augment.llm.journal import open_journal
from paner.augment.llm.questions import Questions
from paner.augment.llm.scheduler import Scheduler

__all__ = ["in_session"]

T = TypeVar("T")


def in_session(live: Live, work: Callable[[Questions], Awaitable[T]], *, seed: int = 0) -> T:
    """Do work that asks questions, with the journal, the budget and the model of a run.

    Raises:
        JournalError: The journal is in use, or the disk is full.
        LanguageModelError: No request could succeed.
    """

    async def session() -> T:
        with open_journal(live.journal) as journal:
            budget = Budget(live.caps, live.prices, await journal.spent())
            model = open_model(live)
            scheduler = Scheduler(model, journal, limits=live.limits, budget=budget)
            asking = live.asking
            questions = Questions(scheduler, asking.language, asking.domain, asking.sampling, seed)
            try:
                found = await work(questions)
            finally:
                await model.close()
            complain(scheduler)
            return found

    return asyncio.run(session())
