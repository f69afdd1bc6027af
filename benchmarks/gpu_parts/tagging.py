"""Tagging: both ways of ours, against `generate` with as many tokens as the answers have."""

import copy
from collections.abc import Sequence
from typing import Any

import torch

from gpu_parts.clock import measured
from gpu_parts.shapes import Subject
from paner.data.sentence import Sentence
from paner.instruct.prompt import input_text
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.config import CausalConfig
from paner.models.causal.jacobi import ParallelDecoder
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.stepwise import stepwise_tags
from paner.models.causal.tagging import TwiceScorer
from paner.models.causal.verification import Task

__all__ = ["equality", "tagging"]


def tagging(
    model: Any, subject: Subject, *, batch: int, number: int, rounds: int
) -> list[dict[str, Any]]:
    """Sentences a second of every side, and how many passes ours took.

    The weights are random, and so are the decisions: a draft of all `O` is as bad as can be, one
    that is the answer as good. A trained model with a draft lies between the two.
    """
    device = next(model.parameters()).device
    sentences = subject.sentences[:number]
    planner = _planner(subject)
    decoder = ParallelDecoder(model, planner, subject.task.frame.head_ids, batch_size=batch)
    outside = [_task(subject, planner, s, [0] * len(s.words)) for s in sentences]
    found = list(decoder.decode(outside))
    right = [
        _task(subject, planner, s, tagging.tags)
        for s, tagging in zip(sentences, found, strict=True)
    ]
    lengths = [len(planner.build(t.words, t.draft).ids) for t in right]
    sides: dict[str, tuple[Any, float]] = {
        "generate": (lambda: _generate(model, subject, right, lengths, batch), _mean(lengths)),
        "generate, prefix cached": (
            lambda: _generate(model, subject, right, lengths, batch, cached=True),
            _mean(lengths),
        ),
        "word/tag, draft all O": (
            lambda: list(decoder.decode(outside)),
            _mean([tagging.passes for tagging in found]),
        ),
        "word/tag, draft right": (lambda: list(decoder.decode(right)), 1.0),
        "reading twice": (_twice(model, subject, sentences, batch), 1.0),
    }
    rows = []
    for name, (run, passes) in sides.items():
        cost = measured(run, device, rounds=rounds)
        rate = len(sentences) / cost["seconds"]
        rows.append(
            {"side": name, "batch": batch, "passes": passes, "sentences a second": rate, **cost}
        )
    for row in rows:
        row["ratio"] = row["sentences a second"] / rows[0]["sentences a second"]
    return rows


def equality(model: Any, subject: Subject, number: int) -> dict[str, int]:
    """Parallel against token-by-token decoding, in whatever numbers the model has."""
    planner, head = _planner(subject), subject.task.frame.head_ids
    sentences = subject.sentences[:number]
    tasks = [_task(subject, planner, s, [0] * len(s.words)) for s in sentences]
    found = ParallelDecoder(model, planner, head, batch_size=8).decode(tasks)
    different = 0
    for task, one in zip(tasks, found, strict=True):
        tags, _ = stepwise_tags(model, planner, [*head, *task.prompt_ids], task.words)
        different += tags != list(one.tags)
    return {"sentences": len(tasks), "different": different}


def _planner(subject: Subject) -> AnswerPlanner:
    tags = AnswerTags(subject.task.tag_set.labels)
    return AnswerPlanner(subject.tokenizer, tags.names, end_id=subject.task.frame.end_ids[0])


def _task(
    subject: Subject, planner: AnswerPlanner, sentence: Sentence, draft: Sequence[int]
) -> Task:
    words = sentence.words
    prompt = [*planner.encode([input_text(words)])[0], *subject.task.frame.tail_ids]
    return Task(words, prompt, draft)


@torch.inference_mode()
def _generate(
    model: Any,
    subject: Subject,
    tasks: Sequence[Task],
    lengths: Sequence[int],
    batch: int,
    *,
    cached: bool = False,
) -> None:
    """Batches padded on the left behind the prefix; each as long as its longest answer."""
    device = next(model.parameters()).device
    head, pad = list(subject.task.frame.head_ids), subject.tokenizer.pad_token_id
    prefix = None
    if cached:
        prefix = model(torch.tensor([head], device=device), use_cache=True, logits_to_keep=1)
    for at in range(0, len(tasks), batch):
        some = [list(task.prompt_ids) for task in tasks[at : at + batch]]
        longest = max(map(len, some))
        ids = [[*head, *[pad] * (longest - len(p)), *p] for p in some]
        mask = [[1] * len(head) + [0] * (longest - len(p)) + [1] * len(p) for p in some]
        tokens = max(lengths[at : at + batch])
        more = {}
        if prefix is not None:
            cache = copy.deepcopy(prefix.past_key_values)
            cache.batch_repeat_interleave(len(some))
            more = {"past_key_values": cache}
        model.generate(
            torch.tensor(ids, device=device),
            attention_mask=torch.tensor(mask, device=device),
            do_sample=False,
            min_new_tokens=tokens,
            max_new_tokens=tokens,
            pad_token_id=pad,
            **more,
        )


def _twice(model: Any, subject: Subject, sentences: Sequence[Sentence], batch: int) -> Any:
    width, device = model.config.hidden_size, next(model.parameters()).device
    head = TagHead(torch.randn(len(subject.task.tag_set), width) * width**-0.5).to(device)
    longest = max(len(s.text.encode()) for s in sentences)  # bytes: no fewer than tokens
    config = CausalConfig(
        tag_batch_tokens=batch * longest if batch > 1 else 1,
        precision="float32" if model.dtype == torch.float32 else "bfloat16",
    )
    scorer = TwiceScorer(CausalNetwork(model, head), subject.task, subject.tokenizer, config)
    return lambda: list(scorer.score(sentences))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
