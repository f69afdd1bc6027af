"""Tests of fine-tuning: it learns, it resumes, it is the same on two processes."""

import dataclasses
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from paner.app.training import train_tagger
from paner.data.read import write
from paner.data.sentence import Entity, Sentence
from paner.errors import ConfigError, ModelFolderError, UsageError
from paner.models.causal.base import load_base
from paner.models.causal.checkpoints import last_checkpoint
from paner.models.causal.config import CausalConfig
from paner.models.causal.lora import LoraSettings, attach_lora
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.sharding import load_whole, twin, whole_weights
from paner.models.tagger import Tagger
from paner.schema.entity_types import Schema


def quick(base: Path, **changes: object) -> CausalConfig:
    """Settings for tiny models."""
    settings: dict[str, object] = {
        "base": str(base),
        "steps": 150,
        "transition_weight": 0.3,
        "batch_size": 1,
        "learning_rate": 5e-3,
        "head_learning_rate": 3e-2,
        "precision": "float32",
        "gazetteer": False,
        "threads": 1,
    }
    return CausalConfig(**{**settings, **changes})  # type: ignore[arg-type]  # of many types


@pytest.mark.parametrize(
    ("tagging", "steps", "rate"), [("twice", 120, 5e-3), ("word-tag", 500, 4e-3)]
)
def test_ten_sentences_are_learnt_by_heart(
    tiny_llm: Path,
    ten_sentences: list[Sentence],
    tmp_path: Path,
    tagging: str,
    steps: int,
    rate: float,
) -> None:
    config = quick(tiny_llm, tagging=tagging, steps=steps, learning_rate=rate)

    tagger = Tagger.train(ten_sentences, config=config)

    assert list(tagger.tag(ten_sentences)) == ten_sentences

    tagger.save(tmp_path / "model")
    again = Tagger.load(tmp_path / "model")
    found = list(again.tag(ten_sentences))
    assert found == ten_sentences
    assert all(entity.confidence for sentence in found for entity in sentence.entities)


def test_resuming_gives_the_weights_of_an_undisturbed_run(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    config = quick(tiny_qwen2, steps=6, checkpoint_steps=2, batch_size=4, gazetteer=True)
    whole = Tagger.train(ten_sentences, config=config)

    class Interrupted(Exception):  # noqa: N818 - no error
        pass

    def interrupt(done: int, _total: int, _loss: float) -> None:
        if done == 5:
            raise Interrupted

    with pytest.raises(Interrupted):
        Tagger.train(
            ten_sentences, config=config, checkpoints=tmp_path / "kept", progress=interrupt
        )
    resumed = Tagger.train(ten_sentences, config=config, checkpoints=tmp_path / "kept")

    expected, found = (t.backbone.network.state_dict() for t in (whole, resumed))  # type: ignore[attr-defined]  # causal ones
    assert [name for name in expected if not expected[name].equal(found[name])] == []
    assert resumed.summary["loss_curve"] == whole.summary["loss_curve"]


ON_TWO_PROCESSES = """
import json, os, shutil, sys
from pathlib import Path
import torch.distributed
from torch.distributed import fsdp
from paner.data.read import read
from paner.models.causal.base import load_base
from paner.models.causal.config import CausalConfig
from paner.models.causal.lora import LoraSettings, attach_lora
from paner.models.causal.network import CausalNetwork, TagHead
from paner.models.causal.sharding import load_whole, twin, whole_weights
from paner.models.tagger import Tagger

shard, sharded, losses = fsdp.fully_shard, [], []

def noted(module, **settings):
    sharded.append(type(module).__name__)
    return shard(module, **settings)

def train():
    return Tagger.train(
        read(job["data"]).sentences,
        mixed=read(job["mixed"]).sentences,
        config=CausalConfig(**job["config"]),
        checkpoints=Path(job["kept"]) if job["kept"] else None,
        progress=lambda done, steps, loss: losses.append(loss),
    )

fsdp.fully_shard = noted
job = json.loads(sys.argv[1])
tagger = train()
if job["kept"]:
    torch.distributed.barrier()
    if os.environ["RANK"] == "0":
        shutil.rmtree(Path(job["kept"]) / f"checkpoint-{len(losses)}")
    torch.distributed.barrier()
    tagger = train()
tagger.save(job["out"])
print(json.dumps([losses, sharded]))
"""
FSDP = {"ACCELERATE_USE_FSDP": "true", "FSDP_VERSION": "2"}
CAT = [Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])]


