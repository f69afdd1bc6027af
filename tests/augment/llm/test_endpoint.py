import asyncio
import json
import logging
from dataclasses import replace

import pytest
from tests.augment.llm.server import Behaviour, Body, Reply, answered, refused, serving

from paner.augment.llm.dialect import AnswerForm, Dialect, worded
from paner.augment.llm.endpoint import Endpoint, chat_address, key_from_environment
from paner.augment.llm.model import Answer, Fault, Request, Sampling
from paner.errors import LanguageModelError

REQUEST = Request("Say hi.", {"type": "object"}, 20, Sampling(0.3, 0.9, 7))


def ask(
    behaviour: Behaviour, *, times: int = 1, timeout: float = 5.0, key: str | None = None
) -> tuple[list[Answer | Fault], list[Body], Endpoint]:
    with serving(behaviour) as server:

        async def run() -> tuple[list[Answer | Fault], Endpoint]:
            model = Endpoint(server.url, "tiny", timeout=timeout, key=key)
            try:
                return [await model.complete(REQUEST) for _ in range(times)], model
            finally:
                await model.close()

        outcomes, model = asyncio.run(run())
        return outcomes, server.requests, model


def fault(reply: Reply, *, timeout: float = 5.0) -> Fault:
    outcomes, _, _ = ask(lambda n, body: reply, timeout=timeout)
    assert isinstance(outcomes[0], Fault)
    return outcomes[0]


def test_an_answer_comes_with_its_tokens() -> None:
    outcomes, requests, _ = ask(lambda n, body: answered("Hi, all", model="tiny-1"))

    assert outcomes == [Answer("Hi, all", prompt_tokens=100, answer_tokens=2, model="tiny-1")]
    assert requests[0]["messages"] == [{"role": "user", "content": "Say hi."}]
    assert (requests[0]["temperature"], requests[0]["top_p"], requests[0]["seed"]) == (0.3, 0.9, 7)
    assert requests[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_an_answer_that_was_cut_off_is_known_as_such() -> None:
    outcomes, _, _ = ask(lambda n, body: answered("Hi", finish="length"))

    assert isinstance(outcomes[0], Answer)
    assert not outcomes[0].finished


def test_a_refused_answer_is_an_empty_one() -> None:
    outcomes, _, _ = ask(lambda n, body: answered(None))

    assert isinstance(outcomes[0], Answer)
    assert outcomes[0].text == ""


def test_a_server_without_json_schemas_is_asked_for_a_json_object() -> None:
    def behaviour(number: int, body: Body) -> Reply:
        form = body.get("response_format", {}).get("type")
        return refused(400, "response_format") if form == "json_schema" else answered("{}")

    outcomes, requests, model = ask(behaviour, times=3)

    assert isinstance(outcomes[0], Fault)
    assert outcomes[0].at_once
    assert [isinstance(outcome, Answer) for outcome in outcomes] == [False, True, True]
    assert requests[2]["response_format"] == {"type": "json_object", "schema": {"type": "object"}}
    assert model.dialect.form is AnswerForm.OBJECT_SCHEMA


def test_a_server_that_takes_no_schema_at_all_is_asked_for_a_json_object() -> None:
    def behaviour(number: int, body: Body) -> Reply:
        form = body["response_format"]
        return answered("{}") if form == {"type": "json_object"} else refused(400, "unknown schema")

    outcomes, _, model = ask(behaviour, times=3)

    assert [isinstance(outcome, Answer) for outcome in outcomes] == [False, False, True]
    assert model.dialect.form is AnswerForm.OBJECT


def test_a_server_that_minds_every_form_without_saying_so_is_asked_for_text() -> None:
    def behaviour(number: int, body: Body) -> Reply:
        return refused(422, "bad request") if "response_format" in body else answered("{}")

    outcomes, requests, _ = ask(behaviour, times=5)

    found = [isinstance(outcome, Answer) for outcome in outcomes]
    assert found == [False, False, False, True, True]
    assert "response_format" not in requests[4]


def test_renamed_and_forbidden_parameters_are_learnt() -> None:
    def behaviour(number: int, body: Body) -> Reply:
        if "max_tokens" in body:
            return refused(400, "Use 'max_completion_tokens' instead.")
        if "temperature" in body:
            return refused(400, "Unsupported value: 'temperature'")
        return answered("{}")

    outcomes, requests, _ = ask(behaviour, times=3)

    assert isinstance(outcomes[2], Answer)
    assert requests[2]["max_completion_tokens"] == 20
    assert "temperature" not in requests[2]


def test_a_request_refused_after_others_were_answered_changes_no_form() -> None:
    outcomes, _, model = ask(
        lambda n, body: refused(400, "context length exceeded") if n else answered("{}"), times=2
    )

    assert outcomes[1] == Fault(
        "request refused", 'status 400: {"error": {"message": "context length exceeded"}}'
    )
    assert model.dialect.form is AnswerForm.SCHEMA


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (refused(401), Fault("key refused", "", fatal=True)),
        (refused(402), Fault("no money left", "", fatal=True)),
        (refused(429, "insufficient_quota"), Fault("no money left", "", fatal=True)),
        (refused(404), Fault("no such model or address", "", fatal=True)),
        (
            refused(400, "The model `x` does not exist"),
            Fault("no such model or address", "", fatal=True),
        ),
        (refused(307, location="/"), Fault("no such model or address", "", fatal=True)),
        (refused(429), Fault("busy", "", retry=True, slow_down=True)),
        (
            refused(503, retry_after="2"),
            Fault("busy", "", retry=True, slow_down=True, retry_after=2.0),
        ),
        (refused(500), Fault("server error", "", retry=True)),
        (Reply(body=b'{"choices": ['), Fault("damaged reply", "", retry=True, maybe_paid=True)),
        (Reply(body=b"[]"), Fault("damaged reply", "", retry=True, maybe_paid=True)),
        (Reply(body=b"x" * 70_000), Fault("huge answer", "", maybe_paid=True)),
        (
            replace(answered("Hi"), reset_after=9),
            Fault("connection lost", "", retry=True, maybe_paid=True),
        ),
    ],
)
def test_every_fault_has_a_name_and_a_consequence(reply: Reply, expected: Fault) -> None:
    found = fault(reply)

    assert found.detail
    assert replace(found, detail="") == expected


