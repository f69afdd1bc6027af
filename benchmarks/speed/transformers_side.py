"""A plain token classifier of transformers: BIO tags of first tokens, one layer, argmax."""

import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from paner.data.schemes import entities_from_tags, tags_from_entities
from paner.data.sentence import Sentence
from speed.records import Tag, keep_training, strict_f1

__all__ = ["train_transformers", "transformers_tagger"]

MAX_TOKENS = 512
BATCH_SENTENCES = 32


def train_transformers(
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    folder: Path,
    *,
    encoder: Path,
    steps: int,
    batch_size: int,
    rates: Sequence[float],
    seed: int,
) -> dict[str, Any]:
    """Train a plain token classifier: BIO tags of first tokens, one linear layer.

    Args:
        train: Sentences to train on.
        dev: Sentences to choose the learning rate on.
        folder: Where the best is written.
        encoder: The pretrained weights.
        steps: Training steps.
        batch_size: Sentences a step.
        rates: Peak learning rates to try.
        seed: Where chance starts.
    """
    from transformers import AutoTokenizer

    labels = sorted({entity.label for sentence in train for entity in sentence.entities})
    tags = ["O", *(f"{role}-{label}" for label in labels for role in "BI")]
    tokenizer = AutoTokenizer.from_pretrained(encoder, local_files_only=True)
    tried: dict[float, float] = {}
    began = time.perf_counter()
    for rate in rates:
        model = _new_classifier(encoder, tags, seed)
        batches = _batches(train, steps, batch_size, random.Random(seed))
        _fit(model, tokenizer, batches, steps=steps, rate=rate)
        tried[rate] = strict_f1(dev, _classifier(model, tokenizer)(dev))
        if tried[rate] == max(tried.values()):
            model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    rate = max(tried, key=tried.__getitem__)
    return keep_training(
        folder,
        steps=steps,
        rate=rate,
        rates_tried=len(tried),
        dev_f1=tried[rate],
        seconds=time.perf_counter() - began,
    )


def transformers_tagger(folder: Path) -> Tag:
    """A trained token classifier at work."""
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    model = AutoModelForTokenClassification.from_pretrained(folder, local_files_only=True)
    return _classifier(model.eval(), AutoTokenizer.from_pretrained(folder, local_files_only=True))


def _new_classifier(encoder: Path, tags: Sequence[str], seed: int) -> Any:
    import torch
    from transformers import AutoModelForTokenClassification

    torch.manual_seed(seed)
    return AutoModelForTokenClassification.from_pretrained(
        encoder,
        local_files_only=True,
        dtype="float32",
        id2label=dict(enumerate(tags)),
        label2id={tag: index for index, tag in enumerate(tags)},
    )


def _fit(
    model: Any, tokenizer: Any, batches: Iterator[list[Sentence]], *, steps: int, rate: float
) -> None:
    """AdamW, a tenth of the steps up and the rest down, in the numbers that ours is trained in."""
    import torch
    from transformers import get_linear_schedule_with_warmup

    from paner.models.compact.precision import autocast

    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)
    model.train()
    for batch in batches:
        encoded = _encode(tokenizer, batch)
        target_ids = _padded([_targets(model, *pair) for pair in zip(batch, encoded, strict=True)])
        with autocast("auto"):
            loss = model(**_tensors([e.ids for e in encoded]), labels=target_ids).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    model.eval()


def _classifier(model: Any, tokenizer: Any) -> Tag:
    import torch

    names = model.config.id2label

    def tag(sentences: Sequence[Sentence]) -> list[Sentence]:
        encoded = _encode(tokenizer, sentences)
        order = sorted(range(len(sentences)), key=lambda at: len(encoded[at].ids))
        tags = [["O"] * len(sentence.offsets) for sentence in sentences]
        for begin in range(0, len(order), BATCH_SENTENCES):
            rows = order[begin : begin + BATCH_SENTENCES]
            with torch.inference_mode():
                logits = model(**_tensors([encoded[row].ids for row in rows])).logits
            for row, best in zip(rows, logits.argmax(-1).tolist(), strict=True):
                for token, word in _first_tokens(encoded[row]):
                    tags[row][word] = names[best[token]]
        return [
            sentence.with_entities(entities_from_tags(found, "BIO")[0])
            for sentence, found in zip(sentences, tags, strict=True)
        ]

    return tag


def _encode(tokenizer: Any, sentences: Sequence[Sentence]) -> list[Any]:
    words = [list(sentence.words) for sentence in sentences]
    options = {"is_split_into_words": True, "truncation": True, "max_length": MAX_TOKENS}
    encodings: list[Any] = tokenizer(words, **options).encodings
    return encodings


def _first_tokens(encoding: Any) -> Iterator[tuple[int, int]]:
    """The first token of each word, with the word."""
    before = None
    for token, word in enumerate(encoding.word_ids):
        if word is not None and word != before:
            yield token, word
        before = word


def _targets(model: Any, sentence: Sentence, encoding: Any) -> list[int]:
    """The tag's id on each word's first token, no loss elsewhere."""
    tags = tags_from_entities(sentence.entities, len(sentence.offsets), "BIO")
    target_ids = [-100] * len(encoding.ids)
    for token, word in _first_tokens(encoding):
        target_ids[token] = model.config.label2id[tags[word]]
    return target_ids


def _tensors(rows: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Token ids, padded with BERT's 0, and their mask."""
    return {
        "input_ids": _padded(rows, 0),
        "attention_mask": _padded([[1] * len(row) for row in rows], 0),
    }


def _padded(rows: Sequence[Sequence[int]], filling: int = -100) -> Any:
    import torch

    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filling] * (longest - len(row))] for row in rows])


def _batches(
    sentences: Sequence[Sentence], steps: int, size: int, rng: random.Random
) -> Iterator[list[Sentence]]:
    """Every sentence once before any twice, as in epochs."""
    waiting: list[Sentence] = []
    for _ in range(steps):
        while len(waiting) < size:
            waiting += rng.sample(sentences, len(sentences))
        yield waiting[:size]
        del waiting[:size]
