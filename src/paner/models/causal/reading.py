"""Sentences to examples, in whichever way a model tags."""

from typing import Any, Protocol

from paner.data.sentence import Sentence
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Pieces, Task
from paner.models.causal.twice import twice_examples
from paner.models.tags import tags_from

__all__ = ["Reader", "reader_of"]


class Reader(Protocol):
    """Makes examples of a sentence."""

    def __call__(
        self, sentence: Sentence, *, annotated: bool = False, but: int | None = None
    ) -> list[Example]:
        """The examples of a sentence.

        Args:
            sentence: The sentence.
            annotated: Whether its entities are what shall be learnt.
            but: Its own origin in the gazetteer, in training.
        """
        ...


def reader_of(task: Task, tokenizer: Any, config: CausalConfig) -> Reader:
    """How sentences of a task are read."""
    if config.tagging == "word-tag":
        from paner.models.causal.word_tag import word_tag_reader

        reader: Reader = word_tag_reader(task, tokenizer, config)
        return reader
    pieces = Pieces(tokenizer)

    def read(
        sentence: Sentence, *, annotated: bool = False, but: int | None = None
    ) -> list[Example]:
        words = len(sentence.offsets)
        tags = tags_from(sentence.entities, words, task.tag_set) if annotated else None
        return twice_examples(
            sentence,
            task,
            pieces,
            max_tokens=config.max_tokens,
            context_tokens=config.context_tokens,
            tags=tags,
            but=but,
        )

    return read
