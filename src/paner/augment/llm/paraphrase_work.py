"""Sentences under way to a model, and the requests they make."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from paner.augment.llm.answers import answer_schema
from paner.augment.llm.entry import Entry, entry_for
from paner.augment.llm.model import Request, Sampling
from paner.augment.llm.paraphrase_prompt import prompt_fields, task_for
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.paraphrases import Answered, Judged
from paner.augment.template import Template, mask
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema

__all__ = ["Work", "block_size", "blocks", "entry_of", "groups", "request_for", "requests_for"]

BLOCK = 32  # sentences judged together, about
KIND = "paraphrase"
SAMENESS = frozenset({"copy", "near-duplicate"})  # what more chance cures; the rest wants less
HOTTEST = 1.3


@dataclass(slots=True)
class Work:
    """One sentence under way: what was asked for it, and what came.

    Args:
        row: Its place in the corpus, from 0.
        sentence: The sentence.
        template: It, masked.
        occurrence: How often it came before, itself included.
        source: By what its paraphrases are known to be made.
        wanted: Paraphrases that it still lacks.
        answers: All texts that came for it, in order.
        failed: Texts that did not come, by reason.
        read: How its answers were read, counted.
        problems: What was wrong with the last ones, in words.
        reasons: The same, as the checks' names.
        judged: The judgement of all answers so far.
        given_up: Whether asking again is of no use.
    """

    row: int
    sentence: Sentence
    template: Template
    occurrence: int
    source: str
    wanted: int
    answers: list[str] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    judged: Judged | None = None
    given_up: bool = False

    def answered(self, *, last: bool) -> Answered:
        """Its answers, ready to be judged; the last ones are, where asking has come to its end."""
        return Answered(
            self.template,
            tuple(self.answers),
            self.sentence.id,
            self.source,
            self.row + 1,
            last=last or self.given_up,
        )


def requests_for(
    sentences: Iterable[Sentence], settings: ParaphraseSettings, schema: Schema | None
) -> Iterator[Request]:
    """The first attempt's requests, for an estimate; nothing is sent."""
    for block in blocks(sentences, settings, ""):
        for group in groups(block, settings.sentences_per_request):
            yield request_for(group, settings, schema, attempt=1)


def entry_of(
    request: Request, group: Sequence[Work], settings: ParaphraseSettings, model: str, attempt: int
) -> Entry:
    """What a request is known by in the journal."""
    return entry_for(
        request,
        kind=KIND,
        prompt=settings.prompt.version,
        model=model,
        run=settings.run,
        attempt=attempt,
        about=[{"row": work.row, "template": work.template.text} for work in group],
        occurrence=[work.occurrence for work in group],
    )


def request_for(
    group: Sequence[Work], settings: ParaphraseSettings, schema: Schema | None, *, attempt: int
) -> Request:
    """The request for a group of sentences; it tells of the last attempt only."""
    variants = settings.variants if attempt == 1 else max(work.wanted for work in group)
    tasks = [
        task_for(
            number,
            work.template,
            schema,
            show_mentions=settings.show_mentions,
            problems=work.problems,
        )
        for number, work in enumerate(group, 1)
    ]
    fields = prompt_fields(
        tasks,
        [work.template for work in group],
        schema,
        variants=variants,
        language=settings.language,
        domain=settings.domain,
    )
    return Request(
        settings.prompt.fill(fields),
        answer_schema(range(1, len(group) + 1), variants),
        settings.max_answer_tokens or _room(group, variants),
        _adjusted(settings.sampling, attempt, set().union(*(work.reasons for work in group))),
    )


def _room(group: Sequence[Work], variants: int) -> int:
    """Tokens that the answer may need: half a token a byte, a third longer, and the JSON around."""
    size = sum(len(work.template.text.encode("utf-8", "surrogatepass")) for work in group)
    tokens = variants * (0.5 * 1.3 * size + 16 * len(group)) + 64
    return 64 * math.ceil(tokens / 64)


def _adjusted(sampling: Sampling, attempt: int, reasons: set[str]) -> Sampling:
    """Sample another way than before: hotter where answers were too alike, else cooler."""
    if attempt == 1:
        return sampling
    seed = None if sampling.seed is None else sampling.seed + attempt - 1
    if reasons and reasons <= SAMENESS:
        temperature = min(HOTTEST, sampling.temperature + 0.2 * (attempt - 1))
    else:
        temperature = sampling.temperature * 0.6 ** (attempt - 1)
    return replace(sampling, temperature=round(temperature, 3), seed=seed)


def blocks(
    sentences: Iterable[Sentence], settings: ParaphraseSettings, model: str
) -> Iterator[list[Work]]:
    """Masked sentences in blocks; equal ones are told apart by how often they came before."""
    source = f"{model}, {settings.prompt.version}"
    seen: Counter[int] = Counter()
    rows = enumerate(sentences)
    while some := list(islice(rows, block_size(settings))):
        block = []
        for row, sentence in some:
            template = mask(sentence)
            alike = hash((template.words, tuple(m.text for m in template.entities.values())))
            seen[alike] += 1
            block.append(Work(row, sentence, template, seen[alike], source, settings.variants))
        yield block


def block_size(settings: ParaphraseSettings) -> int:
    """Sentences in a block: so many that all its requests are full."""
    together = settings.sentences_per_request
    return together * max(1, BLOCK // together)


def groups(works: Sequence[Work], size: int) -> Iterator[list[Work]]:
    """Sentences that share a request."""
    for start in range(0, len(works), size):
        yield list(works[start : start + size])