@dataclass(frozen=True)
class OnTwo:
    """What two processes made of a training, and what one made of it."""

    losses: list[float]
    sharded: list[str]
    tagger: Tagger
    one: Tagger
    losses_of_one: list[float]


def train_on_one_and_two(
    folder: Path,
    sentences: list[Sentence],
    base: Path,
    settings: Mapping[str, object],
    asked: Mapping[str, str],
    *,
    keep: bool = False,
) -> OnTwo:
    """Train with two rows a step, in one process and in two."""
    losses: list[float] = []
    one = Tagger.train(
        sentences,
        mixed=CAT,
        config=quick(base, accumulate=2, **settings),
        progress=lambda _done, _steps, loss: losses.append(loss),
    )
    write(sentences, folder / "data.jsonl")
    write(CAT, folder / "mixed.jsonl")
    job = {
        "data": str(folder / "data.jsonl"),
        "mixed": str(folder / "mixed.jsonl"),
        "config": dataclasses.asdict(quick(base, **settings)),
        "kept": str(folder / "kept") if keep else "",
        "out": str(folder / "model"),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, **asked}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", ON_TWO_PROCESSES, json.dumps(job)],
            env={**os.environ, **shared, "RANK": rank, "LOCAL_RANK": rank},
            stdout=subprocess.PIPE,
            text=True,
        )
        for rank in "01"
    ]
    printed = [process.communicate(timeout=500)[0] for process in started]
    found, sharded = json.loads(printed[0].splitlines()[-1])
    return OnTwo(found, sharded, Tagger.load(folder / "model"), one, losses)


def assert_same_weights(found: Tagger, expected: Tagger) -> None:
    """Assert that two taggers' networks have the same values, but for the order of sums."""
    one, other = (t.backbone.network.state_dict() for t in (found, expected))  # type: ignore[attr-defined]  # causal ones
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.allclose(one[name], other[name], atol=1e-5)] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("base", "tagging", "asked", "sharded"),
    [
        ("tiny_qwen2", "twice", {}, []),
        ("tiny_qwen2", "twice", FSDP, ["Qwen2DecoderLayer"] * 2 + ["CausalNetwork"]),
        ("tiny_llama", "word-tag", FSDP, ["LlamaDecoderLayer"] * 2 + ["CausalNetwork"]),
    ],
)
def test_two_processes_have_the_losses_and_weights_of_one(
    request: pytest.FixtureRequest,
    ten_sentences: list[Sentence],
    tmp_path: Path,
    base: str,
    tagging: str,
    asked: dict[str, str],
    sharded: list[str],
) -> None:
    settings = {"steps": 4, "batch_size": 2, "forget_known": 0.0, "mixed_share": 0.4}
    # 8 rows and 5 mixed ones: the last step has one row, for one of the two processes

    made = train_on_one_and_two(
        tmp_path,
        ten_sentences,
        request.getfixturevalue(base),
        {**settings, "tagging": tagging, "gazetteer": tagging == "twice"},
        asked,
    )

    assert len(made.losses) == 7
    assert made.losses == pytest.approx(made.losses_of_one, rel=1e-5)
    assert made.sharded == sharded
    assert_same_weights(made.tagger, made.one)
    assert list(made.tagger.tag(ten_sentences)) == list(made.one.tag(ten_sentences))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("asked", [{}, FSDP])
