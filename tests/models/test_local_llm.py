import asyncio
import re
from pathlib import Path

import pytest

from paner.augment.llm.model import Answer, Fault, Request, Sampling
from paner.errors import LanguageModelError
from paner.models.local_llm import LocalModel

WORDS = [
    "rewrite",
    "the",
    "sentence",
    "below",
    "in",
    "two",
    "different",
    "ways",
    "answer",
    "with",
    "json",
    "only",
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> LocalModel:
    """A model with random weights and a vocabulary of a few words."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, set_seed

    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = {word: number for number, word in enumerate(["<unk>", "<s>", "</s>", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    )
    fast.chat_template = "<s> {{ messages[0].content }} answer"
    fast.save_pretrained(folder)
    set_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=48,
        bos_token_id=1,
        eos_token_id=2,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return LocalModel(folder, device="cpu")


def ask(model: LocalModel, prompt: str, **settings: float) -> Answer | Fault:
    sampling = Sampling(temperature=settings.get("temperature", 1.0))
    request = Request(prompt, {}, int(settings.get("max_tokens", 8)), sampling)
    return asyncio.run(model.complete(request))


def test_a_local_model_answers_within_its_limit(tiny: LocalModel) -> None:
    answer = ask(tiny, "rewrite the sentence")

    assert isinstance(answer, Answer)
    assert answer.prompt_tokens == 5
    assert 1 <= (answer.answer_tokens or 0) <= 8
    assert set(answer.text.split()) <= {*WORDS, "<unk>"}


def test_equal_requests_get_equal_answers_in_any_order(tiny: LocalModel) -> None:
    first = ask(tiny, "rewrite the sentence")
    other = ask(tiny, "answer with json")
    again = ask(tiny, "rewrite the sentence")

    assert first == again
    assert first != other


def test_temperature_0_takes_the_likeliest_words(tiny: LocalModel) -> None:
    answers = {
        re.sub(r"\s+", " ", answer.text)
        for answer in (ask(tiny, "two different ways", temperature=0) for _ in range(3))
        if isinstance(answer, Answer)
    }

    assert len(answers) == 1


def test_a_prompt_that_is_too_long_is_a_fault(tiny: LocalModel) -> None:
    outcome = ask(tiny, "rewrite " * 60)

    assert isinstance(outcome, Fault)
    assert "takes 48" in outcome.detail


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LanguageModelError, match="cannot be loaded"):
        LocalModel(tmp_path)
