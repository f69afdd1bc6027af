"""Tests of tagging by vLLM, against a stand-in with the signatures of its documentation."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError
from paner.models.causal.engines.task import UNUSABLE, TaggingTask
from paner.models.causal.engines.vllm_engine import VllmEngine, open_vllm
from paner.schema.entity_types import EntityType, Schema

STANDIN = Path(__file__).parent / "standin"
TASK = TaggingTask(Schema((EntityType("person"),)), max_words=200)


@pytest.fixture
def _vllm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if importlib.util.find_spec("vllm") is not None:
        pytest.skip("vLLM itself is installed: the stand-in would hide it")
    monkeypatch.syspath_prepend(STANDIN)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "vllm"]:
        del sys.modules[name]


@pytest.mark.usefixtures("_vllm")
def test_sentences_are_tagged_in_batches_in_order() -> None:
    model = open_vllm("tiny", max_model_len=4096)
    sentences = [Sentence.from_words(["then", f"Ada{n}", "(left)"]) for n in range(5)]
    engine = VllmEngine(model, TASK, batch=2)

    found = list(engine.tag([*sentences, Sentence.from_words([])]))

    assert [s.words for s in found] == [*(s.words for s in sentences), ()]
    assert all(s.entities == (Entity(1, 2, "person"),) for s in found[:5])
    assert [count for count, _ in model.llm.calls] == [2, 2, 1]
    assert model.llm.settings == {"prefix": True, "lora": False, "max_model_len": 4096}
    assert (engine.counts["answers exact"], engine.counts["sentences"]) == (5, 6)


@pytest.mark.usefixtures("_vllm")
def test_an_adapter_goes_with_each_request(tmp_path: Path) -> None:
    model = open_vllm("tiny", adapter=tmp_path)

    list(VllmEngine(model, TASK).tag([Sentence.from_words(["Ada"])]))

    assert model.llm.settings["lora"]
    assert model.llm.calls[0][1].lora_path == str(tmp_path)


@pytest.mark.usefixtures("_vllm")
def test_an_answer_that_was_cut_off_is_counted() -> None:
    engine = VllmEngine(open_vllm("tiny"), TASK)

    found = list(engine.tag([Sentence.from_words(["Ada"] * 150)]))

    assert found[0].entities == ()
    assert (engine.counts["answers cut off"], engine.counts[UNUSABLE]) == (1, 1)


@pytest.mark.usefixtures("_vllm")
def test_a_model_that_cannot_be_loaded_is_an_error() -> None:
    with pytest.raises(LanguageModelError, match="vLLM cannot load the model"):
        open_vllm("missing")


def test_without_vllm_the_error_says_how_to_get_it() -> None:
    if importlib.util.find_spec("vllm") is not None:
        pytest.skip("vLLM is installed")
    with pytest.raises(LanguageModelError, match="pip install vllm"):
        open_vllm("tiny")
