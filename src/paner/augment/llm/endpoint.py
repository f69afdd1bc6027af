"""A language model behind an address that speaks the OpenAI protocol, over plain HTTP."""

import asyncio
import os
from dataclasses import replace
from urllib.parse import urlsplit

import httpx2

from paner.augment.llm.dialect import Dialect, learn, worded
from paner.augment.llm.model import Answer, Fault, Request
from paner.augment.llm.replies import read_refusal, read_reply
from paner.errors import LanguageModelError

__all__ = ["Endpoint", "chat_address", "key_from_environment"]

PATH = "/chat/completions"
LONGEST_WORD = 16  # bytes of a token and its JSON escapes, more than any tokenizer's average
OVERHEAD = 65_536  # bytes of a reply that are not the answer


class Endpoint:
    """One model on one server.

    Args:
        url: The server's address, with or without `/v1`.
        model: The model's name there.
        key: Sent as a bearer token; it stands nowhere else.
        timeout: Seconds for a whole request, the slowest body included.
        connect_timeout: Seconds until a connection stands.

    Raises:
        LanguageModelError: The address is none, or holds a password.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str | None = None,
        timeout: float = 120.0,
        connect_timeout: float = 10.0,
    ) -> None:
        self._url = chat_address(url)
        self._model = model
        self._key = key
        self._timeout = timeout
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        self._client = httpx2.AsyncClient(
            headers=headers,
            timeout=httpx2.Timeout(None, connect=connect_timeout),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None),
        )
        self.dialect = Dialect()

    @property
    def name(self) -> str:
        """The model's name, as the user wrote it."""
        return self._model

    @property
    def form(self) -> str:
        """How the server is held to JSON, as far as it is known."""
        return self.dialect.form.value

    def __repr__(self) -> str:
        return f"Endpoint({self._url!r}, {self._model!r})"

    async def complete(self, request: Request) -> Answer | Fault:
        """Ask once; every way in which that may go wrong is a named fault."""
        asked = self.dialect
        body = worded(request, self._model, asked)
        limit = request.max_tokens * LONGEST_WORD + OVERHEAD
        try:
            async with asyncio.timeout(self._timeout):
                outcome = await self._post(body, limit, asked)
        except TimeoutError:
            detail = f"no whole answer within {self._timeout:g} s"
            outcome = Fault("timeout", detail, retry=True, slow_down=True, maybe_paid=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            outcome = Fault("no connection", self._told(error), retry=True)
        except httpx2.TransportError as error:
            outcome = Fault("connection lost", self._told(error), retry=True, maybe_paid=True)
        if isinstance(outcome, Fault):
            return replace(outcome, detail=self._without_key(outcome.detail))
        return outcome

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, body: dict[str, object], limit: int, asked: Dialect) -> Answer | Fault:
        async with self._client.stream("POST", self._url, json=body) as response:
            reply = bytearray()
            async for chunk in response.aiter_bytes():
                reply += chunk
                if len(reply) > limit:
                    detail = f"a reply of more than {limit} bytes"
                    return Fault("huge answer", detail, maybe_paid=True)
            status = response.status_code
            if status == 200:
                if self.dialect == asked:
                    self.dialect = replace(asked, confirmed=True)
                return read_reply(bytes(reply))
            return self._refused(status, dict(response.headers), bytes(reply), asked)

    def _refused(self, status: int, headers: dict[str, str], body: bytes, asked: Dialect) -> Fault:
        fault = read_refusal(status, headers, body)
        lesson = None if fault.fatal else learn(asked, status, body.decode("utf-8", "replace"))
        if lesson is None:
            return fault
        # requests that were on the way together teach the same lesson: it is taken once
        if (asked.form, asked.limit_name, asked.forbidden) == (
            self.dialect.form,
            self.dialect.limit_name,
            self.dialect.forbidden,
        ):
            self.dialect = lesson
        return Fault("unknown parameter", f"status {status}", retry=True, at_once=True)

    def _told(self, error: Exception) -> str:
        return f"{type(error).__name__}: {error}"

    def _without_key(self, text: str) -> str:
        """Some servers repeat the key that they refuse."""
        return text.replace(self._key, "[key]") if self._key else text


def chat_address(url: str) -> str:
    """The address that requests go to.

    >>> chat_address("http://localhost:8000")
    'http://localhost:8000/v1/chat/completions'
    >>> chat_address("https://example.org/openai/v1/")
    'https://example.org/openai/v1/chat/completions'
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise LanguageModelError(
            "the model's address is none",
            found=url if parts.username is None else parts.hostname,
            expected="one such as http://localhost:8000/v1",
        )
    if parts.username or parts.password or parts.query:
        raise LanguageModelError(
            f"the address of {parts.hostname} holds a password or a query; give the key in an "
            "environment variable"
        )
    path = parts.path.rstrip("/") or "/v1"
    path = path if path.endswith(PATH) else path + PATH
    return parts._replace(path=path, fragment="").geturl()


def key_from_environment(variable: str) -> str:
    """The key that stands in an environment variable.

    Raises:
        LanguageModelError: It is not set, or cannot be a key.
    """
    key = os.environ.get(variable, "").strip()
    if not key:
        raise LanguageModelError(f"the environment variable {variable} holds no key")
    if not (key.isascii() and key.isprintable()):
        raise LanguageModelError(f"what {variable} holds cannot be sent as a key")
    return key
