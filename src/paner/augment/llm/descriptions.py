"""Definitions and guidelines of entity types, drafted by a language model from examples."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from paner.augment.llm.kinds import Kind, kinds_of
from paner.augment.llm.model import Answer, Fault
from paner.augment.llm.prompt import load_prompt
from paner.augment.llm.questions import Questions, read_object, text_schema
from paner.data.sentence import Sentence
from paner.prompt import Prompt
from paner.schema.entity_types import EntityType, Schema

__all__ = ["Descriptions", "describe_types", "incomplete"]

ATTEMPTS = 3
MAX_TOKENS = 512
SHORTEST, LONGEST = 20, 1200  # characters of a definition or of guidelines
SHORTEST_UNSPACED = 6
END = re.compile(r"""[.!?。!?।؟…]["'”\u2019»)\]」]*$""")
SPACED = re.compile(r"\w\s+\w")
PAIRS = ("()", "[]", "“”", "«»", "「」")


@dataclass(frozen=True, slots=True)
class Descriptions:
    """What came of it.

    Args:
        types: The types that were described, by name.
        failed: Why the others were not, by name.
    """

    types: Mapping[str, EntityType]
    failed: Mapping[str, str]


async def describe_types(
    sentences: Sequence[Sentence],
    questions: Questions,
    *,
    schema: Schema | None = None,
    prompt: Prompt | None = None,
) -> Descriptions:
    """Have each type described from up to three sentences that hold it.

    An answer that is not complete is asked for again, saying why, up to three times; a type that is
    still without description stays for a person.

    Args:
        sentences: The annotated data.
        questions: Asks the model.
        schema: Labels of the types, where they are known.
        prompt: The prompt; `draft_schema.v1` where `None`.

    Source:
        Zamai et al. (2024), SLIMER, https://arxiv.org/abs/2407.01272: definition and guidelines
        written by a model from three sentences a type.
    """
    kinds = kinds_of(sentences, schema, seed=questions.seed)
    asking = [_Asking(k, kinds, questions, prompt or load_prompt("draft_schema.v1")) for k in kinds]
    outcomes = await asyncio.gather(*(one.run() for one in asking))
    both = list(zip(kinds, outcomes, strict=True))
    return Descriptions(
        {kind.name: found for kind, found in both if isinstance(found, EntityType)},
        {kind.name: why for kind, why in both if isinstance(why, str)},
    )


def incomplete(text: str) -> str:
    """Why a text is no complete description; empty where it is one.

    >>> incomplete("A person is a human being with a name."), incomplete("A person is a human be")
    ('', 'it does not end with a full stop')
    """
    text = text.strip()
    shortest = SHORTEST if SPACED.search(text) else SHORTEST_UNSPACED
    rules = (
        (not text, "it is empty"),
        (len(text) < shortest, "it is too short to say anything"),
        (len(text) > LONGEST, f"it is longer than {LONGEST} characters"),
        (text.endswith(("...", "…")), "it breaks off"),
        (not END.search(text), "it does not end with a full stop"),
        (
            any(text.count(pair[0]) != text.count(pair[1]) for pair in PAIRS),
            "a bracket is not closed",
        ),
        (text[0:1] in {",", ";", ":", ")"} or "{{" in text, "it does not begin as a sentence"),
    )
    return next((why for wrong, why in rules if wrong), "")


@dataclass(slots=True)
class _Asking:
    kind: Kind
    kinds: Sequence[Kind]
    questions: Questions
    prompt: Prompt
    problem: str = field(default="")

    async def run(self) -> EntityType | str:
        for attempt in range(1, ATTEMPTS + 1):
            answer = await self._ask(attempt)
            if isinstance(answer, Fault):
                return answer.reason
            found = read_object(answer, "definition", "guidelines")
            self.problem = _wrong(found, finished=answer.finished)
            if found is not None and not self.problem:
                definition, guidelines = (" ".join(text.split()) for text in found.values())
                return EntityType(self.kind.name, self.kind.label, definition, guidelines)
        return self.problem

    async def _ask(self, attempt: int) -> Answer | Fault:
        others = [kind for kind in self.kinds if kind is not self.kind]
        fields = {"type": self.kind, "others": others, "problem": self.problem}
        schema = text_schema("definition", "guidelines")
        return await self.questions.ask(
            self.prompt, fields, schema, max_tokens=MAX_TOKENS, attempt=attempt
        )


def _wrong(found: Mapping[str, str] | None, *, finished: bool) -> str:
    if found is None:
        return "it was not the JSON that was asked for"
    if not finished:
        return "it was cut off"
    problems = ((key, incomplete(text)) for key, text in found.items())
    return next((f"the {key}: {why}" for key, why in problems if why), "")
