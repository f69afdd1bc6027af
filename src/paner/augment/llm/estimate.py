"""What a run would take, before it is run: requests, tokens, cost, time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paner.augment.llm.budget import Prices, Spent
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphrase_work import requests_for
from paner.augment.llm.scheduler import Limits
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema

__all__ = ["Estimate", "estimate", "tokens_of"]

PARAPHRASES = "paraphrases"
TOKENS_PER_BYTE = 0.3  # English text and placeholders, in the tokenizers of today
ANSWER_SHARE = 0.4  # of the room that a request gives its answer in `paraphrase_work`
ASKED_AGAIN = 0.15  # first answers that fail, after METHOD: arXiv 2510.17720
TOKENS_A_SECOND = 40.0  # of one answer
FIRST_TOKEN = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take.

    Args:
        sentences: Sentences read.
        parts: Requests and tokens, by what is asked for.
        cost: In the currency of the price table; `None` without one.
        seconds: At full concurrency, or as fast as the rates allow.
    """

    sentences: int
    parts: Mapping[str, Spent]
    cost: float | None
    seconds: float

    @property
    def spent(self) -> Spent:
        """All parts together."""
        return sum(self.parts.values(), Spent())

    def to_dict(self) -> dict[str, object]:
        """For `--json` and tables."""
        several = {name: _counts(spent) for name, spent in self.parts.items()}
        return {
            "sentences": self.sentences,
            **_counts(self.spent),
            "cost": self.cost,
            "seconds": round(self.seconds, 1),
            **(several if len(several) > 1 else {}),
        }


def estimate(
    sentences: Iterable[Sentence],
    settings: ParaphraseSettings,
    schema: Schema | None = None,
    *,
    prices: Prices | None = None,
    limits: Limits | None = None,
    further: Mapping[str, Spent] | None = None,
) -> Estimate:
    """Estimate a run by writing its first requests and sending none.

    Args:
        sentences: Annotated sentences.
        settings: What would be asked for.
        schema: Labels and definitions of the types.
        prices: What tokens cost.
        limits: How hard the server would be asked.
        further: What would be asked for beside paraphrases, by name.
    """
    count = 0

    def counted() -> Iterable[Sentence]:
        nonlocal count
        for sentence in sentences:
            count += 1
            yield sentence

    requests = prompt_tokens = answer_tokens = 0
    for request in requests_for(counted(), settings, schema):
        requests += 1
        prompt_tokens += tokens_of(request.prompt)
        answer_tokens += round(ANSWER_SHARE * request.max_tokens)
    again = 1 + (ASKED_AGAIN if settings.attempts > 1 else 0)
    spent = Spent(
        round(requests * again), round(prompt_tokens * again), round(answer_tokens * again)
    )
    parts = {PARAPHRASES: spent, **(further or {})}
    together = sum(parts.values(), Spent())
    # what is asked for beside paraphrases waits for them
    seconds = sum(_seconds(part, limits or Limits()) for part in parts.values())
    return Estimate(count, parts, together.cost(prices), seconds)


def tokens_of(text: str) -> int:
    """Tokens of a text, about."""
    return round(TOKENS_PER_BYTE * len(text.encode(errors="replace")))


def _counts(spent: Spent) -> dict[str, int]:
    return {
        "requests": spent.requests,
        "prompt tokens": spent.prompt_tokens,
        "answer tokens": spent.answer_tokens,
    }


def _seconds(spent: Spent, limits: Limits) -> float:
    one = FIRST_TOKEN + spent.answer_tokens / max(spent.requests, 1) / TOKENS_A_SECOND
    times = [spent.requests * one / limits.most]
    if limits.requests_per_minute is not None:
        times.append(60 * spent.requests / limits.requests_per_minute)
    if limits.tokens_per_minute is not None:
        times.append(60 * spent.tokens / limits.tokens_per_minute)
    return max(times)
