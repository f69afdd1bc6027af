"""Tests of tagging in fewer bits."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from paner.data.sentence import Sentence
from paner.models import CompactConfig, Tagger
from paner.models.compact.config import Precision
from paner.models.compact.model import CompactModel
from paner.models.compact.precision import lean_copy


@pytest.fixture(scope="module")
def model(tiny_bert: Path, sentences: list[Sentence]) -> CompactModel:
    config = CompactConfig(
        encoder=str(tiny_bert),
        steps=120,
        batch_size=4,
        learning_rate=3e-3,
        head_learning_rate=1e-2,
        precision="float32",
        threads=1,
    )
    backbone = Tagger.train(sentences, config=config).backbone
    assert isinstance(backbone, CompactModel)
    return backbone


@pytest.mark.parametrize("precision", ["auto", "bfloat16", "int8"])
def test_fewer_bits_find_what_float32_finds(
    model: CompactModel, precision: Precision, sentences: list[Sentence]
) -> None:
    lean = replace(model, config=replace(model.config, precision=precision))

    assert [s.entities for s in lean.tag(sentences)] == [s.entities for s in model.tag(sentences)]


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "int8"])
def test_a_lean_copy_leaves_its_network_alone(model: CompactModel, precision: Precision) -> None:
    before = {name: weights.clone() for name, weights in model.network.state_dict().items()}

    lean_copy(model.network, precision)

    after = model.network.state_dict()
    assert all(torch.equal(after[name], weights) for name, weights in before.items())
    assert all(p.dtype == torch.float32 for p in model.network.parameters())


def test_int8_leaves_the_head_in_float32(model: CompactModel) -> None:
    lean = lean_copy(model.network, "int8")

    linear = [name for name, module in lean.named_modules() if type(module) is nn.Linear]

    assert linear == ["head"]
