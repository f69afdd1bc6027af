"""Training behind mistakes: wrong tags are shown, right ones are asked for."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from transformers import AutoTokenizer

from paner.data.sentence import Sentence
from paner.models.causal.chat import frame_of
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Example, Task
from paner.models.causal.mistakes import with_mistakes
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.reading import reader_of
from paner.models.causal.verification import FAR, NEXT, Verification
from paner.models.causal.verification import Task as Tagged
from paner.models.tags import TagSet
from paner.schema.entity_types import Schema

TAGS = [0, 2, 2, 0, 0, 1, 0, 0, 3, 3, 3, 0, 0, 2]
DRAWS = 2000


@pytest.fixture(scope="module")
def drawn() -> list[list[int]]:
    rng = random.Random(0)
    return [with_mistakes(TAGS, 4, rng) for _ in range(DRAWS)]


def test_mistakes_are_of_every_kind(drawn: Sequence[list[int]]) -> None:
    wrong = [tags for tags in drawn if tags != TAGS]
    seen = Counter[str]()
    for tags in wrong:
        seen["nothing"] += not any(tags)
        seen["missed"] += not any(tags[8:11])
        seen["another type"] += len(set(tags[8:11])) == 1 and tags[8] not in {0, 3}
        seen["too short"] += tags[8:11] in ([0, 3, 3], [3, 3, 0])
        seen["too long"] += tags[8:12] == [3, 3, 3, 3]
        seen["invented"] += any(tags[at] for at in (0, 3, 4, 7, 12))

    assert all(len(tags) == len(TAGS) and set(tags) <= {0, 1, 2, 3} for tags in drawn)
    assert len(wrong) > 0.75 * DRAWS
    assert set(+seen) == {
        "nothing",
        "missed",
        "another type",
        "too short",
        "too long",
        "invented",
    }


def test_most_answers_hold_right_tags_too(drawn: Sequence[list[int]]) -> None:
    share = np.mean([a == b for tags in drawn for a, b in zip(tags, TAGS, strict=True)])

    assert 0.5 < share < 0.9


def test_a_schema_of_one_type_has_no_other_type_to_take() -> None:
    rng = random.Random(0)

    assert {tag for _ in range(50) for tag in with_mistakes([1, 1, 0], 2, rng)} == {0, 1}


@pytest.fixture
def task(tiny_llm: Path, ten_sentences: list[Sentence]) -> Task:
    labels = sorted({e.label for s in ten_sentences for e in s.entities})
    tokenizer = AutoTokenizer.from_pretrained(tiny_llm)
    tags = TagSet.of(ten_sentences, labels)
    return Task(Schema.from_labels(labels), tags, frame_of(tokenizer, "Tag the words."))


def right_tokens(example: Example) -> list[int]:
    """The token that is right at each decision."""
    return [ids[target] for ids, target in zip(example.choices, example.target_ids, strict=True)]


def test_what_is_asked_for_stays_right(
    task: Task, tiny_llm: Path, ten_sentences: list[Sentence]
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_llm)
    read = reader_of(task, tokenizer, CausalConfig(tagging="word-tag", mistakes=0.99))
    rng, changed = random.Random(0), 0

    for example in itertools.chain.from_iterable(read(s, annotated=True) for s in ten_sentences):
        seen = example.draw(rng)
        changed += seen.input_ids != example.input_ids
        assert set(right_tokens(seen)) <= set(right_tokens(example))
        assert right_tokens(seen)[0] == right_tokens(example)[0]

    assert changed > 0


@pytest.mark.parametrize("settings", [{"mistakes": 0.0}, {"loss_on": "answer"}])
def test_answers_that_are_learnt_whole_are_shown_as_they_are(
    task: Task, tiny_llm: Path, ten_sentences: list[Sentence], settings: dict[str, object]
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(tiny_llm)
    config = CausalConfig(tagging="word-tag", **settings)  # type: ignore[arg-type]  # of two types
    (example,) = reader_of(task, tokenizer, config)(ten_sentences[0], annotated=True)

    assert example.draw(random.Random(0)) is example


@pytest.mark.parametrize(
    ("word", "lead", "follows"),
    [
        (1, 2 * NEXT - 0.1, True),  # the next word, whose old tag leads by so many logits
        (1, 2 * (NEXT + FAR) + 0.1, False),
        (3, 2 * FAR - 0.1, True),  # a later one
        (3, 2 * FAR + 0.1, False),
    ],
)
def test_the_next_draft_follows_a_change_of_type(
    tiny_llm: Path, word: int, lead: float, *, follows: bool
) -> None:
    planner = AnswerPlanner(AutoTokenizer.from_pretrained(tiny_llm), ("O", "a", "b"))
    draft = [1, 1, 0, 1]
    one = Verification(
        Tagged(["Ada", "Lovelace", "met", "Babbage"], [5], draft), planner, Counter()
    )
    scores = []
    for decision in one.open_decisions:
        allowed = np.full(len(decision.allowed), -50.0)
        allowed[decision.index] = 0.0
        other = next(at for at, tags in enumerate(decision.open_tags) if 2 in tags)
        if decision.word == 0:
            allowed[other] = 1.0
        if decision.word == word:
            allowed[other] = -lead
        scores.append(allowed)

    one.settle(scores)

    assert one.open_decisions[0].word > 0
    assert one._tags[word] == (2 if follows else 1)
