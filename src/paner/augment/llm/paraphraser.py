"""Sentences to judged paraphrases: asked for, judged, and asked again where too few were good.

Sentences go in blocks, in the order of the corpus. A block's answers are judged together, so that
what is embedded together depends on the answers alone, and not on which of them came first: a run
that was killed and taken up again gives the same bytes as one that was not.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from paner.augment.llm.answers import read_answer
from paner.augment.llm.model import Fault
from paner.augment.llm.paraphrase_prompt import told
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphrase_work import (
    Work,
    block_size,
    blocks,
    entry_of,
    groups,
    request_for,
)
from paner.augment.llm.scheduler import OVER_BUDGET, Scheduler
from paner.augment.paraphrases import Answered, Judged
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema

__all__ = ["Judge", "Paraphrased", "paraphrase"]

AHEAD = 4  # times as many requests are prepared as can be on their way
Judge = Callable[[Sequence[Answered]], Sequence[Judged]]


@dataclass(frozen=True, slots=True)
class Paraphrased:
    """A sentence and what became of it: asked = kept + rejected + failed.

    Args:
        sentence: The sentence.
        judged: Its paraphrases and the rejected answers.
        failed: Paraphrases that were asked for and never came, by reason.
        read: How its answers were read, counted (`as asked`, `repaired`, …).
    """

    sentence: Sentence
    judged: Judged
    failed: Mapping[str, int]
    read: Mapping[str, int]


async def paraphrase(
    sentences: Iterable[Sentence],
    scheduler: Scheduler,
    judge: Judge,
    *,
    settings: ParaphraseSettings | None = None,
    schema: Schema | None = None,
) -> AsyncIterator[Paraphrased]:
    """Paraphrase a stream of sentences, in its order, a bounded number of them in memory.

    Args:
        sentences: Annotated sentences.
        scheduler: Asks the model.
        judge: Judges the answers to several sentences; called in a thread, never twice at once.
        settings: What is asked for.
        schema: Labels and definitions of the types.
    """
    settings = settings or ParaphraseSettings()
    asking = _Asking(scheduler, judge, settings, schema, asyncio.Lock())
    most = AHEAD * scheduler.limits.most * settings.sentences_per_request
    running: deque[asyncio.Task[list[Paraphrased]]] = deque()
    try:
        for block in blocks(sentences, settings, scheduler.model.name):
            running.append(asyncio.create_task(asking.block(block)))
            if len(running) * block_size(settings) > most:
                for done in await running.popleft():
                    yield done
        while running:
            for done in await running.popleft():
                yield done
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Asking:
    scheduler: Scheduler
    judge: Judge
    settings: ParaphraseSettings
    schema: Schema | None
    judging: asyncio.Lock

    async def block(self, block: list[Work]) -> list[Paraphrased]:
        """Ask for a block of sentences, in rounds, until all have enough or attempts end."""
        for work in block:
            if not work.template.text.strip():
                work.failed["nothing to reword"], work.given_up = work.wanted, True
        open_ = block
        for attempt in range(1, self.settings.attempts + 1):
            size = self.settings.sentences_per_request if attempt == 1 else 1
            asked = [work for work in open_ if not work.given_up]
            await asyncio.gather(*(self._ask(g, attempt) for g in groups(asked, size)))
            await self._judge(open_, last=attempt == self.settings.attempts)
            open_ = [work for work in asked if work.wanted and not work.given_up]
            if not open_:
                break
        return [
            Paraphrased(work.sentence, work.judged, +work.failed, work.read)
            for work in block
            if work.judged is not None
        ]

    async def _ask(self, group: list[Work], attempt: int) -> None:
        request = request_for(group, self.settings, self.schema, attempt=attempt)
        name = self.scheduler.model.name
        entry = entry_of(request, group, self.settings, name, attempt)
        outcome = await self.scheduler.ask(request, entry)
        if isinstance(outcome, Fault):
            for work in group:
                work.failed[outcome.reason] += work.wanted
                # a group may be too much for the server, a single sentence will stay so
                work.given_up = len(group) == 1 or outcome is OVER_BUDGET or outcome.fatal
                work.problems = []
            return
        reading = read_answer(outcome, range(1, len(group) + 1))
        for number, work in enumerate(group, 1):
            texts = reading.paraphrases.get(number, ())
            reason = "unreadable answer" if not reading.paraphrases else "too few paraphrases"
            work.failed[reason] += max(0, work.wanted - len(texts))
            work.read[reading.how] += 1
            work.answers += texts
            work.problems = [] if texts else ["it was not in the JSON that was asked for"]

    async def _judge(self, open_: list[Work], *, last: bool) -> None:
        answered = [work.answered(last=last) for work in open_]
        async with self.judging:
            judged = await asyncio.to_thread(self.judge, answered)
        for work, verdict in zip(open_, judged, strict=True):
            before = () if work.judged is None else work.judged.rejections
            fresh = _fresh(verdict.rejections, before)
            work.judged = verdict
            work.wanted = max(0, self.settings.wanted - len(verdict.kept))
            work.reasons = {rejection.reason for rejection in fresh}
            work.problems += told(fresh, show_mentions=self.settings.show_mentions)


def _fresh(rejections: Sequence[Rejection], before: Sequence[Rejection]) -> list[Rejection]:
    """The rejections that came with the last answers; a model may repeat itself."""
    known = Counter(rejection.text for rejection in before)
    fresh = []
    for rejection in rejections:
        known[rejection.text] -= 1
        if known[rejection.text] < 0:
            fresh.append(rejection)
    return fresh
