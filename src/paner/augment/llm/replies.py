"""A server's reply, read: an answer, or the fault it stands for."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from paner.augment.llm.model import Answer, Fault

__all__ = ["read_refusal", "read_reply", "retry_after"]

SHOWN = 300  # characters of a server's words that are kept
NO_MONEY, WRONG_KEY, WRONG_PLACE = "no money left", "key refused", "no such model or address"
BUSY, BROKEN = "busy", "server error"
CONTENT_CUT = "length"
NO_MODEL = re.compile(
    r"model\b.{0,80}(not exist|not found|unknown|not available)|unknown model", re.IGNORECASE
)


def read_reply(body: bytes) -> Answer | Fault:
    """Read the body of a reply with status 200.

    >>> read_reply(b'{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}').text
    'Hi'
    >>> read_reply(b'{"choices": [')
    Fault(reason='damaged reply', ...)
    """
    try:
        reply = json.loads(body)
        choice = reply["choices"][0]
        text = _text_of(choice["message"]["content"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        detail = body[:SHOWN].decode("utf-8", "replace")
        return Fault("damaged reply", f"no answer in {detail!r}", retry=True, maybe_paid=True)
    usage = reply.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    return Answer(
        text,
        choice.get("finish_reason") != CONTENT_CUT,
        _count(usage, "prompt_tokens"),
        _count(usage, "completion_tokens"),
        str(reply.get("model") or ""),
    )


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> Fault:
    """What a reply with another status than 200 means.

    >>> read_refusal(429, {"retry-after": "2"}, b"slow down").retry_after
    2.0
    """
    words = _complaint(body)
    reason = _reason(status, words)
    return Fault(
        reason,
        f"status {status}: {words}",
        retry=reason in {BUSY, BROKEN},
        slow_down=reason == BUSY,
        retry_after=retry_after(headers.get("retry-after", "")),
        fatal=reason in {NO_MONEY, WRONG_KEY, WRONG_PLACE},
    )


def _reason(status: int, words: str) -> str:
    # an account without money answers 429 for ever
    rules = (
        (status == 402 or "insufficient_quota" in words, NO_MONEY),
        (status in {401, 403}, WRONG_KEY),
        (status in {404, 405} or 300 <= status < 400, WRONG_PLACE),
        (status in {400, 422} and NO_MODEL.search(words), WRONG_PLACE),
        (status in {429, 503}, BUSY),
        (status >= 500 or status in {408, 409, 425}, BROKEN),
    )
    return next((reason for holds, reason in rules if holds), "request refused")


def retry_after(header: str, *, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for, as a number or a date.

    >>> retry_after("1.5"), retry_after(""), retry_after("soon")
    (1.5, None, None)
    """
    try:
        seconds = float(header)
    except ValueError:
        try:
            date = parsedate_to_datetime(header)
        except ValueError:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (date - (now or datetime.now(UTC))).total_seconds()
    return max(seconds, 0.0) if seconds < float("inf") else None


def _text_of(content: object) -> str:
    """A message's text: a string, a list of parts, or nothing where the model refused."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if content is None or isinstance(content, str):
        return content or ""
    raise TypeError(type(content))


def _count(usage: Mapping[str, object], name: str) -> int | None:
    value = usage.get(name)
    return value if type(value) is int and value >= 0 else None


def _complaint(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    return " ".join(text.split())[:SHOWN] or "without a word"
