"""Live augmentation for a command: a model opened, a journal kept, sentences streamed."""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from paner.app.spoken import checks_for
from paner.augment.checks import CheckSettings
from paner.augment.filling import filled, named
from paner.augment.languages import language_name
from paner.augment.llm.budget import Budget, Caps, Prices, read_prices
from paner.augment.llm.journal import open_journal
from paner.augment.llm.model import LanguageModel, Sampling
from paner.augment.llm.paraphrase_prompt import try_paraphrase_prompt
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphraser import paraphrase
from paner.augment.llm.prompt import load_prompt
from paner.augment.llm.scheduler import Limits, Scheduler
from paner.augment.llm.stream import streamed
from paner.augment.llm.tally import Tally
from paner.augment.paraphrases import judge
from paner.augment.similarity import Embedder
from paner.data.sentence import Sentence
from paner.errors import LanguageModelError, UsageError
from paner.schema.entity_types import Schema

__all__ = [
    "KEY_VARIABLE",
    "Live",
    "complain",
    "live_from_options",
    "live_sentences",
    "open_model",
]

KEY_VARIABLE = "PANER_API_KEY"


@dataclass(frozen=True, slots=True)
class Live:
    """Whom to ask, what, how hard and for how much.

    Args:
        journal: Where answers are kept.
        url: A server's address.
        model: The model's name there.
        local: A model to run in this process instead: its name on the hub, or its folder.
        key_variable: The environment variable with the server's key; `PANER_API_KEY` is tried
            where it is empty, and no key is sent where that is not set.
        timeout: Seconds for a request.
        asking: What is asked for.
        limits: How hard.
        caps: How much may be spent.
        prices: What tokens cost.

    Raises:
        UsageError: It names no model, or two.
    """

    journal: Path
    url: str = ""
    model: str = ""
    local: str = ""
    key_variable: str = ""
    timeout: float = 120.0
    asking: ParaphraseSettings = field(default_factory=ParaphraseSettings)
    limits: Limits = field(default_factory=Limits)
    caps: Caps = field(default_factory=Caps)
    prices: Prices | None = None

    def __post_init__(self) -> None:
        if bool(self.url) == bool(self.local):
            raise UsageError("name either --llm URL or --local MODEL, not both")
        if self.url and not self.model:
            raise UsageError("--llm URL needs --model NAME, the model's name on that server")
        if self.caps.cost is not None and self.prices is None:
            raise UsageError("--max-cost needs --prices FILE, a table of what tokens cost")

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model or self.local


def live_from_options(
    *,
    url: str,
    model: str,
    local: str,
    key_variable: str,
    timeout: float,
    variants: int,
    per_sentence: int,
    attempts: int,
    sentences_per_request: int,
    temperature: float,
    seed: int,
    max_answer_tokens: int,
    language: str,
    domain: str,
    show_mentions: bool,
    prompt: str,
    journal: Path | None,
    out: str,
    concurrency: int,
    requests_per_minute: float,
    tokens_per_minute: float,
    max_requests: int | None,
    max_tokens: int | None,
    max_cost: float | None,
    prices: Path | None,
) -> Live:
    """Join what the command line says; a 0 there is "no limit" or "choose yourself"."""
    if journal is None and out == "-":
        raise UsageError("writing to stdout needs --journal FILE, where answers are kept")
    asking = ParaphraseSettings(
        variants=variants or per_sentence,
        per_sentence=min(per_sentence, variants or per_sentence),
        attempts=attempts,
        sentences_per_request=sentences_per_request,
        sampling=Sampling(temperature, seed=seed or None),
        max_answer_tokens=max_answer_tokens or None,
        language=language_name(language),
        domain=domain,
        show_mentions=show_mentions,
        prompt=load_prompt(prompt),
    )
    limits = Limits(
        start=1 if local else min(4, concurrency),
        most=1 if local else concurrency,
        requests_per_minute=requests_per_minute or None,
        tokens_per_minute=tokens_per_minute or None,
    )
    return Live(
        journal or Path(f"{out}.journal"),
        url=url,
        model=model,
        local=local,
        key_variable=key_variable,
        timeout=timeout,
        asking=asking,
        limits=limits,
        caps=Caps(max_requests, max_tokens, max_cost),
        prices=None if prices is None else read_prices(prices, model or local),
    )


def open_model(live: Live) -> LanguageModel:
    """Connect to a server, or load a model.

    Raises:
        LanguageModelError: The address is none, the key is missing, the model cannot be loaded.
    """
    if live.local:
        from paner.models.local_llm import LocalModel

        return LocalModel(live.local)
    import os

    from paner.augment.llm.endpoint import Endpoint, key_from_environment

    variable = live.key_variable or (KEY_VARIABLE if os.environ.get(KEY_VARIABLE) else "")
    key = key_from_environment(variable) if variable else None
    return Endpoint(live.url, live.model, key=key, timeout=live.timeout)


def live_sentences(
    sentences: Iterable[Sentence],
    live: Live,
    tally: Tally,
    *,
    embedder: Embedder,
    schema: Schema | None = None,
    checks: CheckSettings | None = None,
    names: AbstractSet[tuple[str, ...]] = frozenset(),
    advance: Callable[[int, int], None] = lambda _done, _total: None,
) -> Iterator[Sentence]:
    """Paraphrase a stream of sentences, as a stream.

    Args:
        sentences: Annotated sentences.
        live: Whom to ask, and how.
        tally: Fills up meanwhile.
        embedder: Measures similarity.
        schema: Labels and definitions of the types.
        checks: The checks; the defaults, told the language that is asked for, where `None`.
        names: Mentions of the whole corpus, none of which may come into a context.
        advance: Called with the number of sentences done.

    Raises:
        JournalError: The journal is in use, or the disk is full.
        LanguageModelError: The prompt lacks a field, or no request could succeed.
    """
    checks = checks or checks_for(live.asking.language)
    try_paraphrase_prompt(live.asking.prompt)
    wanted = live.asking.wanted
    gates = partial(judge, per_sentence=wanted, embedder=embedder, settings=checks, names=names)

    async def outcomes() -> AsyncGenerator[list[Sentence]]:
        with open_journal(live.journal) as journal:
            budget = Budget(live.caps, live.prices, await journal.spent())
            model = open_model(live)
            scheduler = Scheduler(model, journal, limits=live.limits, budget=budget)
            try:
                async for outcome in paraphrase(
                    named(sentences), scheduler, gates, settings=live.asking, schema=schema
                ):
                    tally.add(outcome, wanted)
                    advance(tally.sentences, 0)
                    yield list(filled(outcome.judged, checks))
            finally:
                tally.close(scheduler)
                await model.close()
            complain(scheduler)

    for some in streamed(outcomes):
        yield from some


def complain(scheduler: Scheduler) -> None:
    """Nothing was answered and nothing can be: that is an error, not an empty result.

    Raises:
        LanguageModelError: So it is.
    """
    answers = scheduler.counts["answers"] + scheduler.counts["answers replayed"]
    if scheduler.stopped is not None and not answers:
        fault = scheduler.stopped
        raise LanguageModelError(
            f"{scheduler.model.name} cannot be asked: {fault.reason} ({fault.detail})"
        )
