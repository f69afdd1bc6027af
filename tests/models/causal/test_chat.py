"""Tests of the tokens around a sentence."""

from pathlib import Path

import pytest
from transformers import AutoTokenizer

from paner.errors import LanguageModelError
from paner.models.causal.chat import frame_of


def test_a_frame_around_a_sentence_is_the_chat_template_of_the_model(tiny_qwen2: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_qwen2)

    frame = frame_of(tokenizer, "Tag the words.\n")

    middle = tokenizer("The pump leaks", add_special_tokens=False)["input_ids"]
    assert tokenizer.decode([*frame.head_ids, *middle, *frame.tail_ids]) == (
        "<|im_start|>user\nTag the words.\nThe pump leaks<|im_end|>\n<|im_start|>assistant\n"
    )
    assert tokenizer.decode(frame.end_ids) == "<|im_end|>"


def test_a_model_without_a_template_gets_the_sentence_on_a_line(tiny_llama: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_llama)

    frame = frame_of(tokenizer, "Tag the words.\n")

    middle = tokenizer("The pump leaks", add_special_tokens=False)["input_ids"]
    whole = [*frame.head_ids, *middle, *frame.tail_ids]
    assert tokenizer.decode(whole) == "Tag the words.\nThe pump leaks\n"
    assert frame.end_ids == (tokenizer.eos_token_id,)


@pytest.mark.parametrize("template", ["{{ messages[0].no.such }}", "{{ raise_exception('no') }}"])
def test_a_template_that_cannot_be_filled_in_is_an_error(tiny_qwen2: Path, template: str) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_qwen2)
    tokenizer.chat_template = template

    with pytest.raises(LanguageModelError, match="chat template cannot be filled in"):
        frame_of(tokenizer, "Tag this.")
