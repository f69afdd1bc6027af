"""New annotated sentences, written by a language model: topic by topic, checked, read again."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from paner.augment.account import Account
from paner.augment.inline import annotation_types, read_inline, write_inline
from paner.augment.llm.kinds import Kind, kinds_of, shown_names
from paner.augment.llm.model import Answer, Fault
from paner.augment.llm.prompt import load_prompt
from paner.augment.llm.questions import Questions, list_schema, read_list
from paner.augment.llm.second_reading import read_again
from paner.augment.mentions import build_pool
from paner.augment.new_sentences import NewSentenceGate, contradiction
from paner.augment.recorded import RecordedText
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence
from paner.prompt import Prompt
from paner.schema.entity_types import Schema

__all__ = [
    "BATCH",
    "ROUNDS",
    "Synthesis",
    "SynthesisSettings",
    "examples_for",
    "synthesize",
    "topics_for",
]

BATCH = 10  # sentences of one request
EXAMPLES = 8  # annotated sentences that a request shows
ROUNDS = 3  # a model whose sentences all fail is not asked for ever
ROOM = 160  # tokens of a sentence with its annotation, at most
LONGEST = 400  # characters of an example, where there are shorter ones
NEW = "new-sentence"
TOO_FEW = "too few sentences"


@dataclass(frozen=True, slots=True)
class SynthesisSettings:
    """What is asked for.

    Args:
        count: Sentences wanted.
        second_reading: Whether the model must annotate each plain sentence once more, in a request
            of its own; one that it then annotates otherwise is dropped.
        near: From which share of word sequences on a sentence is a copy of another one.
        topics: The prompt that asks for topics.
        prompt: The prompt that asks for sentences.
        again: The prompt of the second reading.
    """

    count: int = 200
    second_reading: bool = True
    near: float = 0.4
    topics: Prompt = field(default_factory=lambda: load_prompt("topics.v1"))
    prompt: Prompt = field(default_factory=lambda: load_prompt("synthesize.v1"))
    again: Prompt = field(default_factory=lambda: load_prompt("annotate.v1"))


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What came of it.

    Args:
        sentences: The sentences that passed, in the order of their topics.
        rejections: The others, each with its reason.
        failed: Sentences that never came, by reason.
        complete: Whether all requests were answered; else the same run, taken up, may give more.
    """

    sentences: tuple[Sentence, ...]
    rejections: tuple[Rejection, ...]
    failed: Mapping[str, int]
    complete: bool = True

    @property
    def account(self) -> Account:
        """Its counts: asked = kept + rejected + failed."""
        reasons = Counter(rejection.reason for rejection in self.rejections)
        return Account(len(self.sentences), reasons, self.failed)

    def recorded(self, source: str) -> tuple[RecordedText, ...]:
        """The sentences as recorded answers."""
        rows = enumerate(map(write_inline, self.sentences), 1)
        return tuple(RecordedText(text, source, line) for line, text in rows)


async def synthesize(
    sentences: Sequence[Sentence],
    questions: Questions,
    *,
    schema: Schema | None = None,
    held_out: Sequence[Sentence] = (),
    settings: SynthesisSettings | None = None,
) -> Synthesis:
    """Ask for new sentences, round by round, until there are enough.

    Answers are judged in the order of their topics, whichever came first: a run that was killed and
    taken up again gives the same sentences as one that was not.

    Args:
        sentences: The annotated data: examples to learn from, and not to copy.
        questions: Asks the model.
        schema: Labels, definitions and guidelines of the types.
        held_out: Sentences that no new one may copy.
        settings: What is asked for.
    """
    settings = settings or SynthesisSettings()
    kinds = kinds_of(sentences, schema, seed=questions.seed)
    names = [kind.name for kind in kinds]
    gate = NewSentenceGate(
        [s.words for s in sentences],
        [s.words for s in held_out],
        build_pool(sentences),
        near=settings.near,
    )
    types = annotation_types(names, {kind.name: kind.label for kind in kinds})
    shown = shown_names(names, schema)
    writing = _Writing(sentences, questions, settings, kinds, types, shown, gate)
    await writing.run()
    return Synthesis(
        tuple(writing.kept),
        tuple(writing.rejections),
        +writing.failed,
        writing.fault is None,
    )


