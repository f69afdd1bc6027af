"""How many requests are on their way at once: as many as the server takes, found out by trying.

Source:
    Additive increase, multiplicative decrease: Chiu & Jain (1989),
    https://doi.org/10.1016/0169-7552(89)90019-6. Until the first "busy" the limit grows with every
    answer (TCP's slow start, RFC 5681); later it comes back soon to where the server was not yet
    busy, and tries slowly from there, as CUBIC does (RFC 9438).
"""

import asyncio
from collections import deque

__all__ = ["Gate"]

BACK = 0.25  # growth an answer, on the way back to where the server was not yet busy
NEAR = 0.9  # of the limit at which it was busy: where the way back ends, or one below
PROBE = 1 / 32  # growth a round of answers from there on
BEYOND = 1.0  # the same, where the server takes more than it did before


class Gate:
    """Lets requests through, a changing number of them at once.

    Args:
        start: Requests at once in the beginning.
        most: Requests at once, at most.
    """

    def __init__(self, *, start: int = 4, most: int = 64) -> None:
        self.limit = float(min(start, most))
        self._most = most
        self._inside = 0
        self._entered = 0
        self._blind_until = 0  # requests that entered before the last cut say nothing new
        self._busy_at = float("inf")
        self._opens_at = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def enter(self) -> int:
        """Wait for a place, and for the end of a pause; gives a ticket to leave with."""
        if self._waiting or not self._has_room():
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            self._admit()
            await turn
        else:
            self._inside += 1
        self._entered += 1
        return self._entered

    def leave(self, ticket: int, *, well: bool, busy: bool = False, pause: float = 0.0) -> None:
        """Give the place back.

        Args:
            ticket: What `enter` gave.
            well: The server answered.
            busy: The server has too much to do: the limit is halved, once for all requests that
                were on their way together.
            pause: Seconds in which nobody is let through.
        """
        self._inside -= 1
        if busy and ticket > self._blind_until:
            self._busy_at = self.limit
            self.limit = max(1.0, self.limit / 2)
            self._blind_until = self._entered
        elif well:
            self.limit = min(float(self._most), self.limit + self._step())
        if pause > 0:
            self._opens_at = max(self._opens_at, self._now() + pause)
        self._admit()

    async def pause_ends(self) -> None:
        """Wait until nobody is kept out."""
        left = self._opens_at - self._now()
        if left > 0:
            await asyncio.sleep(left)
            await self.pause_ends()

    def _step(self) -> float:
        if self._busy_at == float("inf"):
            return 1.0
        safe = max(NEAR * self._busy_at, self._busy_at - 1)
        if self.limit < safe:
            return min(BACK, safe - self.limit)
        return (PROBE if self.limit < self._busy_at + 1 else BEYOND) / self.limit

    def _has_room(self) -> bool:
        return self._inside < int(self.limit) and self._now() >= self._opens_at

    def _admit(self) -> None:
        while self._waiting and self._has_room():
            turn = self._waiting.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)
        left = self._opens_at - self._now()
        if self._waiting and left > 0:
            asyncio.get_running_loop().call_later(left, self._admit)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