@pytest.mark.parametrize("reply", [Reply(delay=9), replace(answered("Hi"), drip=0.1)])
def test_hanging_and_dripping_servers_run_into_the_timeout(reply: Reply) -> None:
    found = fault(reply, timeout=0.2)

    assert (found.reason, found.retry, found.slow_down) == ("timeout", True, True)


def test_a_server_that_is_not_there_is_a_fault() -> None:
    async def run() -> Answer | Fault:
        model = Endpoint("http://127.0.0.1:9", "tiny")
        try:
            return await model.complete(REQUEST)
        finally:
            await model.close()

    outcome = asyncio.run(run())

    assert isinstance(outcome, Fault)
    assert (outcome.reason, outcome.maybe_paid) == ("no connection", False)


def test_the_key_is_sent_and_stands_nowhere_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-secret-123"

    with serving(lambda n, body: refused(401, f"wrong key {key}")) as server:

        async def run() -> tuple[Answer | Fault, str]:
            model = Endpoint(server.url, "tiny", key=key)
            try:
                return await model.complete(REQUEST), repr(model)
            finally:
                await model.close()

        outcome, shown = asyncio.run(run())

    assert server.headers[0]["Authorization"] == f"Bearer {key}"
    assert isinstance(outcome, Fault)
    assert key not in outcome.detail + shown + caplog.text + json.dumps(server.requests)


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "http://", "/v1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(LanguageModelError, match="address is none"):
        chat_address(url)


def test_an_address_with_a_password_is_refused_without_repeating_it() -> None:
    with pytest.raises(LanguageModelError) as caught:
        chat_address("http://user:secret@host/v1")

    assert "secret" not in str(caught.value)


def test_a_full_address_is_taken_as_it_is() -> None:
    url = "https://host/openai/chat/completions"

    assert chat_address(url) == url


def test_a_missing_key_is_named_by_its_variable() -> None:
    with pytest.raises(LanguageModelError, match="PANER_TEST_NO_SUCH_KEY holds no key"):
        key_from_environment("PANER_TEST_NO_SUCH_KEY")


def test_further_fields_go_into_the_body_and_without_a_schema_no_form_is_asked_for() -> None:
    request = replace(REQUEST, schema={}, extra={"grammar": 'root ::= "no"'})

    body = worded(request, "tiny", Dialect())

    assert body["grammar"] == 'root ::= "no"'
    assert "response_format" not in body
