"""So many requests, or tokens, a minute: evenly spread, so that no minute sees more."""

import asyncio

__all__ = ["Pace"]


class Pace:
    """Spreads an amount evenly over time.

    Args:
        limit: The amount a window, as many as one likes where `None`.
        window: The window's seconds.
    """

    def __init__(self, limit: float | None, *, window: float = 60.0) -> None:
        self._seconds_each = 0.0 if limit is None else window / limit
        self._free_at = 0.0

    async def take(self, amount: float = 1.0) -> None:
        """Wait until the amount may be used."""
        if not self._seconds_each:
            return
        now = asyncio.get_running_loop().time()
        start = max(self._free_at, now)
        self._free_at = start + amount * self._seconds_each
        if start > now:
            await asyncio.sleep(start - now)

    def correct(self, amount: float) -> None:
        """Another amount was used than was taken: add the difference."""
        self._free_at += amount * self._seconds_each
