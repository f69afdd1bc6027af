"""An asynchronous stream, read by code that is not."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TypeVar

__all__ = ["streamed"]

T = TypeVar("T")


def streamed(begin: Callable[[], AsyncGenerator[T]]) -> Iterator[T]:
    """Read an asynchronous generator; what runs beside it runs on while the next item is awaited.

    >>> async def numbers():
    ...     for number in range(3):
    ...         await asyncio.sleep(0)
    ...         yield number
    >>> list(streamed(numbers))
    [0, 1, 2]
    """
    with asyncio.Runner() as runner:
        stream = begin()
        try:
            while (item := runner.run(_next(stream))) is not END:
                yield item  # type: ignore[misc]  # a sentinel is no T, and was excluded
        finally:
            runner.run(stream.aclose())


END = object()


async def _next(stream: AsyncGenerator[T]) -> T | object:
    return await anext(stream, END)
