"""Tests of the network that is trained."""

import itertools
from pathlib import Path

import torch
from torch import Tensor

from paner.data.sentence import Sentence
from paner.models.causal.base import load_base
from paner.models.causal.batches import row_batch
from paner.models.causal.chat import frame_of
from paner.models.causal.examples import Pieces, Task
from paner.models.causal.lora import LoraSettings, attach_lora
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.prefix import use_shared_prefix
from paner.models.causal.twice import tag_rows, twice_examples
from paner.models.tags import TagSet, tags_from
from paner.schema.entity_types import Schema


def test_rows_accumulated_have_the_loss_and_gradient_of_one_row(
    tiny_llm: Path, ten_sentences: list[Sentence]
) -> None:
    base = load_base(tiny_llm, dtype=torch.float32, device="cpu")
    use_shared_prefix(base.model)
    schema = Schema.from_labels(e.label for s in ten_sentences for e in s.entities)
    tag_set, pieces = TagSet.of(ten_sentences, schema.names), Pieces(base.tokenizer)
    task = Task(schema, tag_set, frame_of(base.tokenizer, "Tag each word.\n"))
    read = [
        twice_examples(
            s,
            task,
            pieces,
            max_tokens=2048,
            context_tokens=0,
            tags=tags_from(s.entities, len(s.words), tag_set),
        )
        for s in ten_sentences
    ]
    examples = list(itertools.chain.from_iterable(read))
    head = TagHead(tag_rows(base.model, pieces, schema, tag_set))
    network = CausalNetwork(attach_lora(base.model, LoraSettings()), head)
    words = sum(len(s.words) for s in ten_sentences)

    def gradient(*rows: list[int]) -> tuple[float, Tensor]:
        network.zero_grad()
        total = 0.0
        for row in rows:
            inputs = row_batch([examples[index] for index in row]).inputs()
            loss = network(num_items_in_batch=words, **inputs)["loss"]
            loss.backward()
            total += loss.item()
        found = [p.grad.flatten() for p in network.parameters() if p.grad is not None]
        return total, torch.cat(found)

    loss, whole = gradient(list(range(10)))
    parts_loss, parts = gradient([0, 3, 4, 9], [1, 2, 5, 6, 7, 8])

    assert abs(parts_loss - loss) < 1e-6 * loss
    assert ((parts - whole).norm() / whole.norm()).item() < 1e-6
