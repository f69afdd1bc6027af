"""What the tests of further questions ask with, and how the server tells them apart."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from tests.augment.llm.asking import QUICK
from tests.augment.llm.server import Behaviour, Body, Reply, answered, prompt_of

from paner.augment.llm.budget import Budget
from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.journal import open_journal
from paner.augment.llm.questions import Questions
from paner.augment.llm.scheduler import Scheduler

T = TypeVar("T")


def asking(
    url: str,
    journal: Path,
    work: Callable[[Questions], Awaitable[T]],
    *,
    budget: Budget | None = None,
    domain: str = "",
) -> T:
    """Do some work that asks questions, with a journal, a scheduler and a model of its own."""

    async def run() -> T:
        model = Endpoint(url, "tiny", timeout=5.0)
        with open_journal(journal) as opened:
            scheduler = Scheduler(model, opened, limits=QUICK, budget=budget)
            try:
                return await work(Questions(scheduler, domain=domain))
            finally:
                await model.close()

    return asyncio.run(run())


def by_opening(**behaviours: Callable[[str], object]) -> Behaviour:
    """Answer a prompt by its first word: `List`, `Which`, `Write`, `Copy`, `Annotators`."""

    def behave(number: int, body: Body) -> Reply:
        prompt = prompt_of(body)
        found = behaviours[prompt.split()[0].lower()](prompt)
        return found if isinstance(found, Reply) else answered(json.dumps(found))

    return behave