def topics_for(batches: int) -> int:
    """Topics to ask for: some more than batches, so that later rounds have new ones too."""
    return batches + batches // 4 + 2


def examples_for(
    number: int | str, sentences: Sequence[Sentence], shown: Mapping[str, str], *, seed: int
) -> list[str]:
    """The annotated sentences that a request shows, drawn anew for each."""
    rng = random.Random(f"{seed}:examples:{number}")
    short = [s for s in sentences if len(s.text) <= LONGEST] or list(sentences)
    drawn = rng.sample(short, min(EXAMPLES, len(short)))
    return [write_inline(sentence, shown) for sentence in drawn]


@dataclass(slots=True)
class _Writing:
    sentences: Sequence[Sentence]
    questions: Questions
    settings: SynthesisSettings
    kinds: Sequence[Kind]
    types: Mapping[str, str]
    shown: Mapping[str, str]
    gate: NewSentenceGate
    kept: list[Sentence] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    written: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    fault: Fault | None = None

    async def run(self) -> None:
        """Ask for as many batches as are missing, each on a topic of its own."""
        batches = -(-self.settings.count // BATCH)
        topics = await self._topics(topics_for(batches))
        begun = 0
        for _ in range(ROUNDS):
            missing = self.settings.count - len(self.kept)
            if missing <= 0 or not topics or self.fault:
                break
            numbers = range(begun, begun + -(-missing // BATCH))
            begun = numbers.stop
            asked = (self._batch(topics[n % len(topics)], n) for n in numbers)
            for readings in await asyncio.gather(*asked):
                self._judge(readings)
        reason = self.fault.reason if self.fault else TOO_FEW
        self.failed[reason] += self.settings.count - len(self.kept)

    async def _topics(self, count: int) -> tuple[str, ...]:
        examples = examples_for("topics", self.sentences, self.shown, seed=self.questions.seed)
        fields = {"types": self.kinds, "count": count, "examples": examples}
        answer = await self.questions.ask(
            self.settings.topics, fields, list_schema("topics", count), max_tokens=64 + 32 * count
        )
        if isinstance(answer, Fault):
            self.fault = answer
            return ()
        found = read_list(answer, "topics") or ()
        once = {
            " ".join(topic.casefold().split()): " ".join(topic.split())[:200] for topic in found
        }
        # without a topic of its own a sentence is still a sentence
        return tuple(topic for topic in once.values() if topic) or (
            "anything that fits the domain",
        )

    async def _batch(self, topic: str, number: int) -> list[Sentence | Rejection]:
        seed = self.questions.seed
        fields = {
            "types": self.kinds,
            "shown": self.shown,
            "examples": examples_for(number, self.sentences, self.shown, seed=seed),
            "topic": topic,
            "count": BATCH,
        }
        answer = await self.questions.ask(
            self.settings.prompt,
            fields,
            list_schema("sentences", BATCH),
            max_tokens=BATCH * ROOM,
            attempt=number + 1,
        )
        texts = read_list(answer, "sentences") if isinstance(answer, Answer) else None
        if texts is None:
            # an answer that cannot be read is no reason to stop: other topics may fare better
            self.fault = self.fault or (answer if isinstance(answer, Fault) else None)
            return []
        readings = [read_inline(text, self.types) for text in texts[:BATCH]]
        if self.settings.second_reading:
            return await read_again(
                readings,
                self.questions,
                prompt=self.settings.again,
                kinds=self.kinds,
                shown=self.shown,
                types=self.types,
            )
        return list(readings)

    def _judge(self, readings: Sequence[Sentence | Rejection]) -> None:
        for reading in readings:
            rejection = reading if isinstance(reading, Rejection) else self._problem(reading)
            if rejection is not None:
                text = rejection.text or (
                    write_inline(reading) if isinstance(reading, Sentence) else ""
                )
                self.rejections.append(replace(rejection, text=text, method=NEW))
            elif isinstance(reading, Sentence):
                self.kept.append(reading)
                for entity in reading.entities:
                    self.written[reading.words[entity.start : entity.end]].add(entity.label)

    def _problem(self, sentence: Sentence) -> Rejection | None:
        if len(self.kept) >= self.settings.count:
            return Rejection("surplus", "as many as were wanted had come")
        # new sentences must agree with each other, too
        return contradiction(sentence, self.written) or self.gate.reject(sentence)
