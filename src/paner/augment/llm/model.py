"""What a language model is asked, what it answers, and what can go wrong: one seam for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Answer", "Fault", "LanguageModel", "Request", "Sampling"]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How words are drawn.

    Args:
        temperature: 0 takes the likeliest word always.
        top_p: The share of the probability that is drawn from.
        seed: For servers that know one.
    """

    temperature: float = 0.7
    top_p: float = 1.0
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole in itself: no history goes with it.

    Args:
        prompt: What the model reads.
        schema: The JSON schema of the answer, for models that can be held to one; empty where it
            is not JSON.
        max_tokens: Tokens of the answer, at most.
        sampling: How its words are drawn.
        extra: Further fields of the request's body, for servers that know them.
    """

    prompt: str
    schema: Mapping[str, object]
    max_tokens: int
    sampling: Sampling = Sampling()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote.

    Args:
        text: The text, as it came.
        finished: Whether the model came to its end by itself; not where a limit cut it off.
        prompt_tokens: Tokens that it read, where it says so.
        answer_tokens: Tokens that it wrote, where it says so.
        model: The name under which it answered.
    """

    text: str
    finished: bool = True
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no answer.

    Args:
        reason: A short name to be counted under.
        detail: What was seen, for people.
        retry: Whether the same request may succeed later.
        at_once: It was learnt how to ask: the next request will differ, and need not wait.
        slow_down: The server has too much to do.
        retry_after: Seconds for which the server wants to be left alone.
        fatal: No further request can succeed, as with a wrong key.
        maybe_paid: The server may have worked, and may bill it.
    """

    reason: str
    detail: str
    retry: bool = False
    at_once: bool = False
    slow_down: bool = False
    retry_after: float | None = None
    fatal: bool = False
    maybe_paid: bool = False


class LanguageModel(Protocol):
    """What can be asked: a server, or a model in this process."""

    @property
    def name(self) -> str:
        """The model's name: answers of different models never stand in for each other."""

    @property
    def form(self) -> str:
        """How it is held to JSON, as far as is known: `JSON schema`, …, `plain text`."""

    async def complete(self, request: Request) -> Answer | Fault:
        """Ask once, without waiting or retrying."""

    async def close(self) -> None:
        """Let go of connections and memory."""
