"""The benchmark of decoding runs from end to end on a tiny model, and all its sides agree."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from tokenizers.trainers import BpeTrainer
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

pytestmark = [pytest.mark.slow]

SENTENCES = """\
Ada\tB-person
Lovelace\tI-person
worked\tO
in\tO
London\tB-city

The\tO
pump\tO
of\tO
Oslo\tB-city
leaks\tO
"""
SCHEMA = "".join(
    f"- name: {name}\n  label: {name}\n  definition: A {name}.\n  guidelines: Names only.\n"
    for name in ("person", "city")
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """What the trial run writes."""
    folder = tmp_path_factory.mktemp("trial")
    (folder / "crossner" / "tiny").mkdir(parents=True)
    (folder / "schemas").mkdir()
    (folder / "schemas" / "tiny.yaml").write_text(SCHEMA, "utf-8")
    for split in ("train", "test"):
        (folder / "crossner" / "tiny" / f"{split}.txt").write_text(SENTENCES, "utf-8")
    save_tiny_model(folder / "model")
    done = subprocess.run(
        [
            sys.executable,
            repository / "benchmarks" / "decoding.py",
            *("--base", folder / "model", "--domain", "tiny", "--equality-domains", "tiny"),
            *("--dtypes", "float32", "--equality-every", "1", "--results", folder / "results"),
        ],
        env={**os.environ, "PANER_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / "results"


def save_tiny_model(folder: Path) -> None:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=300,
        special_tokens=["<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([SENTENCES], trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>"
    )
    fast.save_pretrained(folder)
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(fast),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=64,
        initializer_range=0.3,  # random, but not the same tag everywhere
    )
    LlamaForCausalLM(config).save_pretrained(folder)


def results(written: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((written / "decoding.json").read_text("utf-8"))
    return loaded


def test_every_side_writes_the_same_tags(written: Path) -> None:
    rows = results(written)["time guidelines float32"]["rows"]

    assert len(rows) == 3 + 2 + 2 + 2  # three ways to generate alone, two in batches, two drafts
    assert all(row["same"] == row["sentences"] for row in rows)


def test_parallel_and_stepwise_decoding_are_compared(written: Path) -> None:
    [row] = results(written)["equality"]["rows"]

    assert (row["sentences"], row["different"]) == (2, 0)


def test_the_page_has_every_part(written: Path) -> None:
    page = (written / "decoding.md").read_text("utf-8")

    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        f"## {title}"
        for title in (
            f"Passes, prompt with guidelines ({prefix_tokens(written)} tokens), float32",
            f"CPU time, prompt with guidelines ({prefix_tokens(written)} tokens), float32",
            "Equality with one token at a time, prompt with names, float32",
        )
    ]


def prefix_tokens(written: Path) -> int:
    return int(results(written)["passes guidelines float32"]["prefix tokens"])
