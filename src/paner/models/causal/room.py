"""What prompt and answer have room for: texts cut into pieces, and words that are too long alone.

Pieces are counted in words, which holds for ordinary texts. Where words have many tokens (addresses
of the web, emoji, scripts without blanks) tokens are counted too.
"""

import logging
import sys
from collections.abc import Sequence

from paner.data.pieces import split_sentences
from paner.data.sentence import Sentence
from paner.instruct.chunks import split_document
from paner.models.causal.plans import AnswerPlanner

__all__ = ["AnswerRoom", "say_cut"]

TOKENS_A_WORD = 8  # of a word in the prompt and again with its tag, at most in all but odd texts
LONGEST_TOKEN = 16  # characters; what is longer than all tokens are is not tokenised to know it
MARKS = 3  # the blank before a word, the slash behind it, and `O`, as bytes

_log = logging.getLogger(__name__)


class AnswerRoom:
    """Cuts texts so that a piece and its answer fit behind an instruction.

    Args:
        planner: Knows the tokens of answers.
        tokens: How many sentence and answer may have together; as many as there are without it.
        max_words: Words of a piece; what the tokens of ordinary words have room for without it.
    """

    def __init__(
        self, planner: AnswerPlanner, tokens: int | None = None, max_words: int | None = None
    ) -> None:
        self._planner, self._tokens, self._max_words = planner, tokens or sys.maxsize, max_words
        if tokens is not None and max_words is None:
            self._max_words = max(1, tokens // TOKENS_A_WORD)

    def pieces(self, sentence: Sentence) -> list[Sentence]:
        """The sentence in pieces that fit, cut at the ends of sentences or clauses."""
        pieces: list[Sentence] = []
        for part in split_sentences(sentence, max_words=self._max_words):
            fits = self._surely_fits(part.words)
            pieces += [part] if fits else split_document(part, budget=self._tokens, cost=self._cost)
        return pieces

    def shown(self, words: Sequence[str]) -> list[str]:
        """Words as the model reads and writes them: of one over the budget its beginning.

        An entity may be over the budget as a whole, for it is never cut: then each of its words
        gets its share.
        """
        if self._surely_fits(words) or sum(map(self._cost, words)) <= self._tokens:
            return list(words)
        share = self._tokens // len(words)
        shown = [self._beginning(word, share) for word in words]
        cut = [word for word, short in zip(words, shown, strict=True) if word != short]
        say_cut(cut)
        return shown

    def _surely_fits(self, words: Sequence[str]) -> bool:
        """Whether even a token a byte would fit, which is known without a tokenizer."""
        size = sum(len(word.encode("utf-8", "surrogatepass")) for word in words)
        return 2 * size + len(words) * (2 * MARKS) <= self._tokens

    def _cost(self, word: str) -> int:
        """Tokens of a word in the sentence and again with `O`, which most words have."""
        if len(word) > LONGEST_TOKEN * self._tokens:
            return self._tokens + 1
        asked = len(self._planner.encode([f" {word}"])[0])
        (_, plan) = self._planner.plans(["", word])
        return asked + len(plan.forced) + len(plan.trie.paths[0][0])

    def _beginning(self, word: str, tokens: int) -> str:
        """As much of a word as has so many tokens, at least a character."""
        low, high = 1, min(len(word), LONGEST_TOKEN * tokens)
        while low < high:
            middle = (low + high + 1) // 2
            if self._cost(word[:middle]) <= tokens:
                low = middle
            else:
                high = middle - 1
        return word[:low]


def say_cut(words: Sequence[str]) -> None:
    """Log of which words a model reads the beginning only."""
    if words:
        _log.warning(
            "%d words are too long for the model, which reads their beginnings only, such as %r "
            "(%d characters)",
            len(words),
            f"{words[0][:40]}…",
            len(words[0]),
        )
