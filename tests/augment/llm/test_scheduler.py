import asyncio
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.augment.llm.asking import QUICK, ask_all
from tests.augment.llm.server import Behaviour, Body, Reply, answered, prompt_of, refused, serving

from paner.augment.llm.budget import Budget, Caps, Prices, Spent
from paner.augment.llm.journal import open_journal
from paner.augment.llm.model import Answer, Fault
from paner.augment.llm.scheduler import OVER_BUDGET, Limits
from paner.errors import JournalError, UsageError

TEXTS = [f"question {number}" for number in range(12)]


def echo(number: int, body: Body) -> Reply:
    return answered(f"answer to {prompt_of(body)}")


def faulty(*replies: Reply) -> Behaviour:
    """These replies first, then answers."""
    return lambda number, body: replies[number] if number < len(replies) else echo(number, body)


def test_every_request_gets_its_own_answer(tmp_path: Path) -> None:
    with serving(echo) as server:
        outcomes, scheduler = ask_all(server.url, tmp_path / "j", TEXTS)

    assert [outcome.text for outcome in outcomes if isinstance(outcome, Answer)] == [
        f"answer to {text}" for text in TEXTS
    ]
    assert scheduler.counts == {"answers": 12}
    assert scheduler.budget.spent.requests == 12


@pytest.mark.parametrize(
    "reply",
    [
        refused(429),
        refused(429, retry_after="0.01"),
        refused(500),
        refused(503),
        Reply(body=b'{"choices": ['),
        replace(answered("Hi"), reset_after=9),
    ],
)
def test_a_passing_fault_is_waited_out(tmp_path: Path, reply: Reply) -> None:
    with serving(faulty(reply, reply)) as server:
        outcomes, scheduler = ask_all(server.url, tmp_path / "j", TEXTS[:1])

    assert isinstance(outcomes[0], Answer)
    assert scheduler.counts["retries"] == 2
    assert len(server.requests) == 3


def test_hanging_requests_are_given_up_and_sent_again(tmp_path: Path) -> None:
    with serving(faulty(Reply(delay=9))) as server:
        outcomes, _ = ask_all(server.url, tmp_path / "j", TEXTS[:1], timeout=0.3)

    assert isinstance(outcomes[0], Answer)


def test_retries_end(tmp_path: Path) -> None:
    with serving(lambda n, body: refused(500)) as server:
        outcomes, _ = ask_all(server.url, tmp_path / "j", TEXTS[:1])

    assert isinstance(outcomes[0], Fault)
    assert outcomes[0].reason == "server error"
    assert len(server.requests) == 1 + QUICK.retries


def test_a_request_that_is_refused_for_good_is_not_repeated(tmp_path: Path) -> None:
    with serving(lambda n, body: refused(413)) as server:
        outcomes, _ = ask_all(server.url, tmp_path / "j", TEXTS[:1])

    assert isinstance(outcomes[0], Fault)
    assert outcomes[0].reason == "request refused"
    assert len(server.requests) == 1


