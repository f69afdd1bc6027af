"""What a server takes in a request, found out by asking and by reading its refusals.

All speak "the OpenAI protocol", but some know no JSON schema, some no JSON mode, and some have
renamed or forbidden a parameter. A refusal that names one is a lesson: the next request is worded
accordingly, for the rest of the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from paner.augment.llm.model import Request

__all__ = ["AnswerForm", "Dialect", "learn", "worded"]


class AnswerForm(StrEnum):
    """How a server is held to JSON, strictest first."""

    SCHEMA = "JSON schema"
    OBJECT_SCHEMA = "JSON object with a schema"  # llama-cpp-python, Anyscale's convention
    OBJECT = "JSON object"
    TEXT = "plain text"


SOFTER = {
    AnswerForm.SCHEMA: AnswerForm.OBJECT_SCHEMA,
    AnswerForm.OBJECT_SCHEMA: AnswerForm.OBJECT,
    AnswerForm.OBJECT: AnswerForm.TEXT,
}
FORM_WORDS = ("response_format", "json", "schema", "grammar", "guided", "structured")
OPTIONAL = ("temperature", "top_p", "seed")
REFUSALS = frozenset({400, 422, 500, 501})


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is known of a server.

    Args:
        form: How it is held to JSON.
        limit_name: What it calls the limit of an answer's tokens.
        forbidden: Sampling parameters that it does not take.
        confirmed: Whether it has answered a request worded like this.
    """

    form: AnswerForm = AnswerForm.SCHEMA
    limit_name: str = "max_tokens"
    forbidden: frozenset[str] = frozenset()
    confirmed: bool = False


def worded(request: Request, model: str, dialect: Dialect) -> dict[str, object]:
    """The body of a chat completion request.

    >>> from paner.augment.llm.model import Sampling
    >>> request = Request("Say hi.", {"type": "object"}, 16, Sampling(0.5))
    >>> worded(request, "m", Dialect(AnswerForm.TEXT))["messages"]
    [{'role': 'user', 'content': 'Say hi.'}]
    """
    sampling = request.sampling
    body: dict[str, object] = {
        "model": model,
        # no system message: some chat templates refuse it
        "messages": [{"role": "user", "content": request.prompt}],
        dialect.limit_name: request.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
    }
    idle = {name for name, value in (("top_p", 1.0), ("seed", None)) if body[name] == value}
    body = {k: v for k, v in body.items() if k not in dialect.forbidden | idle}
    body |= request.extra
    form = _response_format(request.schema, dialect.form)
    return body if form is None else {**body, "response_format": form}


def learn(dialect: Dialect, status: int, complaint: str) -> Dialect | None:
    """What a refusal teaches, or nothing where it is about something else.

    A parameter that the complaint names is renamed or left out. Where the server has never answered
    yet and does not say what it minds, a softer form of answer is tried.

    >>> learn(Dialect(), 400, "Unknown field: response_format").form.value
    'JSON object with a schema'
    >>> learn(Dialect(confirmed=True), 400, "context length exceeded") is None
    True
    """
    if status not in REFUSALS:
        return None
    complaint = complaint.lower()
    if dialect.limit_name == "max_tokens" and "max_completion_tokens" in complaint:
        return replace(dialect, limit_name="max_completion_tokens")
    for name in OPTIONAL:
        if name in complaint and name not in dialect.forbidden:
            return replace(dialect, forbidden=dialect.forbidden | {name})
    softer = SOFTER.get(dialect.form)
    if softer is None:
        return None
    named = any(word in complaint for word in FORM_WORDS)
    blind = not dialect.confirmed and status < 500
    return replace(dialect, form=softer, confirmed=False) if named or blind else None


def _response_format(schema: Mapping[str, object], form: AnswerForm) -> dict[str, object] | None:
    if not schema:
        return None
    if form is AnswerForm.SCHEMA:
        named = {"name": "answer", "strict": True, "schema": schema}
        return {"type": "json_schema", "json_schema": named}
    if form is AnswerForm.OBJECT_SCHEMA:
        return {"type": "json_object", "schema": schema}
    return {"type": "json_object"} if form is AnswerForm.OBJECT else None
