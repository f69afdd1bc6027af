"""Language models on the command line: told from encoders, trained, saved, used."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from typer.testing import CliRunner

from paner.app.cli import app
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of one layer that reads bytes."""
    folder = tmp_path_factory.mktemp("tiny")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: index for index, token in enumerate(["</s>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>")
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=4096,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two annotated sentences."""
    path = tmp_path / "train.jsonl"
    sentences = [
        Sentence.from_words(["Ada", "left", "Oslo", "."], [Entity(0, 1, "person")]),
        Sentence.from_words(["Bob", "saw", "Ada", "."], [Entity(0, 1, "person")]),
    ]
    write(sentences, path)
    return path


@pytest.mark.parametrize("tagging", ["twice", "word-tag"])
def test_a_causal_model_is_known_by_its_config_and_tags_once_trained(
    tiny: Path, data: Path, tmp_path: Path, tagging: str
) -> None:
    out, tagged = tmp_path / "model", tmp_path / "tagged.jsonl"
    arguments = ["train", data, "-o", out, "--backbone", tiny, "--steps", 2, "--json"]
    more = ["--set", "rank=2"] if tagging == "twice" else ["--tagging", tagging]

    done = CliRunner().invoke(app, list(map(str, [*arguments, "--dev", data, *more])))

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["tagging"] == tagging
    assert (out / "adapter" / "adapter_model.safetensors").is_file()
    adapter = json.loads((out / "adapter" / "adapter_config.json").read_text("utf-8"))
    assert adapter["r"] == (2 if tagging == "twice" else 8)
    done = CliRunner().invoke(app, ["tag", str(out), str(data), "-o", str(tagged)])
    assert done.exit_code == 0, done.output
    assert [s.words for s in read(tagged).sentences] == [s.words for s in read(data).sentences]


def test_any_schema_is_tagged_by_a_language_model_trained_or_not(
    tiny: Path, data: Path, tmp_path: Path
) -> None:
    out, tagged, schema = tmp_path / "model", tmp_path / "tagged.jsonl", tmp_path / "schema.yaml"
    schema.write_text("- name: river\n  definition: Flowing water.\n", encoding="utf-8")
    train = ["train", data, "-o", out, "--backbone", tiny, "--steps", 1]
    assert CliRunner().invoke(app, list(map(str, train))).exit_code == 0

    for model in (out, tiny):
        arguments = ["tag", str(model), str(data), "-o", str(tagged), "--schema", str(schema)]
        done = CliRunner().invoke(app, arguments)

        assert done.exit_code == 0, done.output
        found = read(tagged).sentences
        assert [s.words for s in found] == [s.words for s in read(data).sentences]
        assert {e.label for s in found for e in s.entities} <= {"river"}


def test_options_of_language_models_are_refused_for_the_compact_backbone(
    data: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(
        app, ["train", str(data), "-o", str(tmp_path / "m"), "--tagging", "twice"]
    )

    assert "are for language models" in str(done.exception)
