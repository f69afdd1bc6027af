"""Tests of reading llama.cpp's files, against its own writer."""

from pathlib import Path

import numpy as np
import pytest

from paner.models.causal.gguf_file import read_gguf

gguf = pytest.importorskip("gguf", reason="gguf is not installed: pip install 'paner[llm]'")

KINDS = ["F32", "F16", "BF16", "Q4_1", "Q8_0"]
RNG = np.random.default_rng(0)
TENSORS = {
    f"blk.{row}.{kind}.weight": (kind, RNG.normal(size=shape).astype(np.float32))
    for kind in KINDS
    for row, shape in enumerate([(64,), (6, 64), (3, 5, 32)])
}


@pytest.fixture(params=[32, 64])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file with settings of several types, its tensors aligned so."""
    writer = gguf.GGUFWriter(tmp_path / "tiny.gguf", "llama")
    writer.add_custom_alignment(request.param)
    writer.add_block_count(3)
    writer.add_rope_freq_base(1e5)
    writer.add_add_bos_token(value=False)
    writer.add_token_list(["é", "", "Ġtwo"])
    writer.add_token_types([1, 3, 1])
    for name, (kind, values) in TENSORS.items():
        number = gguf.GGMLQuantizationType[kind]
        packed = gguf.quantize(values, number)
        writer.add_tensor(name, packed, raw_dtype=None if kind in {"F32", "F16"} else number)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return tmp_path / "tiny.gguf"


def test_settings_are_what_was_written(path: Path) -> None:
    settings = read_gguf(path).settings

    assert settings["general.architecture"] == "llama"
    assert settings["llama.block_count"] == 3
    assert settings["llama.rope.freq_base"] == 1e5
    assert settings["tokenizer.ggml.add_bos_token"] is False
    assert settings["tokenizer.ggml.tokens"] == ["é", "", "Ġtwo"]
    assert settings["tokenizer.ggml.token_type"] == [1, 3, 1]


def test_tensors_are_what_was_written_in_their_kinds_numbers(path: Path) -> None:
    file = read_gguf(path)

    assert set(file.tensors) == set(TENSORS)
    for name, (kind, values) in TENSORS.items():
        number = gguf.GGMLQuantizationType[kind]
        expected = gguf.dequantize(gguf.quantize(values, number), number)
        found = file.dequantized(name)
        assert found.dtype == np.float32
        assert found.shape == values.shape
        assert np.array_equal(found, expected)
