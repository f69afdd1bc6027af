"""How many tokens a text has, estimated without the model's tokenizer, and learnt from answers."""

import math

__all__ = ["TokenEstimate"]

FIRST_GUESS = 0.5  # tokens a byte: English has 0.25, placeholders and rare scripts up to this
MARGIN = 1.1
TEMPLATE = 64  # tokens that a chat template adds, rounded up


class TokenEstimate:
    """An upper estimate that comes down to what the server reports."""

    def __init__(self) -> None:
        self._rate = 0.0

    def worst(self, text: str) -> int:
        """Tokens that a prompt has, at most.

        >>> TokenEstimate().worst("Rewrite this .")
        71
        """
        rate = self._rate * MARGIN or FIRST_GUESS
        return math.ceil(_bytes(text) * rate) + TEMPLATE

    def learn(self, text: str, tokens: int) -> None:
        """Take note of what a prompt really had."""
        self._rate = max(self._rate, tokens / max(_bytes(text), 1))


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
