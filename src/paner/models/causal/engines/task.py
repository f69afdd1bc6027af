"""What an engine is asked about each sentence, and how its answer is read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from paner.data.pieces import join_sentences, split_sentences
from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError
from paner.instruct.align import CUT, MISSING, NO_TAG, align
from paner.instruct.prompt import InstructionKind, input_text, instruction
from paner.instruct.tagged_words import AnswerTags, TagFormat
from paner.schema.entity_types import Schema

__all__ = ["EXACT", "REPAIRED", "UNUSABLE", "TaggingTask", "Unusable", "longest_answer"]

Unusable = Literal["outside", "error"]

EXACT, REPAIRED, UNUSABLE = "answers exact", "answers repaired", "answers unusable"
LOST = 0.5  # share of words without a tag from which on an answer says nothing
SPARE = 32  # tokens for what models write around an answer


@dataclass(frozen=True)
class TaggingTask:
    """Word/tag answers for one schema.

    Args:
        schema: What to find.
        kind: What the instruction says of each type.
        tag_format: How answers tag words.
        unusable: What becomes of a sentence whose answer tags less than half of its words, or
            that has no answer: all of it outside of entities, and counted, or an error.
        max_words: Longer sentences are asked about in pieces, and joined again.
    """

    schema: Schema
    kind: InstructionKind = "guidelines"
    tag_format: TagFormat = "word-tag"
    unusable: Unusable = "outside"
    max_words: int = 150

    @cached_property
    def tags(self) -> AnswerTags:
        """The tags that answers hold."""
        return AnswerTags(tuple(self.schema.names), self.tag_format)

    @cached_property
    def instruction(self) -> str:
        """What stands before each sentence."""
        return instruction(self.schema, kind=self.kind, tag_format=self.tag_format)

    def prompt(self, words: Sequence[str]) -> str:
        """What a model is asked about a sentence."""
        return self.instruction + input_text(words)

    def pieces(self, sentence: Sentence) -> list[Sentence]:
        """A sentence in pieces that are asked about one by one; none where it has no words."""
        bare = sentence.with_entities(())
        if len(bare.offsets) > self.max_words:
            return split_sentences(bare, max_words=self.max_words)
        return [bare] if bare.offsets else []

    def joined(self, sentence: Sentence, answers: Sequence[Sequence[Entity]]) -> Sentence:
        """The sentence with the entities of its pieces."""
        if not answers:
            return sentence.with_entities(())
        pieces = zip(self.pieces(sentence), answers, strict=True)
        return join_sentences(sentence, [piece.with_entities(found) for piece, found in pieces])

    def read(self, answer: str, words: Sequence[str], counts: Counter[str]) -> tuple[Entity, ...]:
        """The entities that an answer names; what had to be repaired is counted.

        Raises:
            LanguageModelError: It is unusable, and that is to be an error.
        """
        found = align(answer, words, self.tags)
        lost = sum(found.repairs[kind] for kind in (MISSING, CUT, NO_TAG))
        if lost > LOST * len(words):
            return self.lost(UNUSABLE, answer, counts)
        counts[REPAIRED if found.repairs else EXACT] += 1
        counts.update({f"repaired: {kind}": n for kind, n in found.repairs.items()})
        return found.entities

    def lost(self, reason: str, found: str, counts: Counter[str]) -> tuple[Entity, ...]:
        """No entities, and a count of why.

        Raises:
            LanguageModelError: That is to be an error.
        """
        counts[reason] += 1
        if self.unusable == "error":
            raise LanguageModelError(
                f"a sentence cannot be tagged: {reason}", found=found, expected="word/tag answers"
            )
        return ()


def longest_answer(words: Sequence[str], tags: AnswerTags) -> int:
    """Tokens that an answer may take, generously: a token is rarely less than two ASCII signs.

    >>> longest_answer(["Ada", "smiled"], AnswerTags(("person",)))
    47
    """
    tag = max(map(_tokens, tags.names)) + 2  # the slash, and the blank
    return SPARE + sum(_tokens(word) + tag for word in words)


def _tokens(text: str) -> int:
    size = len(text.encode("utf-8", "surrogatepass"))
    return -(-size // 2) if text.isascii() else size
