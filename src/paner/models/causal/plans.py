"""Answers in word/tag form as tokens, and the few places where they could go on otherwise.

The words of an answer are given; only its tags are open. So the tokens of ` word/TAG` are found for
every tag at once: what they share is forced, where they part is a decision. The unit must be the
whole of it, with the blank before the word: tokenizers glue slashes to words (`./`) and to tags
(`/person`), and do so differently for different words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paner.errors import UsageError
from paner.models.causal.tag_trie import Step, TagTrie, tag_trie

__all__ = ["Answer", "AnswerPlanner", "Decision", "WordPlan"]

REMEMBERED = 100_000  # words
ANCHOR = "x"  # a word before the word: SentencePiece treats the start of a text in its own way


@dataclass(frozen=True, slots=True)
class Decision:
    """A token of an answer that could be another one.

    Args:
        position: Of that token in the answer; what decides it is computed one token earlier.
        allowed: The token ids that may stand there.
        index: Which of them is right.
        word: The word whose tag is decided.
        open_tags: For each allowed token the tags that it leaves open.
    """

    position: int
    allowed: tuple[int, ...]
    index: int
    word: int
    open_tags: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer's token ids, and the decisions among them, by position."""

    ids: tuple[int, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WordPlan:
    """A word with each of its tags: the tokens that all share, and how each tag goes on."""

    forced: tuple[int, ...]
    trie: TagTrie

    @property
    def first_tokens(self) -> tuple[int, ...]:
        """The tokens that it may begin with."""
        return self.forced[:1] or self.trie.tokens


class AnswerPlanner:
    """Plans answers for one tokenizer and one set of tags.

    Args:
        tokenizer: A fast tokenizer of transformers.
        tag_names: The K tags as answers write them, `O` first.
        end_id: What stands behind an answer; by default the tokenizer's end of sequence.

    Raises:
        UsageError: A tag is empty or has white space in it, or two have the same tokens.
    """

    def __init__(
        self, tokenizer: Any, tag_names: Sequence[str], *, end_id: int | None = None
    ) -> None:
        for name in tag_names:
            if not name or name.split() != [name]:
                raise UsageError(f"a tag has white space in it, or nothing: {name!r}")
        self.tag_names = tuple(tag_names)
        self._backend = tokenizer.backend_tokenizer
        self._backend.no_truncation()
        self._backend.no_padding()
        self.end_id = tokenizer.eos_token_id if end_id is None else end_id
        self._anchor = self.encode([ANCHOR])[0]
        self._known: dict[tuple[str, bool], WordPlan] = {}
        self._tries: dict[tuple[tuple[int, ...], ...], TagTrie] = {}

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The token ids of texts; what looks like a special token in them is only text."""
        backend = self._backend
        before, backend.encode_special_tokens = backend.encode_special_tokens, True
        # one by one: a batch waits for threads, and most calls have few short texts
        encoded = [backend.encode(text, add_special_tokens=False).ids for text in texts]
        backend.encode_special_tokens = before
        return encoded

    def plans(self, words: Sequence[str]) -> list[WordPlan]:
        """The plan of each of W words, in this order."""
        keys = [(word, index == 0) for index, word in enumerate(words)]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            if len(self._known) > REMEMBERED:
                self._known.clear()
                new = list(dict.fromkeys(keys))
            self._known.update(zip(new, self._planned(new), strict=True))
        return [self._known[key] for key in keys]

    def build(
        self, words: Sequence[str], tags: Sequence[int], *, shown: Sequence[int] | None = None
    ) -> Answer:
        """The answer that gives words their tags.

        Args:
            words: W words.
            tags: Their right tags, by number.
            shown: Other tags to write into the answer. The decisions stay those for `tags`, as far
                as a word's tokens are still on the way to its right tag: what a model should
                answer after mistakes.

        Raises:
            UsageError: A tag's end cannot be told from the next word.
        """
        plans = self.plans(words)
        ids: list[int] = []
        decisions: list[Decision] = []
        for word, (plan, right) in enumerate(zip(plans, tags, strict=True)):
            ids += plan.forced
            tokens, steps = plan.trie.paths[right if shown is None else shown[word]]
            for step, right_step in zip(steps, plan.trie.paths[right][1], strict=False):
                place = len(ids) + step.offset
                decisions.append(self._decision(right_step, place, plans, tags, word))
                if step.index != right_step.index:
                    break
            ids += tokens
        return Answer(tuple(ids), tuple(decisions))

    def differs(self, words: Sequence[str], tags: Sequence[int]) -> bool:
        """Whether the answer's text, tokenised as a whole, has other tokens."""
        text = " ".join(f"{w}/{self.tag_names[t]}" for w, t in zip(words, tags, strict=True))
        return self.encode([text])[0] != list(self.build(words, tags).ids)

    def _decision(
        self,
        step: Step,
        position: int,
        plans: Sequence[WordPlan],
        tags: Sequence[int],
        word: int,
    ) -> Decision:
        node = step.node
        if node.ends is None:
            return Decision(position, node.tokens, step.index or 0, word, node.open_tags)
        behind = plans[word + 1].first_tokens if word + 1 < len(plans) else (self.end_id,)
        if set(behind) & set(node.tokens):
            name = self.tag_names[node.ends]
            raise UsageError(f"tag {name!r} cannot be told from what is behind it; rename it")
        allowed = (*node.tokens, *behind)
        open_tags = (*node.open_tags, *(((node.ends,),) * len(behind)))
        index = step.index
        if index is None:
            index = allowed.index(self._first_token(plans, tags, word + 1))
        return Decision(position, allowed, index, word, open_tags)

    def _first_token(self, plans: Sequence[WordPlan], tags: Sequence[int], word: int) -> int:
        if word == len(plans):
            return self.end_id
        return (*plans[word].forced, *plans[word].trie.paths[tags[word]][0])[0]

    def _planned(self, keys: Sequence[tuple[str, bool]]) -> Iterable[WordPlan]:
        texts = [
            f"{word}/{tag}" if first else f"{ANCHOR} {word}/{tag}"
            for word, first in keys
            for tag in self.tag_names
        ]
        encoded = iter(self.encode(texts))
        for _, first in keys:
            own = [next(encoded) for _ in self.tag_names]
            if not first:
                own = [self._behind_anchor(ids) for ids in own]
            yield self._plan([tuple(ids) for ids in own])

    def _behind_anchor(self, ids: list[int]) -> list[int]:
        num_anchor = len(self._anchor)
        if ids[:num_anchor] != self._anchor:
            raise UsageError("tokens of this tokenizer cross blanks; word/tag answers need words")
        return ids[num_anchor:]

    def _plan(self, sequences: Sequence[tuple[int, ...]]) -> WordPlan:
        length = 0
        for tokens in zip(*sequences, strict=False):
            if len(set(tokens)) > 1:
                break
            length += 1
        forced = sequences[0][:length]
        rests = tuple(sequence[length:] for sequence in sequences)
        if rests not in self._tries:  # most words go on alike
            self._tries[rests] = tag_trie(rests)
        return WordPlan(forced, self._tries[rests])
