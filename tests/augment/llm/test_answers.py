import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.augment.llm.answers import Reading, answer_schema, read_answer
from paner.augment.llm.model import Answer

TWO = '{"paraphrases": ["One .", "Two ."]}'
SEVERAL = json.dumps(
    {"sentences": [{"number": n, "paraphrases": [f"a{n}", f"b{n}"]} for n in (1, 2, 3)]}
)
EXPECTED = ("One .", "Two .")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (TWO, "as asked"),
        ('["One .", "Two ."]', "as asked"),
        (f"\ufeff {TWO}\n", "as asked"),
        (f"<think>Well [maybe] {{so}}</think>{TWO}", "as asked"),
        (f"```json\n{TWO}\n```", "unwrapped"),
        (f"See [1]: {TWO}", "unwrapped"),
        (f"Sure [I can]: {TWO} Is that fine?", "unwrapped"),
        ('{"paraphrases": ["One .", "Two .",]}', "repaired"),
        ("{'paraphrases': ['One .', 'Two .']}", "repaired"),
        ('{"paraphrases": ["One .", "Two ."}', "repaired"),
        ('{"paraphrases": ["One .", "Two .", "Thr', "repaired"),
    ],
)
def test_an_answer_is_read_as_strictly_as_it_can_be(text: str, how: str) -> None:
    assert read_answer(Answer(text), [1]) == Reading({1: EXPECTED}, how)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I cannot do that.",
        "<think>never ends",
        "{",
        '{"answer": 3}',
        "[[[[",
        "[" * 100_000,
        "7",
    ],
)
def test_what_holds_no_paraphrase_is_unreadable(text: str) -> None:
    assert read_answer(Answer(text), [1]) == Reading()


def test_the_last_text_of_an_answer_that_was_cut_off_is_dropped() -> None:
    text = '{"paraphrases": ["One .", "Two .", "Three goes on and"]}'

    assert read_answer(Answer(text[:-15], finished=False), [1]).paraphrases[1] == EXPECTED


def test_a_whole_answer_is_kept_although_the_limit_was_reached() -> None:
    assert read_answer(Answer(TWO, finished=False), [1]).paraphrases[1] == EXPECTED


def test_sentences_are_told_apart_by_their_numbers() -> None:
    reading = read_answer(Answer(SEVERAL), [1, 2, 3])

    assert reading.paraphrases == {1: ("a1", "b1"), 2: ("a2", "b2"), 3: ("a3", "b3")}


@pytest.mark.parametrize(
    "row",
    [
        {"number": 2},
        {"number": 2, "paraphrases": "b"},
        {"number": 2, "paraphrases": [1, 2]},
        {"number": 9, "paraphrases": ["b"]},
        {"paraphrases": ["b"]},
        None,
        [],
    ],
)
def test_a_bad_row_does_not_spoil_its_neighbours(row: object) -> None:
    rows = [{"number": 1, "paraphrases": ["a"]}, row, {"number": "3", "paraphrases": ["c"]}]
    text = json.dumps({"sentences": rows})

    assert read_answer(Answer(text), [1, 2, 3]).paraphrases == {1: ("a",), 3: ("c",)}


def test_half_a_character_is_no_text() -> None:
    text = '{"paraphrases": ["One \\ud800 .", "Two ."]}'

    assert read_answer(Answer(text), [1]).paraphrases == {1: ("Two .",)}


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1))
def test_what_is_written_as_asked_is_read_as_written(texts: list[str]) -> None:
    answer = Answer(json.dumps({"paraphrases": texts}))

    assert read_answer(answer, [1]) == Reading({1: tuple(texts)}, "as asked")


@given(st.text(alphabet='{}[]":,ab1 \\\n`', max_size=60))
def test_no_answer_raises(text: str) -> None:
    read_answer(Answer(text), [1])
    read_answer(Answer(text), [1, 2])


def test_the_schema_asks_for_so_many_texts_a_sentence() -> None:
    schema = json.dumps(answer_schema([1, 2], 3))

    assert '"enum": [1, 2]' in schema
    assert '"minItems": 3' in schema
