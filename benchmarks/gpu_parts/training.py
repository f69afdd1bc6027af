"""A training step: sentences behind one shared prefix, against each with its own, packed."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import torch

from gpu_parts.clock import measured
from gpu_parts.shapes import Subject
from paner.models.causal.batches import RowBatch, row_batch
from paner.models.causal.chat import Frame
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Task
from paner.models.causal.lora import attach_lora, checkpoint_activations
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.precision import autocast
from paner.models.causal.reading import reader_of

__all__ = ["training"]

PACKED = 8192  # tokens of a packed row
Tagging = Literal["twice", "word-tag"]


def training(
    model: Any, subject: Subject, *, tagging: Tagging, number: int, rounds: int
) -> list[dict[str, Any]]:
    """A step forward and backward, both ways, and how far their losses and gradients differ.

    Args:
        model: The base; it gets adapters.
        subject: What is read.
        tagging: The way to tag.
        number: Sentences a step.
        rounds: Steps that are timed.
    """
    config = CausalConfig(tagging=tagging, tag_format="word-tag")
    read = reader_of(subject.task, subject.tokenizer, config)
    examples = [e for s in subject.sentences[:number] for e in read(s, annotated=True)]
    network = _network(model, subject, tagging)
    rows = {
        "shared prefix": [row_batch(examples)],
        "packed": [row_batch(some) for some in _packed(examples, subject.task)],
    }
    own = sum(len(example.input_ids) for example in examples)
    found: list[dict[str, Any]] = []
    first: tuple[float, torch.Tensor] | None = None
    for way, batches in rows.items():
        loss, gradient = _step(network, batches)
        first = first or (loss, gradient)
        cost = measured(lambda b=batches: _step(network, b), network.device, rounds=rounds)  # type: ignore[misc]  # its own default
        found.append(
            {
                "way": way,
                "tagging": tagging,
                "sentences": number,
                "tokens": sum(len(batch.input_ids) for batch in batches),
                "own tokens a second": own / cost["seconds"],
                **cost,
                "loss": loss,
                "gradient differs": float((gradient - first[1]).norm() / first[1].norm()),
            }
        )
    return found


def _network(model: Any, subject: Subject, tagging: Tagging) -> CausalNetwork:
    adapted = attach_lora(model, CausalConfig().lora)
    checkpoint_activations(adapted.get_base_model())
    head = None
    if tagging == "twice":
        width = model.config.hidden_size
        rows = torch.randn(len(subject.task.tag_set), width) * width**-0.5
        head = TagHead(rows).to(next(model.parameters()).device)
    return CausalNetwork(adapted, head).train()


def _packed(examples: Sequence[Example], task: Task) -> Iterator[list[Example]]:
    """Each example with the prefix as its own, as many in a row as fit."""
    head = list(task.frame.head_ids)
    bare = dataclasses.replace(task, frame=Frame((), task.frame.tail_ids, task.frame.end_ids))
    row: list[Example] = []
    for example in examples:
        whole = dataclasses.replace(
            example,
            task=bare,
            input_ids=head + example.input_ids,
            picks=[len(head) + pick for pick in example.picks],
        )
        if row and sum(len(e.input_ids) for e in (*row, whole)) > PACKED:
            yield row
            row = []
        row.append(whole)
    yield row


def _step(network: CausalNetwork, batches: Sequence[RowBatch]) -> tuple[float, torch.Tensor]:
    """The loss over all rows, and the gradient of all that is trained."""
    network.zero_grad(set_to_none=True)
    targets = sum(len(batch.target_ids) for batch in batches)
    total, exact = 0.0, network.plain.dtype == torch.float32
    for batch in batches:
        inputs = batch.to(network.device).inputs()
        with autocast("float32" if exact else "bfloat16", network.device):
            loss = network(num_items_in_batch=targets, **inputs)["loss"]
        loss.backward()
        total += float(loss.detach())
    gradients = [p.grad.flatten().float() for p in network.parameters() if p.grad is not None]
    return total, torch.cat(gradients)
