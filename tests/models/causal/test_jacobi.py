"""Parallel decoding gives what one token at a time gives, whatever the draft."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from paner.data.sentence import Sentence
from paner.models.causal.jacobi import ParallelDecoder
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.stepwise import Walk, stepwise_tags
from paner.models.causal.verification import Tagging, Task

TAGS = ("O", "person", "city", "place", "part", "part_of", "B-person")
HEAD, TAIL = "Tag the words of this sentence .\n", "\nAnswer:\n"
DRAFTS = ("outside", "random", "right", "wrong")


class Setting:
    """A tiny model that answers differently for different words, and what it is asked."""

    def __init__(self, folder: Path, sentences: Sequence[Sentence]) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        with torch.no_grad():
            for parameter in self.model.model.layers.parameters():
                parameter.mul_(2.0)  # random, but not the same tag everywhere
        self.planner = AnswerPlanner(self.tokenizer, TAGS)
        rng = random.Random(0)
        words = [list(sentence.words) for sentence in sentences[:3]]
        self.words = [*words, [], rng.sample(words[0], len(words[0])), ["O"]]
        self.head = self.planner.encode([HEAD])[0]
        self.prompts = [self.planner.encode([" ".join(w) + TAIL])[0] for w in self.words]
        self.right = [
            stepwise_tags(self.model, self.planner, [*self.head, *prompt], w)[0]
            for w, prompt in zip(self.words, self.prompts, strict=True)
        ]

    def tasks(self, kind: str) -> list[Task]:
        rng = random.Random(1)
        drafts = {
            "outside": [[0] * len(tags) for tags in self.right],
            "random": [[rng.randrange(len(TAGS)) for _ in tags] for tags in self.right],
            "right": self.right,
            "wrong": [[(tag + 1) % len(TAGS) for tag in tags] for tags in self.right],
        }[kind]
        return [Task(*of) for of in zip(self.words, self.prompts, drafts, strict=True)]

    def decode(self, kind: str, **options: Any) -> list[Tagging]:
        decoder = ParallelDecoder(self.model, self.planner, self.head, **options)
        return list(decoder.decode(self.tasks(kind)))


@pytest.fixture(scope="module", params=["tiny_qwen2", "tiny_llama"])
def setting(request: pytest.FixtureRequest, ten_sentences: list[Sentence]) -> Setting:
    return Setting(request.getfixturevalue(request.param), ten_sentences)


def test_the_models_use_many_tags(setting: Setting) -> None:
    used = {tag for tags in setting.right for tag in tags}

    assert len(used) > 3


@pytest.mark.parametrize(
    ("batch_size", "keep"), [(1, True), (3, True), (16, True), (3, False), (16, False)]
)
@pytest.mark.parametrize("kind", DRAFTS)
def test_tags_are_those_of_one_token_at_a_time(
    setting: Setting, kind: str, batch_size: int, *, keep: bool
) -> None:
    found = setting.decode(kind, batch_size=batch_size, keep=keep)

    assert [list(tagging.tags) for tagging in found] == setting.right


def test_one_token_at_a_time_is_what_generate_does_when_it_may_write_nothing_else(
    setting: Setting,
) -> None:
    for words, prompt, right in zip(setting.words, setting.prompts, setting.right, strict=True):
        if not words:
            continue
        ids = torch.tensor([[*setting.head, *prompt]])

        def allowed(_: int, so_far: torch.Tensor, start: int = ids.shape[1]) -> list[int]:
            walk = Walk(setting.planner.plans(words), setting.planner.end_id)  # noqa: B023
            for token in so_far[start:].tolist():
                walk.take(token)
            return list(walk.allowed) or [setting.planner.end_id]

        answer = setting.model.generate(
            ids,
            prefix_allowed_tokens_fn=allowed,
            do_sample=False,
            max_new_tokens=400,
            eos_token_id=setting.planner.end_id,
            pad_token_id=setting.planner.end_id,
        )[0, ids.shape[1] :].tolist()

        assert answer == [*setting.planner.build(words, right).ids, setting.planner.end_id]


def test_a_right_draft_takes_one_pass_and_each_token_once(setting: Setting) -> None:
    found = setting.decode("right")

    for task, tagging in zip(setting.tasks("right"), found, strict=True):
        answer = setting.planner.build(task.words, task.draft)
        assert tagging.passes == min(len(task.words), 1)
        assert tagging.tokens <= len(task.prompt_ids) + len(answer.ids)


def test_kept_keys_and_values_save_tokens_but_no_passes(setting: Setting) -> None:
    kept, anew = setting.decode("wrong", keep=True), setting.decode("wrong", keep=False)

    assert sum(t.tokens for t in kept) < sum(t.tokens for t in anew)
    assert [t.passes for t in kept] == [t.passes for t in anew]


def test_passes_are_bounded_by_the_decisions(setting: Setting) -> None:
    for task, tagging in zip(setting.tasks("wrong"), setting.decode("wrong"), strict=True):
        answer = setting.planner.build(task.words, tagging.tags)
        assert tagging.passes <= len(answer.decisions)


def test_probabilities_are_a_distribution_and_do_not_depend_on_the_draft(setting: Setting) -> None:
    outside, right = setting.decode("outside"), setting.decode("right", batch_size=1)

    for one, other in zip(outside, right, strict=True):
        assert np.allclose(one.probabilities.sum(axis=1), 1.0)
        assert np.allclose(one.probabilities, other.probabilities, atol=1e-4)


def test_a_tags_probability_is_that_of_its_tokens_among_the_allowed_ones(setting: Setting) -> None:
    words, prompt, right = setting.words[0], setting.prompts[0], setting.right[0]
    answer = setting.planner.build(words, right)
    row = torch.tensor([[*setting.head, *prompt, *answer.ids]])
    begin = row.shape[1] - len(answer.ids) - 1

    with torch.inference_mode():
        logits = setting.model(row).logits[0]
    expected = np.ones(len(words))
    for decision in answer.decisions:
        allowed = logits[begin + decision.position, list(decision.allowed)]
        expected[decision.word] *= float(allowed.softmax(-1)[decision.index])

    found = setting.decode("outside")[0].probabilities[np.arange(len(words)), right]
    assert np.allclose(found, expected, atol=1e-4)


def test_sentences_stream_in_order_with_bounded_memory(setting: Setting) -> None:
    tasks = setting.tasks("right") * 40
    taken = 0

    def counted() -> Any:
        nonlocal taken
        for task in tasks:
            taken += 1
            yield task

    decoder = ParallelDecoder(setting.model, setting.planner, setting.head, batch_size=2)
    stream = decoder.decode(counted())
    first = next(stream)

    assert list(first.tags) == setting.right[0]
    assert taken <= 8 * 2 + 1
    rest = list(itertools.islice(stream, 2 * len(setting.right) - 1))
    assert [list(t.tags) for t in rest] == (setting.right * 2)[1:]


def test_a_pass_takes_as_many_sentences_as_fit(setting: Setting) -> None:
    found = setting.decode("outside", pass_tokens=40)

    assert [list(tagging.tags) for tagging in found] == setting.right
