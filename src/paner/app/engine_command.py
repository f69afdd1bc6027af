"""`paner tag` with a server or vLLM: zero-shot, with any schema."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from paner.app.live import KEY_VARIABLE
from paner.app.reading import Reading
from paner.app.show import note, note_counts, progress, tracked
from paner.augment.llm.endpoint import Endpoint, key_from_environment
from paner.augment.llm.scheduler import Limits
from paner.data.sentence import Sentence
from paner.errors import LanguageModelError, UsageError
from paner.instruct.prompt import InstructionKind
from paner.instruct.tagged_words import TagFormat
from paner.models.causal.engines.openai_server import ServerEngine
from paner.models.causal.engines.server_forms import AnswerHold
from paner.models.causal.engines.task import (
    EXACT,
    REPAIRED,
    UNUSABLE,
    TaggingTask,
    Unusable,
)
from paner.schema.files import read_schema

__all__ = ["EngineChoice", "open_engine", "tag_by_engine"]

LOST = (UNUSABLE, "failed: ")
Write = Callable[[Iterable[Sentence]], None]


class _Engine(Protocol):
    counts: Counter[str]

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]: ...


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What the command line says.

    Args:
        engine: `openai` or `vllm`.
        model: The model's name on the server, on the hub, or its folder.
        url: The server's address.
        schema: What to find.
        kind: What the instruction says of each type.
        tag_format: How answers tag words.
        unusable: What becomes of sentences without a usable answer.
        hold: What holds a server's answers to their form; found out where it is empty.
        journal: Where a server's answers are kept.
        concurrency: Requests at once, at most.
        timeout: Seconds for a request.
        key_variable: The environment variable with the server's key.
        adapter: A folder with a LoRA adapter, for vLLM.
    """

    engine: str
    model: str
    url: str
    schema: Path | None
    kind: InstructionKind
    tag_format: TagFormat
    unusable: Unusable
    hold: str
    journal: Path | None
    concurrency: int
    timeout: float
    key_variable: str
    adapter: Path | None


def open_engine(choice: EngineChoice) -> _Engine:
    """Prepare a server, or load a model into vLLM.

    Raises:
        UsageError: There is no schema, or no address.
        LanguageModelError: The address is none, the key is missing, the model cannot be loaded.
    """
    if choice.schema is None:
        raise UsageError(f"--engine {choice.engine} needs --schema FILE: what to find")
    task = TaggingTask(read_schema(choice.schema), choice.kind, choice.tag_format, choice.unusable)
    if choice.engine == "vllm":
        from paner.models.causal.engines.vllm_engine import VllmEngine, open_vllm

        return VllmEngine(open_vllm(choice.model, adapter=choice.adapter), task)
    if not choice.url:
        raise UsageError("--engine openai needs --llm URL, the server's address")
    variable = choice.key_variable or (KEY_VARIABLE if os.environ.get(KEY_VARIABLE) else "")
    key = key_from_environment(variable) if variable else None
    return ServerEngine(
        partial(Endpoint, choice.url, choice.model, key=key, timeout=choice.timeout),
        task,
        hold=AnswerHold(choice.hold) if choice.hold else None,
        journal=choice.journal,
        limits=Limits(start=min(4, choice.concurrency), most=choice.concurrency),
    )


def tag_by_engine(choice: EngineChoice, data: str, *, write: Write, reading: Reading) -> None:
    """Tag a file or stdin, streaming, and account for what was repaired or lost.

    Raises:
        LanguageModelError: The engine cannot be asked, or none of its answers could be used.
    """
    engine = open_engine(choice)
    counts: Counter[str] = Counter()
    with progress("tagging") as advance:
        write(tracked(engine.tag(reading.stream(data, counts)), advance))
    note_counts(counts, data)
    if isinstance(engine, ServerEngine) and engine.hold is not None:
        note(f"{choice.model}: answers are held to their form by: {engine.hold}")
    note_counts(dict(sorted(engine.counts.items())), choice.model)
    lost = sum(n for name, n in engine.counts.items() if name.startswith(LOST))
    if lost and not engine.counts[EXACT] + engine.counts[REPAIRED]:
        raise LanguageModelError(
            f"{choice.model} gave no usable answer: nothing was tagged",
            found=f"{lost} unusable or failed",
            expected="answers as the instruction asks for; --hold says what holds a server to them",
        )
