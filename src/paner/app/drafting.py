"""`paner schema draft --llm`: definitions and guidelines that a language model wrote."""

import sys
from pathlib import Path

from paner.app.live import Live
from paner.app.live_questions import in_session
from paner.app.reading import Reading
from paner.app.show import note
from paner.augment.llm.descriptions import Descriptions, describe_types
from paner.augment.llm.questions import Questions
from paner.schema.draft import draft_schema

__all__ = ["draft_live"]


def draft_live(data: str, out: Path | None, live: Live, *, reading: Reading) -> None:
    """Write a schema whose definitions a language model drafted; what it could not is said."""
    sentences = reading.corpus(data).sentences

    async def work(questions: Questions) -> Descriptions:
        return await describe_types(sentences, questions)

    found = in_session(live, work)
    notes = {name: f"not drafted: {why}" for name, why in found.failed.items()}
    text = draft_schema(sentences, drafted=found.types, notes=notes)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8")
        note(f"wrote {out}: {len(found.types)} types are drafted; read them before you use them")
    for name, why in found.failed.items():
        note(f"{name}: not drafted: {why}")
