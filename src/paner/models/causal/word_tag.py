"""Word/tag answers as examples: the paper's way, with the loss on decisions or on all tokens."""

import dataclasses
import random
from collections.abc import Sequence
from itertools import chain
from typing import Any

from paner.data.sentence import Sentence
from paner.errors import LanguageModelError
from paner.instruct.tagged_words import AnswerTags, write_tags
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Pieces, Task
from paner.models.causal.mistakes import with_mistakes
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.room import AnswerRoom
from paner.models.compact.windows import Window

__all__ = ["answer_room", "answer_tags", "word_tag_reader"]

FEWEST_OWN = 64  # tokens that a prompt must leave for a sentence


def answer_tags(task: Task, config: CausalConfig) -> AnswerTags:
    """The tags that answers of a task hold, in the order of its tag set where it has one."""
    return AnswerTags(task.tag_set.labels, config.tag_format, task.tag_set.boundary_labels)


def answer_room(task: Task, config: CausalConfig) -> int:
    """Tokens that a sentence and its answer may have together."""
    most = config.max_tokens
    room = most - len(task.frame.head_ids) - len(task.frame.tail_ids)
    if room < FEWEST_OWN:
        raise LanguageModelError(
            "the instruction leaves no room for a sentence; say less of each type, or allow more",
            found=f"{len(task.frame.head_ids)} tokens",
            expected=f"at most {most - FEWEST_OWN} of max_tokens = {most}",
        )
    return room


def word_tag_reader(task: Task, tokenizer: Any, config: CausalConfig) -> Any:
    """How annotated sentences of a task become examples of answers."""
    tags = answer_tags(task, config)
    ends = task.frame.end_ids
    planner = AnswerPlanner(tokenizer, tags.names, end_id=ends[0] if ends else None)
    number = {name: index for index, name in enumerate(tags.names)}
    pieces = Pieces(tokenizer)
    room = AnswerRoom(planner, answer_room(task, config))
    mistakes = config.mistakes if config.loss_on == "decisions" else 0.0

    def read(
        sentence: Sentence, *, annotated: bool = False, but: int | None = None
    ) -> list[Example]:
        del annotated, but  # an answer is read only to be learnt, and no gazetteer is shown
        examples: list[Example] = []
        for part in room.pieces(sentence):
            words = room.shown(part.words)
            if words:
                written = write_tags(part.entities, len(words), tags)
                right = [number[name] for name in written]
                prompt = [*chain.from_iterable(pieces.of(words)), *task.frame.tail_ids]
                example = _example(task, config, prompt, planner.build(words, right), len(words))
                examples.append(_drawn(example, prompt, words, right))
        return examples

    def _drawn(
        example: Example, prompt: list[int], words: Sequence[str], right: list[int]
    ) -> Example:
        def draw(rng: random.Random) -> Example:
            if rng.random() >= mistakes:
                return example
            shown = with_mistakes(right, len(tags.names), rng)
            answer = planner.build(words, right, shown=shown)
            return _example(task, config, prompt, answer, len(words))

        return dataclasses.replace(example, drawn=draw) if mistakes else example

    return read


def _example(
    task: Task, config: CausalConfig, prompt: list[int], answer: Any, num_words: int
) -> Example:
    """An answer behind its prompt; what decides a token stands one token earlier."""
    window = Window(0, num_words, 0, num_words)
    ids = [*prompt, *answer.ids, *task.frame.end_ids]
    if config.loss_on == "answer":
        picks = list(range(len(prompt) - 1, len(ids) - 1))
        return Example(task, window, ids[:-1], picks, ids[len(prompt) :])
    return Example(
        task,
        window,
        [*prompt, *answer.ids],
        [len(prompt) + decision.position - 1 for decision in answer.decisions],
        [decision.index for decision in answer.decisions],
        choices=tuple(decision.allowed for decision in answer.decisions),
    )