def test_two_processes_go_on_from_checkpoints_of_whole_tensors(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path, asked: dict[str, str]
) -> None:
    settings = {"steps": 4, "checkpoint_steps": 2, "batch_size": 2, "mixed_share": 0.0}

    made = train_on_one_and_two(tmp_path, ten_sentences, tiny_qwen2, settings, asked, keep=True)

    expected = [*made.losses_of_one, *made.losses_of_one[2:]]  # steps 3 and 4 were done twice
    assert made.losses == pytest.approx(expected, rel=1e-5)
    assert_same_weights(made.tagger, made.one)
    kept = load_file(tmp_path / "kept" / "checkpoint-4" / "model.safetensors")
    trained = made.one.backbone.network.state_dict()  # type: ignore[attr-defined]  # a causal one
    assert kept.keys() == {n for n in trained if "lora_" in n or n.startswith("head.")}
    assert all(tensor.shape == trained[name].shape for name, tensor in kept.items())


@pytest.mark.parametrize(
    ("version", "bits", "message"), [("1", 0, "--fsdp_version 2"), ("2", 4, "cannot be sharded")]
)
def test_what_does_not_go_with_fsdp_is_refused(
    ten_sentences: list[Sentence],
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    bits: int,
    message: str,
) -> None:
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    monkeypatch.setenv("FSDP_VERSION", version)

    with pytest.raises(UsageError, match=message):
        Tagger.train(ten_sentences, config=quick(Path("none"), quantize=bits))


def test_a_twin_has_the_values_but_not_the_weights_of_its_network(tiny_qwen2: Path) -> None:
    base = load_base(tiny_qwen2, dtype=torch.float32)
    network = CausalNetwork(attach_lora(base.model, LoraSettings()), TagHead(torch.ones(3, 64)))

    same = twin(network)

    pairs = list(zip(network.named_parameters(), same.named_parameters(), strict=True))
    assert all(mine[0] == its[0] and mine[1] is not its[1] for mine, its in pairs)
    assert all(mine[1].data_ptr() == its[1].data_ptr() for mine, its in pairs)
    assert same.plain.lm_head.weight is same.plain.get_input_embeddings().weight
    load_whole(same, {name: t + 1 for name, t in whole_weights(network).items()})
    assert network.head is not None
    assert network.head.weight[0, 0] == 2.0


def test_a_saved_model_refuses_another_base(
    tiny_qwen2: Path, tiny_llama: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    Tagger.train(ten_sentences, config=quick(tiny_qwen2, steps=1)).save(tmp_path / "model")

    with pytest.raises(ModelFolderError, match="the base model is another one"):
        Tagger.load(tmp_path / "model", base=tiny_llama)


@pytest.mark.parametrize("tagging", ["twice", "word-tag"])
def test_a_base_corpus_with_other_types_is_mixed_in(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tagging: str
) -> None:
    others = [Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])]

    tagger = Tagger.train(
        ten_sentences,
        mixed=others,
        config=quick(tiny_qwen2, steps=4, tagging=tagging, mixed_share=0.2),
    )

    assert tagger.summary["mixed"] == 1
    assert tagger.summary["steps"] == 5
    assert "animal" not in tagger.schema.names


def test_a_mixture_is_parted_by_the_types_that_its_sentences_were_asked_for(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    labels = sorted({entity.label for one in ten_sentences for entity in one.entities})
    cat = Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])
    mixture = [
        *(dataclasses.replace(one, asked=tuple(labels)) for one in ten_sentences),
        dataclasses.replace(cat, asked=("animal", "plant")),
    ]
    schema = Schema.from_labels(labels)

    tagger = train_tagger(mixture, schema=schema, backbone=str(tiny_qwen2), steps=2)

    assert tagger.summary["mixed"] == 1
    assert tagger.schema.names == schema.names
    with pytest.raises(UsageError, match="1 sentences were asked for types"):
        train_tagger(mixture, schema=schema, steps=2)


