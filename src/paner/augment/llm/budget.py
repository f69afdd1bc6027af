"""What a run may spend: reserved at the worst before each request, settled after its answer."""

import asyncio
import tomllib
from dataclasses import dataclass
from pathlib import Path

from paner.errors import ConfigError, UsageError

__all__ = ["Budget", "Caps", "Prices", "Spent", "read_prices"]

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in the user's currency."""

    prompt: float
    answer: float


@dataclass(frozen=True, slots=True)
class Spent:
    """Requests sent, tokens read and written."""

    requests: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Read and written."""
        return self.prompt_tokens + self.answer_tokens

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.answer_tokens + other.answer_tokens,
        )

    def __sub__(self, other: "Spent") -> "Spent":
        return self + Spent(-other.requests, -other.prompt_tokens, -other.answer_tokens)

    def cost(self, prices: Prices | None) -> float | None:
        """Its price, where prices are known.

        >>> Spent(1, 500_000, 100_000).cost(Prices(0.2, 1.0))
        0.2
        """
        if prices is None:
            return None
        return (self.prompt_tokens * prices.prompt + self.answer_tokens * prices.answer) / MILLION


@dataclass(frozen=True, slots=True)
class Caps:
    """What may be spent at most; no end where `None`.

    Args:
        requests: Requests sent, retries included.
        tokens: Tokens read and written.
        cost: Money, in the currency of the prices.
    """

    requests: int | None = None
    tokens: int | None = None
    cost: float | None = None


class Budget:
    """Keeps spending under its caps, requests on their way counted at their worst.

    Args:
        caps: The caps.
        prices: Needed where the cost is capped.
        spent: What was spent before, by earlier runs with the same journal.

    Raises:
        UsageError: The cost is capped but no price is known.
    """

    def __init__(
        self, caps: Caps | None = None, prices: Prices | None = None, spent: Spent | None = None
    ) -> None:
        caps = caps or Caps()
        if caps.cost is not None and prices is None:
            raise UsageError("a cap on the cost needs the model's prices: give a price table")
        self.spent = spent or Spent()
        self.prices = prices
        self._caps = caps
        self._reserved = Spent()
        self._settled = asyncio.Event()

    async def reserve(self, worst: Spent) -> bool:
        """Set aside the worst that a request can cost; `False` where a cap would be passed.

        Where requests on their way may yet leave enough, their end is waited for.
        """
        while self._passed_by(self.spent + self._reserved + worst):
            if self._reserved == Spent() or self._passed_by(self.spent + worst):
                return False
            self._settled.clear()
            await self._settled.wait()
        self._reserved += worst
        return True

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Replace what was set aside by what was used."""
        self._reserved -= worst
        self.spent += actual
        self._settled.set()

    def _passed_by(self, total: Spent) -> bool:
        caps = self._caps
        cost = total.cost(self.prices)
        return (
            (caps.requests is not None and total.requests > caps.requests)
            or (caps.tokens is not None and total.tokens > caps.tokens)
            or (caps.cost is not None and cost is not None and cost > caps.cost)
        )


def read_prices(path: str | Path, model: str) -> Prices:
    """Read a model's prices from a TOML table, per million tokens.

    ```toml
    ["llama-3.3-70b"]
    prompt = 0.12
    answer = 0.30
    ```

    Raises:
        ConfigError: The file cannot be read, or has no usable row for the model.
    """
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"the price table cannot be read: {error}", path=path) from error
    row = table.get(model)
    if not isinstance(row, dict):
        raise ConfigError(
            f"the price table has no row for {model!r}", path=path, expected=f'a table ["{model}"]'
        )
    return Prices(_price(row, "prompt", path), _price(row, "answer", path))


def _price(row: dict[str, object], key: str, path: str | Path) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ConfigError(
            f"{key!r} is no price", path=path, found=value, expected="a number, per million tokens"
        )
    return float(value)
