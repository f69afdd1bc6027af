"""The chat around a sentence: what stands before it, after it, and behind the answer, as tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from paner.errors import LanguageModelError

__all__ = ["Frame", "frame_of"]

SENTENCE, ANSWER = "\uf8ffsentence\uf8ff", "\uf8ffanswer\uf8ff"  # private use: in no template


@dataclass(frozen=True, slots=True)
class Frame:
    """The tokens around a sentence and its answer.

    Args:
        head_ids: Everything before the sentence, the instruction among it: what all sentences of
            a schema share.
        tail_ids: What stands between the sentence and its answer.
        end_ids: What stands behind the answer.
    """

    head_ids: tuple[int, ...]
    tail_ids: tuple[int, ...]
    end_ids: tuple[int, ...]


def frame_of(tokenizer: Any, instruction: str) -> Frame:
    """Render an instruction through the model's own chat template, or plainly where it has none.

    Args:
        tokenizer: Of transformers.
        instruction: The user's message as far as the sentence, which ends it.

    Raises:
        LanguageModelError: The template does not show the messages that it is given.
    """
    if not tokenizer.chat_template:
        return _plain(tokenizer, instruction)
    messages = [{"role": "user", "content": instruction + SENTENCE}]
    asked = _render(tokenizer, messages, ask=True)
    head, tail = _parted(asked, SENTENCE)
    answered = _render(tokenizer, [*messages, {"role": "assistant", "content": ANSWER}], ask=False)
    _, end = _parted(answered, ANSWER)
    end_ids = _encode(tokenizer, end)[:1] or [tokenizer.eos_token_id]
    return Frame(tuple(_encode(tokenizer, head)), tuple(_encode(tokenizer, tail)), tuple(end_ids))


def _plain(tokenizer: Any, instruction: str) -> Frame:
    """For a model without a template: the sentence's line, then the answer's."""
    head = _encode(tokenizer, instruction)
    start = tokenizer.bos_token_id
    if start is not None and _encode_special(tokenizer, "a")[:1] == [start]:
        head = [start, *head]
    end = [] if tokenizer.eos_token_id is None else [tokenizer.eos_token_id]
    return Frame(tuple(head), tuple(_encode(tokenizer, "\n")), tuple(end))


def _render(tokenizer: Any, messages: Sequence[dict[str, str]], *, ask: bool) -> str:
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=ask)
    except (TemplateError, TypeError, ValueError) as error:
        raise LanguageModelError(
            f"the model's chat template cannot be filled in: {error}",
            expected="one that takes a user's message and an answer",
        ) from error
    return str(text)


def _parted(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.rpartition(mark)
    if not found:
        raise LanguageModelError("the model's chat template drops what it is given")
    return before, after


def _encode(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _encode_special(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text)["input_ids"])
