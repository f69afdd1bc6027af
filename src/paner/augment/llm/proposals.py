"""Further mentions of each type, listed by a language model, checked one by one."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from paner.augment.account import Account
from paner.augment.llm.kinds import Kind, kinds_of
from paner.augment.llm.model import Answer, Fault, Sampling
from paner.augment.llm.prompt import load_prompt
from paner.augment.llm.questions import UNREADABLE, Questions, list_schema, read_list
from paner.augment.recorded import RecordedMentions
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence
from paner.prompt import Prompt
from paner.schema.entity_types import Schema

__all__ = [
    "ProposalSettings",
    "Proposals",
    "batch_for",
    "mention_problem",
    "proposal_fields",
    "propose_entities",
]

BATCH = 30  # mentions of one request: longer lists begin to repeat themselves
MOST_NAMED = 60  # mentions that a request says not to repeat: it must not grow without end
LONGEST = 100  # characters of a mention
FORBIDDEN = re.compile(r"[\[\]|<>{}\x00-\x1f\x7f\u2028\u2029\ue000-\uf8ff]")
# between a word and the punctuation at its edge
SEAM = re.compile(r"(?<=\w)(?=[,;:!?)”»]+$)|(?<=[(“«])(?=\w)|(?<=\w)(?='s$)")
NOTHING_NEW = "no new ones came"


@dataclass(frozen=True, slots=True)
class ProposalSettings:
    """What is asked for.

    Args:
        count: Mentions wanted of each type.
        second_look: Whether the model must confirm, in a request of its own, that each one fits
            the type's definition.
        prompt: The prompt that asks for mentions.
        second_prompt: The prompt of the second look.
    """

    count: int = 60
    second_look: bool = True
    prompt: Prompt = field(default_factory=lambda: load_prompt("propose_entities.v1"))
    second_prompt: Prompt = field(default_factory=lambda: load_prompt("check_entities.v1"))


@dataclass(frozen=True, slots=True)
class Proposals:
    """What came of it.

    Args:
        rows: The mentions that passed, by type, in the order they came.
        rejections: The others, each with its reason.
        failed: Mentions that never came, by reason.
        complete: Whether all requests were answered; else the same run, taken up, may give more.
    """

    rows: Mapping[str, tuple[str, ...]]
    rejections: tuple[Rejection, ...]
    failed: Mapping[str, int]
    complete: bool = True

    @property
    def account(self) -> Account:
        """Its counts: asked = kept + rejected + failed."""
        reasons = Counter(rejection.reason for rejection in self.rejections)
        return Account(sum(map(len, self.rows.values())), reasons, self.failed)

    def recorded(self, source: str) -> tuple[RecordedMentions, ...]:
        """The mentions as recorded answers."""
        rows = enumerate(self.rows.items(), 1)
        return tuple(RecordedMentions(k, m, source, line) for line, (k, m) in rows if m)


async def propose_entities(
    sentences: Sequence[Sentence],
    questions: Questions,
    *,
    schema: Schema | None = None,
    settings: ProposalSettings | None = None,
) -> Proposals:
    """Ask for further mentions of each type, in batches, until there are enough or none is new.

    Args:
        sentences: The annotated data, whose style the mentions should have.
        questions: Asks the model.
        schema: Definitions and guidelines of the types.
        settings: What is asked for.
    """
    settings = settings or ProposalSettings()
    known: dict[str, set[str]] = {}
    for sentence in sentences:
        for entity in sentence.entities:
            known.setdefault(entity.label, set()).add(_key(sentence.mention(entity)))
    words = frozenset(word for sentence in sentences for word in sentence.words)
    kinds = kinds_of(sentences, schema, seed=questions.seed)
    asking = [_Asking(kind, kinds, questions, settings, known, words) for kind in kinds]
    await asyncio.gather(*(one.run() for one in asking))
    return _joined(asking, settings.count)


@dataclass(slots=True)
class _Asking:
    """One type under way."""

    kind: Kind
    kinds: Sequence[Kind]
    questions: Questions
    settings: ProposalSettings
    known: Mapping[str, set[str]]
    words: frozenset[str]
    kept: list[str] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    fault: Fault | None = None

    async def run(self) -> None:
        """Ask batch after batch; each tells of the last ones kept, not of all before."""
        batches = 2 * -(-self.settings.count // BATCH) + 1
        for attempt in range(1, batches + 1):
            missing = self.settings.count - len(self.kept)
            if missing <= 0:
                return
            answer = await self._ask(batch_for(missing), attempt)
            if isinstance(answer, Fault):
                self.fault = answer
                return
            fresh = self._checked(answer)
            if not fresh:
                return
            good = await self._second_look(fresh) if self.settings.second_look else fresh
            self.kept += good[:missing]
            self.rejections += [
                self._rejected("surplus", "as many as were wanted had come", text)
                for text in good[missing:]
            ]

    async def _ask(self, count: int, attempt: int) -> tuple[str, ...] | Fault:
        fields = proposal_fields(self.kind, self.kinds, self.kept, count)
        return await self._list(self.settings.prompt, fields, "mentions", count, attempt=attempt)

    async def _second_look(self, mentions: Sequence[str]) -> list[str]:
        fields = {"type": self.kind, "mentions": mentions}
        prompt, count = self.settings.second_prompt, len(mentions)
        fitting = await self._list(prompt, fields, "fitting", count, sampling=Sampling(0.0))
        if isinstance(fitting, Fault):
            self.fault = fitting
            self._reject(mentions, "no second look", fitting.detail)
            return []
        said = {_key(text) for text in fitting}
        doubted = [text for text in mentions if _key(text) not in said]
        self._reject(doubted, "does not fit", f"the model says it is no {self.kind.label}")
        return [text for text in mentions if _key(text) in said]

    async def _list(
        self,
        prompt: Prompt,
        fields: Mapping[str, object],
        key: str,
        count: int,
        *,
        attempt: int = 1,
        sampling: Sampling | None = None,
    ) -> tuple[str, ...] | Fault:
        answer = await self.questions.ask(
            prompt,
            fields,
            list_schema(key, count),
            max_tokens=64 + 32 * count,
            attempt=attempt,
            sampling=sampling,
        )
        found = read_list(answer, key) if isinstance(answer, Answer) else None
        return answer if isinstance(answer, Fault) else UNREADABLE if found is None else found

    def _checked(self, mentions: Sequence[str]) -> list[str]:
        fresh = []
        for text in mentions:
            mention = _tokenised(text, self.words)
            problem = mention_problem(mention, self.kind.name, self.known, self.taken)
            if problem:
                self.rejections.append(self._rejected(*problem, text))
            else:
                fresh.append(mention)
                self.taken.add(_key(mention))
        return fresh

    def _reject(self, mentions: Sequence[str], reason: str, detail: str) -> None:
        self.rejections += [self._rejected(reason, detail, text) for text in mentions]

    def _rejected(self, reason: str, detail: str, text: str) -> Rejection:
        return Rejection(reason, detail, text, "entity", self.kind.name)


def batch_for(missing: int) -> int:
    """How many mentions to ask for at once, some more than are missing."""
    return min(BATCH, missing + missing // 4 + 1)


def proposal_fields(
    kind: Kind, kinds: Sequence[Kind], kept: Sequence[str], count: int
) -> dict[str, object]:
    """What the prompt for mentions of a type is filled with.

    Args:
        kind: The type.
        kinds: All types.
        kept: The mentions that came before, of which the last ones are named.
        count: How many to ask for.
    """
    others = [other for other in kinds if other is not kind]
    return {"type": kind, "others": others, "taken": kept[-MOST_NAMED:], "count": count}


def mention_problem(
    mention: str, label: str, known: Mapping[str, set[str]], taken: set[str]
) -> tuple[str, str] | None:
    """Why a proposed mention cannot be used, as reason and detail; nothing where it can.

    Args:
        mention: The mention.
        label: Its type.
        known: The data's mentions of each type, case folded.
        taken: Those proposed before, likewise.

    >>> mention_problem("rome", "person", {"place": {"rome"}}, set())
    ('another type', 'the data knows it as place')
    """
    key = _key(mention)
    if not key or not any(character.isalnum() for character in key):
        return "empty", "it has no letter"
    if FORBIDDEN.search(mention):
        return "characters", "it holds a bracket, a bar or a line break"
    longest = max((len(other.split()) for other in known.get(label, ())), default=0)
    if len(mention) > LONGEST or len(mention.split()) > max(8, 2 * longest):
        return "length", "it is longer than a mention of this type"
    if key in known.get(label, ()):
        return "in the data", "the data has it already"
    if key in taken:
        return "duplicate", "it was proposed before"
    others = sorted(other for other, mentions in known.items() if key in mentions)
    return ("another type", f"the data knows it as {', '.join(others)}") if others else None


def _joined(asking: Sequence[_Asking], count: int) -> Proposals:
    """All types together; what was proposed for two of them would teach a contradiction."""
    times = Counter(_key(text) for one in asking for text in one.kept)
    failed: Counter[str] = Counter()
    for one in asking:
        failed[one.fault.reason if one.fault else NOTHING_NEW] += count - len(one.kept)
        doubled = [text for text in one.kept if times[_key(text)] > 1]
        one._reject(doubled, "two types", "it was proposed for two types")  # noqa: SLF001 - one idea
        one.kept = [text for text in one.kept if times[_key(text)] == 1]
    return Proposals(
        {one.kind.name: tuple(one.kept) for one in asking},
        tuple(rejection for one in asking for rejection in one.rejections),
        +failed,
        not any(one.fault for one in asking),
    )


def _tokenised(text: str, known: frozenset[str]) -> str:
    """The words of a mention, one blank between them, punctuation apart unless the data joins it.

    >>> _tokenised("O'Neil, Inc.  (UK)", frozenset(["Inc."]))
    "O'Neil , Inc. ( UK )"
    """
    chunks = (c if c in known else SEAM.sub(" ", c) for c in text.split(" "))
    return re.sub(" +", " ", " ".join(chunks)).strip()


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