def test_a_refused_key_stops_the_run_and_keeps_what_was_answered(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        return echo(number, body) if number < 3 else refused(401, "expired")

    with serving(behaviour) as server:
        outcomes, scheduler = ask_all(
            server.url, tmp_path / "j", TEXTS, limits=replace(QUICK, start=1, most=1)
        )

    assert sum(isinstance(outcome, Answer) for outcome in outcomes) == 3
    assert scheduler.stopped is not None
    assert scheduler.stopped.reason == "key refused"
    assert len(server.requests) == 4


def test_the_servers_pause_is_kept_by_all(tmp_path: Path) -> None:
    with serving(faulty(refused(429, retry_after="0.5"))) as server:
        ask_all(server.url, tmp_path / "j", TEXTS, limits=replace(QUICK, start=1))

    assert server.at[1] - server.at[0] >= 0.5
    assert len(server.requests) == 13


def test_a_pause_longer_than_allowed_ends_the_run(tmp_path: Path) -> None:
    with serving(lambda n, body: refused(429, retry_after="3600")) as server:
        _, scheduler = ask_all(
            server.url, tmp_path / "j", TEXTS, limits=replace(QUICK, start=1, most=1)
        )

    assert scheduler.stopped is not None
    assert "3600 s" in scheduler.stopped.detail
    assert len(server.requests) == 1


def test_concurrency_grows_while_it_goes_well(tmp_path: Path) -> None:
    texts = [str(number) for number in range(100)]

    with serving(echo, latency=0.05) as server:
        _, scheduler = ask_all(
            server.url, tmp_path / "j", texts, limits=replace(QUICK, start=1, most=16)
        )

    assert scheduler.gate.limit == 16
    assert 2 < server.most_inside <= 16


def test_concurrency_settles_near_what_the_server_takes(tmp_path: Path) -> None:
    texts = [str(number) for number in range(200)]

    with serving(echo, latency=0.02, slots=6, refuse=True) as server:
        outcomes, scheduler = ask_all(
            server.url, tmp_path / "j", texts, limits=replace(QUICK, retries=20)
        )

    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert 3 <= scheduler.gate.limit <= 12
    assert server.statuses.count(429) < 60


def test_no_minute_sees_more_requests_than_allowed(tmp_path: Path) -> None:
    limits = Limits(requests_per_minute=10, minute=0.5)

    with serving(echo) as server:
        ask_all(server.url, tmp_path / "j", TEXTS, limits=limits)

    gaps = [later - earlier for earlier, later in pairwise(sorted(server.at))]
    assert sum(gaps) >= 0.6 * 11 * 0.05  # the first may arrive late on a busy machine


def test_no_minute_sees_more_tokens_than_allowed(tmp_path: Path) -> None:
    limits = Limits(tokens_per_minute=2000, minute=0.5)  # an answer has about 105 tokens
    start = time.monotonic()

    with serving(echo) as server:
        _, scheduler = ask_all(server.url, tmp_path / "j", TEXTS, limits=limits)

    assert scheduler.budget.spent.tokens / (time.monotonic() - start) < 2000 / 0.5


def test_the_run_stops_before_a_cap_on_requests(tmp_path: Path) -> None:
    with serving(echo) as server:
        outcomes, _ = ask_all(server.url, tmp_path / "j", TEXTS, budget=Budget(Caps(requests=5)))

    assert len(server.requests) == 5
    assert outcomes.count(OVER_BUDGET) == 7


def test_retries_count_against_the_cap(tmp_path: Path) -> None:
    with serving(lambda n, body: refused(500)) as server:
        outcomes, _ = ask_all(
            server.url, tmp_path / "j", TEXTS[:1], budget=Budget(Caps(requests=2))
        )

    assert len(server.requests) == 2
    assert outcomes == [OVER_BUDGET]


def test_the_run_comes_close_to_a_cap_on_tokens_and_never_passes_it(tmp_path: Path) -> None:
    with serving(echo) as server:
        _, scheduler = ask_all(server.url, tmp_path / "j", TEXTS, budget=Budget(Caps(tokens=800)))

    # at most what one request costs at its worst, 100 * 1.1 + 64 + 50, is left unused
    assert 800 - 230 <= scheduler.budget.spent.tokens <= 800
    assert 5 < len(server.requests) < 12


def test_the_run_stops_before_a_cap_on_cost(tmp_path: Path) -> None:
    prices = Prices(prompt=1000.0, answer=2000.0)  # 100 and 6 tokens: 0.112 a request

    with serving(echo) as server:
        _, scheduler = ask_all(
            server.url, tmp_path / "j", TEXTS, budget=Budget(Caps(cost=1.0), prices)
        )

    cost = scheduler.budget.spent.cost(prices)
    assert cost is not None
    assert 0.6 < cost <= 1.0


def test_a_cap_on_cost_needs_prices() -> None:
    with pytest.raises(UsageError, match="price table"):
        Budget(Caps(cost=1.0))


def test_an_answer_without_a_token_count_is_estimated(tmp_path: Path) -> None:
    body = b'{"choices": [{"message": {"content": "Hi"}}]}'

    with serving(lambda n, _: Reply(body=body)) as server:
        _, scheduler = ask_all(server.url, tmp_path / "j", TEXTS[:1])

    assert scheduler.counts["answers without a token count"] == 1
    assert scheduler.budget.spent.tokens > 0


def test_lost_requests_are_counted_as_paid(tmp_path: Path) -> None:
    with serving(faulty(replace(answered("Hi"), reset_after=9))) as server:
        _, scheduler = ask_all(server.url, tmp_path / "j", TEXTS[:1])

    assert scheduler.budget.spent.answer_tokens >= 50


def test_nothing_is_paid_for_twice(tmp_path: Path) -> None:
    with serving(echo) as server:
        first, _ = ask_all(server.url, tmp_path / "j", TEXTS)
        second, scheduler = ask_all(server.url, tmp_path / "j", [*TEXTS, "one more"])

    assert second[:-1] == first
    assert len(server.requests) == 13
    assert scheduler.counts == {"answers replayed": 12, "answers": 1}


def test_equal_requests_on_their_way_share_an_answer(tmp_path: Path) -> None:
    with serving(echo, latency=0.05) as server:
        outcomes, _ = ask_all(server.url, tmp_path / "j", ["same", "same"])

    assert outcomes[0] == outcomes[1]
    assert len(server.requests) == 1


def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    limits = replace(QUICK, start=1, most=1)

    with serving(lambda n, body: answered("x" * 3000)) as server:
        with room_for(60_000), pytest.raises(JournalError, match="cannot be written"):
            ask_all(server.url, tmp_path / "j", TEXTS, limits=limits)
        paid = server.statuses.count(200)
        outcomes, scheduler = ask_all(server.url, tmp_path / "j", TEXTS, limits=limits)

    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert 1 < paid < len(TEXTS)
    # lost are the answer that found no room, and one that was on its way then
    assert scheduler.counts["answers replayed"] >= paid - 2


def test_spending_is_remembered_by_the_journal(tmp_path: Path) -> None:
    with serving(echo) as server:
        _, scheduler = ask_all(server.url, tmp_path / "j", TEXTS)
        spent = _spent(tmp_path / "j")

    assert spent == scheduler.budget.spent
    assert spent.requests == 12


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _spent(journal: Path) -> Spent:
    async def run() -> Spent:
        with open_journal(journal) as opened:
            return await opened.spent()

    return asyncio.run(run())
