"""Reading twice: the sentence stands twice in the input, and the second copy's words are tagged.

A causal model sees only what stands before: in the second copy each word has seen the whole
sentence. Nothing is generated, one pass tags all words.

Source:
    arXiv 2604.05158 (a sentence read twice, tagged in one pass).
"""

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from paner.data.sentence import Sentence
from paner.errors import LanguageModelError
from paner.models.causal.examples import NO_LOSS, Example, Pieces, Task
from paner.models.causal.room import say_cut
from paner.models.compact.features import kept_tags, matches_inside
from paner.models.compact.gazetteer import Match
from paner.models.compact.shapes import word_shape
from paner.models.compact.windows import Window, cut
from paner.models.tags import TagSet
from paner.schema.entity_types import Schema

__all__ = ["FEWEST_OWN", "tag_rows", "twice_examples"]

FEWEST_OWN = 64  # tokens that a prompt must leave for a sentence


def twice_examples(
    sentence: Sentence,
    task: Task,
    pieces: Pieces,
    *,
    max_tokens: int,
    context_tokens: int,
    tags: Sequence[int] | None = None,
    but: int | None = None,
) -> list[Example]:
    """Cut a sentence into windows that are short enough twice; no word is lost.

    Args:
        sentence: W words; with none there are no examples.
        task: What its row shares.
        pieces: The tokenizer.
        max_tokens: Tokens of the whole prompt.
        context_tokens: Tokens that neighbouring windows share.
        tags: The tag of each word (W), in training.
        but: The sentence's own origin in the gazetteer, in training.

    Raises:
        LanguageModelError: The instruction leaves no room for a sentence.
    """
    words = sentence.words
    if not words:
        return []
    tokens = pieces.of(words)
    budget = (max_tokens - len(task.frame.head_ids) - len(task.frame.tail_ids)) // 2
    if budget < FEWEST_OWN // 2:
        raise LanguageModelError(
            "the instruction leaves no room for a sentence; say less of each type, or allow more",
            found=f"{len(task.frame.head_ids)} tokens",
            expected=f"at most {max_tokens - FEWEST_OWN} of max_tokens = {max_tokens}",
        )
    kept = [ids[:budget] for ids in tokens]
    say_cut([word for word, ids in zip(words, tokens, strict=True) if len(ids) > budget])
    matches = [] if task.gazetteer is None else task.gazetteer.matches(words, but=but)
    return [
        _example(window, task, words, kept, matches, tags)
        for window in cut([len(ids) for ids in tokens], budget, context_tokens)
    ]


def _example(  # noqa: PLR0917 - a sentence's parts in order
    window: Window,
    task: Task,
    words: Sequence[str],
    tokens: Sequence[Sequence[int]],
    matches: Sequence[Match],
    tags: Sequence[int] | None,
) -> Example:
    part = slice(window.start, window.end)
    copy = list(itertools.chain.from_iterable(tokens[part]))
    begin = len(copy) + len(task.frame.tail_ids)
    ends = itertools.accumulate(map(len, tokens[part]), initial=begin - 1)
    return Example(
        task,
        window,
        [*copy, *task.frame.tail_ids, *copy],
        list(ends)[1:],
        [NO_LOSS] * (window.end - window.start) if tags is None else kept_tags(tags, window),
        shapes=[word_shape(word) for word in words[part]],
        matches=matches_inside(matches, window),
    )


def tag_rows(model: Any, pieces: Pieces, schema: Schema, tag_set: TagSet) -> Tensor:
    """For each tag the mean of its name's rows in the language model's head (K, H), float32.

    With them a model that saw no example of a schema scores its tags, and training starts there.
    """
    shown = {entity_type.name: entity_type.label for entity_type in schema.types}
    names = [["O"], *([shown.get(label, label)] for label in tag_set.labels)]
    names += [["B", shown.get(label, label)] for label in tag_set.boundary_labels]
    weight = model.get_output_embeddings().weight.detach()
    rows = []
    for name in names:
        # behind a blank, as names stand in texts
        ids = list(itertools.chain.from_iterable(pieces.of(["x", *name])[1:]))
        rows.append(weight[torch.tensor(ids, device=weight.device)].float().mean(0))
    return torch.stack(rows)
