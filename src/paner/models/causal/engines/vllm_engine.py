"""Tagging by vLLM in this process: batches of sentences, the schema's prefix computed once.

Written against vLLM's documented interface (0.12 and later), and tested against a stand-in with
the same signatures; it has not been run on a GPU.

Source:
    https://docs.vllm.ai/en/latest/features/structured_outputs/ (regular expressions),
    https://docs.vllm.ai/en/latest/features/automatic_prefix_caching/,
    https://docs.vllm.ai/en/latest/features/lora/.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError, first_line
from paner.models.causal.engines.constraints import answer_regex
from paner.models.causal.engines.task import TaggingTask, longest_answer

__all__ = ["VllmEngine", "VllmModel", "open_vllm"]

BATCH = 1024  # sentences handed over at once: vLLM schedules them by itself


@dataclass(frozen=True, eq=False)
class VllmModel:
    """A model that vLLM has loaded.

    Args:
        name: Its hub name or folder.
        llm: vLLM's `LLM`.
        adapter: vLLM's `LoRARequest`, or nothing.
    """

    name: str
    llm: Any
    adapter: Any = None


class VllmEngine:
    """Tags by vLLM in this process; each answer is held to the sentence's words and tags.

    Args:
        model: What `open_vllm` gave.
        task: What to find, and how the model is told.
        batch: Sentences handed over at once.
    """

    def __init__(self, model: VllmModel, task: TaggingTask, *, batch: int = BATCH) -> None:
        self.model, self.task = model, task
        self.counts: Counter[str] = Counter()
        self._batch = batch

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, a batch at a time.

        Raises:
            LanguageModelError: An answer is unusable and that is to be an error.
        """
        coming = iter(sentences)
        while batch := list(islice(coming, self._batch)):
            yield from self._tagged(batch)

    def _tagged(self, batch: Sequence[Sentence]) -> Iterator[Sentence]:
        pieces = [self.task.pieces(sentence) for sentence in batch]
        answers = iter(self._answers([piece for some in pieces for piece in some]))
        for sentence, some in zip(batch, pieces, strict=True):
            self.counts["sentences"] += 1
            yield self.task.joined(sentence, [next(answers) for _ in some])

    def _answers(self, pieces: Sequence[Sentence]) -> list[tuple[Entity, ...]]:
        if not pieces:
            return []
        outputs = self.model.llm.chat(
            [[{"role": "user", "content": self.task.prompt(piece.words)}] for piece in pieces],
            sampling_params=[self._sampling(piece.words) for piece in pieces],
            use_tqdm=False,
            lora_request=self.model.adapter,
        )
        return [
            self._read(output.outputs[0], piece)
            for output, piece in zip(outputs, pieces, strict=True)
        ]

    def _sampling(self, words: Sequence[str]) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import StructuredOutputsParams

        tags = self.task.tags
        return SamplingParams(
            temperature=0.0,
            max_tokens=longest_answer(words, tags),
            structured_outputs=StructuredOutputsParams(regex=answer_regex(words, tags)),
        )

    def _read(self, completion: Any, piece: Sentence) -> tuple[Entity, ...]:
        self.counts["answers cut off"] += completion.finish_reason == "length"
        return self.task.read(completion.text, piece.words, self.counts)


def open_vllm(name: str, *, adapter: str | Path | None = None, **settings: Any) -> VllmModel:
    """Load a model into vLLM.

    Args:
        name: A hub name, or a folder.
        adapter: A folder with a LoRA adapter.
        settings: Further arguments of vLLM's `LLM` (`tensor_parallel_size`, `max_model_len`, …).

    Raises:
        LanguageModelError: vLLM is not installed, or cannot load the model.
    """
    try:
        from vllm import LLM
        from vllm.lora.request import LoRARequest
    except ImportError as error:
        raise LanguageModelError(
            "the engine vLLM is not installed; pip install vllm (it needs a GPU)"
        ) from error
    settings = {"enable_prefix_caching": True, "enable_lora": adapter is not None, **settings}
    try:
        llm = LLM(model=name, **settings)
    except (OSError, ValueError) as error:
        first = first_line(error)
        raise LanguageModelError(f"vLLM cannot load the model: {first}", path=name) from error
    request = None if adapter is None else LoRARequest("paner", 1, str(adapter))
    return VllmModel(name, llm, request)
