"""Words to token ids, one word at a time and remembered: words repeat, tokenising them need not."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from paner.errors import UsageError

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

__all__ = ["Pieces"]

REMEMBERED = 200_000


class Pieces:
    """A tokenizer that knows words, not texts.

    Tokens never cross words, so that a sentence's tokens are its words' tokens one after another.

    Args:
        tokenizer: A fast tokenizer of transformers.

    Raises:
        UsageError: The tokenizer is a slow one.
    """

    def __init__(self, tokenizer: "PreTrainedTokenizerBase") -> None:
        backend = getattr(tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise UsageError(f"{type(tokenizer).__name__} has no fast form; choose another encoder")
        backend.no_truncation()
        backend.no_padding()
        self.tokenizer = tokenizer
        self._encode = backend.encode_batch
        self._known: dict[str, tuple[int, ...]] = {}
        self._unknown = _first_known(tokenizer, "unk_token_id", "mask_token_id", "eos_token_id")
        self.padding = _first_known(tokenizer, "pad_token_id", "eos_token_id")
        self.prefix, self.suffix = self._special_tokens()

    def of(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """The token ids of each of W words, at least one a word.

        A word of which the tokenizer leaves nothing (a lone zero-width space) is unknown.
        """
        new = list(dict.fromkeys(word for word in words if word not in self._known))
        if new:
            self._learn(new)
        known = self._known
        return [known[word] for word in words]

    def _learn(self, words: Iterable[str]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        words = list(words)
        encoded = self._encode(
            [[word] for word in words], is_pretokenized=True, add_special_tokens=False
        )
        for word, encoding in zip(words, encoded, strict=True):
            self._known[word] = tuple(encoding.ids) or (self._unknown,)

    def _special_tokens(self) -> tuple[list[int], list[int]]:
        """What the tokenizer puts before and behind a sentence, such as `[CLS]` and `[SEP]`."""
        bare, whole = (
            self._encode([["a"]], is_pretokenized=True, add_special_tokens=special)[0].ids
            for special in (False, True)
        )
        for start in range(len(whole) - len(bare) + 1):
            if whole[start : start + len(bare)] == bare:
                return whole[:start], whole[start + len(bare) :]
        raise UsageError(f"{type(self.tokenizer).__name__} changes words beside special tokens")


def _first_known(tokenizer: "PreTrainedTokenizerBase", *names: str) -> int:
    """The first of these special tokens that the tokenizer has, or 0."""
    found = (getattr(tokenizer, name, None) for name in names)
    return next((int(token) for token in found if token is not None), 0)
