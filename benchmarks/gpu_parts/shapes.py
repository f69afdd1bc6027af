"""Models with random weights in the shapes of real ones, and something for them to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from tokenizers.trainers import BpeTrainer
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.instruct.prompt import InstructionKind, instruction
from paner.models.causal.chat import frame_of
from paner.models.causal.examples import Task
from paner.models.causal.prefix import use_shared_prefix
from paner.models.tags import TagSet
from paner.schema.files import read_schema

__all__ = ["SHAPES", "Subject", "build", "subject"]

EXAMPLE = Path(__file__).parents[2] / "examples" / "maintenance"

# As the models' own config.json says; weights are random, so only time and memory mean anything.
SHAPES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "Qwen2.5-7B": (
        Qwen2Config,
        Qwen2ForCausalLM,
        {
            "vocab_size": 152_064,
            "hidden_size": 3584,
            "intermediate_size": 18_944,
            "num_hidden_layers": 28,
            "num_attention_heads": 28,
            "num_key_value_heads": 4,
        },
    ),
    "Llama-3.1-8B": (
        LlamaConfig,
        LlamaForCausalLM,
        {
            "vocab_size": 128_256,
            "hidden_size": 4096,
            "intermediate_size": 14_336,
            "num_hidden_layers": 32,
            "num_attention_heads": 32,
            "num_key_value_heads": 8,
        },
    ),
    "Falcon3-10B": (
        LlamaConfig,
        LlamaForCausalLM,
        {
            "vocab_size": 131_072,
            "hidden_size": 3072,
            "intermediate_size": 23_040,
            "num_hidden_layers": 40,
            "num_attention_heads": 12,
            "num_key_value_heads": 4,
            "head_dim": 256,
        },
    ),
    "tiny": (
        Qwen2Config,
        Qwen2ForCausalLM,
        {
            "vocab_size": 4096,
            "hidden_size": 64,
            "intermediate_size": 128,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
        },
    ),
}
# The words' pattern of Qwen's tokenizers: a blank goes with the word behind it.
CUTS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True, eq=False)
class Subject:
    """What is read.

    Args:
        tokenizer: A byte BPE learnt from the sentences and the instruction.
        task: The schema, its tags, the instruction as tokens.
        sentences: Annotated sentences.
    """

    tokenizer: Any
    task: Task
    sentences: Sequence[Sentence]


def subject(number: int, kind: InstructionKind) -> Subject:
    """The bundled example's sentences, over and over, behind its instruction."""
    schema = read_schema(EXAMPLE / "schema.yaml")
    found = [s for name in ("train", "test") for s in read(EXAMPLE / f"{name}.conll").sentences]
    sentences = [found[at % len(found)] for at in range(number)]
    text = instruction(schema, kind=kind)
    tokenizer = _tokenizer([text, *(s.text for s in found), *(f"x/{n}" for n in schema.names)])
    task = Task(schema, TagSet(tuple(schema.names)), frame_of(tokenizer, text))
    return Subject(tokenizer, task, sentences)


def build(name: str, *, device: torch.device, dtype: torch.dtype, layers: int | None = None) -> Any:
    """A model with random weights, made where it shall work.

    Args:
        name: One of `SHAPES`.
        device: Where it works.
        dtype: The numbers of its weights.
        layers: Fewer layers than the real one has.
    """
    config_of, model_of, shape = SHAPES[name]
    if layers is not None:
        shape = {**shape, "num_hidden_layers": layers}
    config = config_of(**shape, max_position_embeddings=32_768, dtype=dtype)
    torch.manual_seed(0)
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with device:
            model = model_of(config)
    finally:
        torch.set_default_dtype(before)
    use_shared_prefix(model)
    return model.eval()


def _tokenizer(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(CUTS), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=4000,
        special_tokens=["<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|im_end|>"
    )
    fast.chat_template = CHAT
    return fast
