"""How a server is held to the form of an answer: found out by asking, since many take any field.

A server that does not know a field refuses it or, worse, ignores it. So each way is tried on a
question that no model would answer as it is then made to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from paner.augment.llm.dialect import Dialect
from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.entry import entry_for
from paner.augment.llm.model import Fault, LanguageModel, Request, Sampling
from paner.augment.llm.scheduler import Scheduler
from paner.errors import LanguageModelError
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.engines.constraints import (
    answer_grammar,
    answer_regex,
    answer_schema,
    read_json_tags,
)

__all__ = ["AnswerHold", "asked_for", "find_hold", "forget_refusals", "read_held"]

QUESTION = "Say hello."
PROOF, PROOF_TAGS = ["zebra"], AnswerTags(())
PROOF_TOKENS = 32
UNHEARD = ("no connection", "connection lost", "damaged reply", "timeout", "busy")
HINT = "\n\nAnswer with a JSON object: a key for each word, its number and the word; its tag."


class AnswerHold(StrEnum):
    """What holds a server's answers to their form, and the field of the request that says so."""

    STRUCTURED = "structured_outputs"  # vLLM
    GRAMMAR = "grammar"  # llama.cpp, and what is built on it
    GUIDED = "guided_regex"  # vLLM before 0.12
    REGEX = "regex"  # SGLang
    JSON = "json"  # OpenAI and all who know its JSON schemas
    FREE = "free"  # nothing: answers are aligned and repaired


def asked_for(
    hold: AnswerHold, prompt: str, words: Sequence[str], tags: AnswerTags, *, max_tokens: int
) -> Request:
    """The request for the tags of these words; always the likeliest answer."""
    as_json = hold is AnswerHold.JSON
    return Request(
        f"{prompt}{HINT}" if as_json else prompt,
        answer_schema(words, tags) if as_json else {},
        # JSON repeats each word with its number, in quotes
        max_tokens + 8 * len(words) if as_json else max_tokens,
        Sampling(temperature=0.0),
        _fields(hold, words, tags),
    )


def read_held(hold: AnswerHold, answer: str, words: Sequence[str]) -> str:
    """An answer as words and tags, whatever form it was held to."""
    tags = read_json_tags(answer, words) if hold is AnswerHold.JSON else None
    if tags is None:
        return answer
    return " ".join(f"{word}/{tag}" for word, tag in zip(words, tags, strict=True))


async def find_hold(scheduler: Scheduler) -> AnswerHold:
    """The strictest way in which a server can be held to an answer's form.

    Raises:
        LanguageModelError: It cannot be asked at all.
    """
    for hold in AnswerHold:
        if await _holds(scheduler, hold):
            return hold
    return AnswerHold.FREE


async def _holds(scheduler: Scheduler, hold: AnswerHold) -> bool:
    request = asked_for(hold, QUESTION, PROOF, PROOF_TAGS, max_tokens=PROOF_TOKENS)
    entry = entry_for(
        request,
        kind="form of answers",
        prompt=hold,
        model=scheduler.model.name,
        run={},
        attempt=1,
        about={},
    )
    forget_refusals(scheduler.model)
    outcome = await scheduler.ask(request, entry)
    forget_refusals(scheduler.model)
    if isinstance(outcome, Fault):
        if outcome.fatal:
            raise LanguageModelError(
                f"{scheduler.model.name} cannot be asked: {outcome.reason} ({outcome.detail})"
            )
        # a field may be refused, and even break a server, but not what has no further field
        if outcome.reason in UNHEARD or hold is AnswerHold.FREE:
            raise LanguageModelError(
                f"{scheduler.model.name} does not answer: {outcome.reason} ({outcome.detail})"
            )
        return False
    return read_held(hold, outcome.text.strip(), PROOF) == "zebra/O"


def forget_refusals(model: LanguageModel) -> None:
    """Ask for JSON schemas again: that a server refused another field says nothing of them."""
    if isinstance(model, Endpoint):
        model.dialect = replace(model.dialect, form=Dialect().form, confirmed=False)


def _fields(hold: AnswerHold, words: Sequence[str], tags: AnswerTags) -> Mapping[str, object]:
    match hold:
        case AnswerHold.STRUCTURED:
            return {hold.value: {"regex": answer_regex(words, tags)}}
        case AnswerHold.GUIDED | AnswerHold.REGEX:
            return {hold.value: answer_regex(words, tags)}
        case AnswerHold.GRAMMAR:
            return {hold.value: answer_grammar(words, tags)}
        case _:
            return {}
