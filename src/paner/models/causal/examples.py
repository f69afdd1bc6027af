"""Sentences as a language model reads them behind an instruction that they share."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paner.instruct.prompt import input_text
from paner.models.causal.chat import Frame
from paner.models.compact.gazetteer import Gazetteer, Match
from paner.models.compact.windows import Window
from paner.models.tags import TagSet
from paner.schema.entity_types import Schema

__all__ = ["NO_LOSS", "Example", "Pieces", "Task"]

NO_LOSS = -100  # the target id that losses pass over


@dataclass(frozen=True, eq=False)
class Task:
    """What sentences that stand in one row share.

    Args:
        schema: The types to look for.
        tag_set: The tags.
        frame: The instruction and the rest of the chat, as tokens.
        gazetteer: Known mentions, where the model is shown any.
        own: Whether it is the task that the model is trained for, not one that is mixed in.
    """

    schema: Schema
    tag_set: TagSet
    frame: Frame
    gazetteer: Gazetteer | None = None
    own: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A sentence, or a window of one, as its row's part behind the prefix.

    Args:
        task: What its row shares.
        window: Its words in the sentence.
        input_ids: The part's tokens (T).
        picks: The tokens whose states decide something (P).
        target_ids: What is right at each (P), `NO_LOSS` where nothing is asked.
        choices: At each pick the token ids to decide among, where not among all or all tags.
        shapes: The shape of each word, where each pick is a word's.
        matches: Known mentions, in words of the window.
        drawn: Makes the example anew each time that training draws it, where chance has a say.
    """

    task: Task
    window: Window
    input_ids: list[int]
    picks: list[int]
    target_ids: list[int]
    choices: tuple[tuple[int, ...], ...] = ()
    shapes: Sequence[int] = ()
    matches: tuple[Match, ...] = ()
    drawn: Callable[[random.Random], "Example"] | None = None

    def draw(self, rng: random.Random) -> "Example":
        """The example as training sees it this time."""
        return self if self.drawn is None else self.drawn(rng)


class Pieces:
    """Words to tokens, as they are in the text of a sentence.

    Args:
        tokenizer: A fast tokenizer of transformers.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._backend = tokenizer.backend_tokenizer
        self._backend.no_truncation()
        self._backend.no_padding()

    def of(self, words: Sequence[str]) -> list[list[int]]:
        """The tokens of each word; all of them in order are those of the text.

        A token over a border belongs to the word that it ends in; what looks like a special token
        is only text.
        """
        backend = self._backend
        before, backend.encode_special_tokens = backend.encode_special_tokens, True
        encoded = backend.encode(input_text(words), add_special_tokens=False)
        backend.encode_special_tokens = before
        pieces: list[list[int]] = [[] for _ in words]
        word, ends = 0, _ends(words)
        for token, (_, end) in zip(encoded.ids, encoded.offsets, strict=True):
            while word + 1 < len(words) and end > ends[word]:
                word += 1
            pieces[word].append(token)
        return pieces


def _ends(words: Sequence[str]) -> list[int]:
    """Where each word ends in the text."""
    ends, position = [], -1
    for word in words:
        position += 1 + len(word)
        ends.append(position)
    return ends
