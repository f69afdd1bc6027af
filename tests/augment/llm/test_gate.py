import asyncio
import random
import selectors
from collections.abc import Awaitable, Callable

import pytest

from paner.augment.llm.gate import Gate


class Leaps(selectors.DefaultSelector):
    """Never waits: the clock leaps to when the next thing happens."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds take no time, so that an hour can be tested."""

    def __init__(self) -> None:
        self.leaps = Leaps()
        super().__init__(self.leaps)

    def time(self) -> float:
        return self.leaps.now


def in_virtual_time(work: Callable[[], Awaitable[float]]) -> float:
    async def run() -> float:
        return await work()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(run())


async def used_share(
    gate: Gate, *, slots: int, latency: float, requests: int, jitter: float = 0.3, lag: float = 0.0
) -> float:
    """The share of a server's throughput that is used, the first third left out.

    The server refuses at once what is more than its slots. A request holds a place for the lag,
    too: the seconds until it is on its way, and until its answer has been taken note of.
    """
    rng = random.Random(3)
    inside = 0
    done: list[float] = []

    async def one() -> None:
        nonlocal inside
        while True:
            ticket = await gate.enter()
            await asyncio.sleep(rng.uniform(0, lag))
            if inside >= slots:
                gate.leave(ticket, well=False, busy=True)
                await asyncio.sleep(rng.uniform(0.5, 1.0))
                continue
            inside += 1
            await asyncio.sleep(latency * rng.uniform(1 - jitter, 1 + jitter))
            inside -= 1
            await asyncio.sleep(rng.uniform(0, lag))
            gate.leave(ticket, well=True)
            done.append(asyncio.get_running_loop().time())
            return

    await asyncio.gather(*(one() for _ in range(requests)))
    part = done[len(done) // 3 : -slots]
    return (len(part) - 1) / (part[-1] - part[0]) / (slots / latency)


@pytest.mark.parametrize(
    ("slots", "latency"), [(4, 0.5), (16, 0.5), (16, 5.0), (32, 2.0), (50, 8.0)]
)
def test_almost_all_that_a_refusing_server_takes_is_used(slots: int, latency: float) -> None:
    share = in_virtual_time(
        lambda: used_share(Gate(), slots=slots, latency=latency, requests=60 * slots)
    )

    assert share >= 0.95


@pytest.mark.parametrize("jitter", [0.0, 0.05, 0.3])
def test_a_busy_machine_loses_its_own_delay_and_little_more(jitter: float) -> None:
    share = in_virtual_time(
        lambda: used_share(Gate(), slots=16, latency=5.0, requests=960, jitter=jitter, lag=0.3)
    )

    possible = 5.0 / (5.0 + 0.3)
    assert share >= 0.95 * possible


def test_the_limit_is_halved_once_for_requests_that_were_refused_together() -> None:
    async def work() -> float:
        gate = Gate(start=8)
        tickets = [await gate.enter() for _ in range(8)]
        for ticket in tickets:
            gate.leave(ticket, well=False, busy=True)
        return gate.limit

    assert in_virtual_time(work) == 4


def test_a_pause_keeps_everybody_out() -> None:
    async def work() -> float:
        gate = Gate(start=2)
        gate.leave(await gate.enter(), well=True, pause=30)
        await gate.enter()
        return asyncio.get_running_loop().time()

    assert in_virtual_time(work) == pytest.approx(30, abs=0.1)


def test_the_limit_stays_within_its_bounds() -> None:
    async def work() -> float:
        gate = Gate(start=4, most=6)
        for _ in range(20):
            gate.leave(await gate.enter(), well=True)
        most = gate.limit
        for _ in range(20):
            gate.leave(await gate.enter(), well=False, busy=True)
        return most * 10 + gate.limit

    assert in_virtual_time(work) == 61