def test_word_tag_answers_are_the_same_with_another_taggers_drafts(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    config = quick(tiny_qwen2, steps=3, tagging="word-tag", gazetteer=True)
    tagger = Tagger.train(ten_sentences, config=config)
    perfect = Tagger(Recalling(tagger.schema, ten_sentences))

    assert list(tagger.drafted_by(perfect).tag(ten_sentences)) == list(tagger.tag(ten_sentences))
    with pytest.raises(UsageError, match="can be drafted"):
        perfect.drafted_by(tagger)


@dataclass(frozen=True)
class Recalling:
    """A backbone that knows some sentences by heart."""

    schema: Schema
    known: list[Sentence]
    summary: Mapping[str, object] = field(default_factory=dict)

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        by_text = {sentence.text: sentence for sentence in self.known}
        return (by_text[sentence.text] for sentence in sentences)

    def save(self, folder: Path) -> None:
        del folder


def test_a_base_corpus_without_any_type_is_refused(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    nothing = Sentence.from_words(["Nothing", "here", "."])
    cat = Sentence.from_words(["A", "cat", "slept", "."], [Entity(1, 2, "animal")])
    config = quick(tiny_qwen2, steps=2, tagging="word-tag", mixed_share=0.5, batch_size=1)

    Tagger.train(ten_sentences, mixed=[cat, nothing], config=config)
    with pytest.raises(UsageError, match="nothing to learn from it"):
        Tagger.train(ten_sentences, mixed=[nothing], config=config)


def test_a_checkpoint_that_was_half_written_is_passed_over(tmp_path: Path) -> None:
    for step in (2, 4):
        (tmp_path / f"checkpoint-{step}").mkdir()
    (tmp_path / "checkpoint-2" / "trainer_state.json").touch()

    assert last_checkpoint(tmp_path) == str(tmp_path / "checkpoint-2")


def test_the_papers_format_fuses_entities_that_touch_and_says_so(
    tiny_qwen2: Path, ten_sentences: list[Sentence], caplog: pytest.LogCaptureFixture
) -> None:
    paper = CausalConfig.preset("paper", base=str(tiny_qwen2), steps=1, precision="float32")

    tagger = Tagger.train(ten_sentences, config=paper)

    assert tagger.summary["fused"] == 1
    assert "1 entities touch one of their own type" in caplog.text
    assert len(list(tagger.tag(ten_sentences))) == len(ten_sentences)


def test_a_folder_of_checkpoints_whose_note_is_damaged_is_an_error(
    tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    config = quick(tiny_qwen2, steps=1, checkpoint_steps=1)
    Tagger.train(ten_sentences, config=config, checkpoints=tmp_path)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")

    with pytest.raises(ModelFolderError, match="it cannot be read of which training"):
        Tagger.train(ten_sentences, config=config, checkpoints=tmp_path)


@pytest.mark.parametrize("file", ["model.safetensors", "optimizer.pt", "scheduler.pt"])
def test_a_damaged_checkpoint_is_an_error_that_names_it(
    file: str, tiny_qwen2: Path, ten_sentences: list[Sentence], tmp_path: Path
) -> None:
    config = quick(tiny_qwen2, steps=1, checkpoint_steps=1)
    Tagger.train(ten_sentences, config=config, checkpoints=tmp_path)
    whole = (tmp_path / "checkpoint-1" / file).read_bytes()
    (tmp_path / "checkpoint-1" / file).write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ModelFolderError, match="checkpoint-1: the checkpoint is damaged"):
        Tagger.train(ten_sentences, config=config, checkpoints=tmp_path)


def test_more_tokens_than_the_base_reads_are_refused(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    with pytest.raises(ConfigError, match="max_tokens is more than") as error:
        Tagger.train(ten_sentences, config=quick(tiny_qwen2, steps=1, max_tokens=5000))

    assert "at most 4096" in str(error.value)


def test_adapters_for_layers_that_are_not_there_are_an_error(
    tiny_qwen2: Path, ten_sentences: list[Sentence]
) -> None:
    with pytest.raises(ConfigError, match="cannot get such adapters"):
        Tagger.train(ten_sentences, config=quick(tiny_qwen2, steps=1, target="nosuch"))
