"""Questions whose answer is a JSON object of texts or lists of texts: asked, journalled, read."""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field

import json_repair

from paner.augment.llm.answers import LONGEST_REPAIRED, SURROGATE, THOUGHT, object_schema
from paner.augment.llm.entry import entry_for
from paner.augment.llm.model import Answer, Fault, Request, Sampling
from paner.augment.llm.scheduler import Scheduler
from paner.prompt import Prompt

__all__ = ["UNREADABLE", "Questions", "list_schema", "read_list", "read_object", "text_schema"]

UNREADABLE = Fault("unreadable answer", "it was not the JSON that was asked for")


@dataclass(frozen=True, slots=True)
class Questions:
    """Whom to ask, and what all questions of a run have in common.

    Args:
        scheduler: Asks the model.
        language: The language of the data, as a prompt says it; empty for "the same as the data".
        domain: What the data are about, likewise.
        sampling: How answers are sampled.
        seed: Of the examples that prompts show.
    """

    scheduler: Scheduler
    language: str = ""
    domain: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    seed: int = 0

    async def ask(
        self,
        prompt: Prompt,
        fields: Mapping[str, object],
        schema: Mapping[str, object],
        *,
        max_tokens: int,
        attempt: int = 1,
        sampling: Sampling | None = None,
    ) -> Answer | Fault:
        """Ask one question; the prompt's name is the kind under which the journal keeps it."""
        common = {"language": self.language, "domain": self.domain}
        filled = prompt.fill({**common, **fields})
        request = Request(filled, schema, max_tokens, sampling or self.sampling)
        entry = entry_for(
            request,
            kind=prompt.name,
            prompt=prompt.version,
            model=self.scheduler.model.name,
            run={**common, **asdict(self.sampling)},
            attempt=attempt,
            about={},
        )
        return await self.scheduler.ask(request, entry)


def list_schema(key: str, count: int) -> dict[str, object]:
    """The JSON schema of an object with one list of texts.

    >>> list_schema("topics", 3)["required"]
    ['topics']
    """
    texts = {"type": "array", "items": {"type": "string"}, "maxItems": count}
    return object_schema({key: texts})


def text_schema(*keys: str) -> dict[str, object]:
    """The JSON schema of an object of texts."""
    return object_schema({key: {"type": "string"} for key in keys})


def read_list(answer: Answer, key: str) -> tuple[str, ...] | None:
    """The texts of a list; `None` where the answer holds none.

    Of an answer that was cut off the last text is dropped: nobody knows how it would have gone on.

    >>> read_list(Answer('Sure: ["Ann", "Bo"]'), "mentions")
    ('Ann', 'Bo')
    """
    found = _value(answer)
    listed = found.get(key) if isinstance(found, Mapping) else found
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return None
    texts = tuple(text for text in listed if isinstance(text, str) and not SURROGATE.search(text))
    return texts if answer.finished else texts[:-1]


def read_object(answer: Answer, *keys: str) -> dict[str, str] | None:
    """The texts under these keys; `None` where one is missing.

    >>> read_object(Answer('{"definition": "A human."}'), "definition")
    {'definition': 'A human.'}
    """
    found = _value(answer)
    if not isinstance(found, Mapping):
        return None
    texts = {key: found[key] for key in keys if isinstance(found.get(key), str)}
    whole = len(texts) == len(keys) and not any(map(SURROGATE.search, texts.values()))
    return texts if whole else None


def _value(answer: Answer) -> object:
    """The JSON in a text: strictly, then in a fence or amid talk, repaired last."""
    text = THOUGHT.sub("", answer.text).strip().removeprefix("\ufeff")
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    start = re.search(r"[{\[]", text)
    if start is None:
        return None
    with suppress(ValueError, RecursionError):
        return json.JSONDecoder().raw_decode(text, start.start())[0]
    if len(text) > LONGEST_REPAIRED:
        return None
    with suppress(ValueError, RecursionError):
        return json_repair.loads(text[start.start() :], skip_json_loads=True)
    return None
