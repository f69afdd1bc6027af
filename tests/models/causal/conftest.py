"""Tiny language models with random weights, in the shapes of Qwen2 and Llama."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tests.models.marked import sentence
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from tokenizers.trainers import BpeTrainer
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from paner.data.sentence import Sentence
from paner.instruct.prompt import instruction
from paner.schema.entity_types import Schema

# The pattern that Qwen's tokenizers cut text by: a blank goes with the word behind it.
CUTS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LABELS = ("person", "city", "place", "part")
TEXTS = [
    "Ada Lovelace worked in London with Charles Babbage .",
    "The pump of Hall 3 leaks near valve V-12 , say the engineers .",
    "person city place part label labels word words sentence tag tags the entity O/ ",
]
SHAPE: dict[str, Any] = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "max_position_embeddings": 4096,
    "tie_word_embeddings": True,
    "initializer_range": 0.1,  # random features that differ are learnt from sooner
}


@pytest.fixture(scope="session")
def ten_sentences(sentences: list[Sentence]) -> list[Sentence]:
    """Ten sentences to learn by heart; in one of them two persons touch."""
    return [
        *sentences,
        sentence("[Rome|city] and [Paris|city] are far from [Hall 7|place] ."),
        sentence("They replaced [seal S-4|part] ; [Eve Holt|person] signed ."),
        sentence("Who saw [Tom|person] ?"),
        sentence("In [Bern|city] , [Kim|person] mended [pump P-1|part] at [Gate 2|place] ."),
        sentence("No leak was found at [Dock 9|place] ."),
        sentence("[Max Born|person] left ."),
    ]


@pytest.fixture(scope="session")
def tiny_qwen2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen2 of 2 layers with a chat template."""
    folder = tmp_path_factory.mktemp("tiny-qwen2")
    size = _save_tokenizer(folder, chat=True)
    torch.manual_seed(1)
    Qwen2ForCausalLM(Qwen2Config(**SHAPE, vocab_size=size)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of 2 layers without a chat template."""
    folder = tmp_path_factory.mktemp("tiny-llama")
    size = _save_tokenizer(folder, chat=False)
    torch.manual_seed(2)
    LlamaForCausalLM(LlamaConfig(**SHAPE, vocab_size=size)).save_pretrained(folder)
    return folder


@pytest.fixture(params=["tiny_qwen2", "tiny_llama"])
def tiny_llm(request: pytest.FixtureRequest) -> Path:
    """Each of the two in turn."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def _save_tokenizer(folder: Path, *, chat: bool) -> int:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CUTS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=1_000,
        special_tokens=["<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    prompt = instruction(Schema.from_labels(LABELS), tag_format="word-tag-lossless")
    tokenizer.train_from_iterator([*TEXTS, *[prompt] * 2], trainer)  # prompts of few tokens
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|im_end|>"
    )
    fast.chat_template = CHAT if chat else None
    fast.save_pretrained(folder)
    return len(fast)
