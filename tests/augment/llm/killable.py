"""A small augmentation run that a test can start in a process of its own, and kill."""

import json
import sys
from collections.abc import AsyncGenerator, Iterable
from functools import partial
from pathlib import Path

from tests.augment.llm.corpus import FIVE, SCHEMA, many

from paner.augment.llm.budget import Budget, Caps
from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.journal import open_journal
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphraser import Paraphrased, paraphrase
from paner.augment.llm.scheduler import Limits, Scheduler
from paner.augment.llm.stream import streamed
from paner.augment.paraphrases import judge
from paner.augment.similarity import LexicalEmbedder
from paner.data.sentence import Sentence

LIMITS = Limits(first_wait=0.01, longest_wait=0.02, most=8)


def run(
    url: str,
    journal: Path,
    *,
    sentences: Iterable[Sentence] = FIVE,
    settings: ParaphraseSettings | None = None,
    caps: Caps | None = None,
    counts: dict[str, int] | None = None,
) -> list[Paraphrased]:
    """Paraphrase sentences, five by default."""
    settings = settings or ParaphraseSettings()

    async def outcomes() -> AsyncGenerator[Paraphrased]:
        model = Endpoint(url, "tiny", timeout=10)
        gates = partial(judge, per_sentence=settings.wanted, embedder=LexicalEmbedder())
        with open_journal(journal) as opened:
            budget = Budget(caps, spent=await opened.spent())
            scheduler = Scheduler(model, opened, limits=LIMITS, budget=budget)
            try:
                stream = paraphrase(sentences, scheduler, gates, settings=settings, schema=SCHEMA)
                async for outcome in stream:
                    yield outcome
            finally:
                await model.close()
                if counts is not None:
                    counts.update(scheduler.counts)

    return list(streamed(outcomes))


def as_lines(outcomes: list[Paraphrased]) -> str:
    """All that a run has found out, as text."""
    rows = [
        {
            "id": one.sentence.id,
            "kept": [template.text for template in one.judged.kept],
            "similarities": one.judged.similarities,
            "rejections": [[r.reason, r.detail, r.text] for r in one.judged.rejections],
            "source": [one.judged.answered.source, one.judged.answered.line],
            "failed": dict(one.failed),
        }
        for one in outcomes
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def main(url: str, journal: str, out: str, count: int) -> None:
    """Run, and write what was found out."""
    Path(out).write_text(
        as_lines(run(url, Path(journal), sentences=[*FIVE, *many(count)])), encoding="utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
