"""Tests of tokens, rows and batches."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paner.data.sentence import Sentence
from paner.models.compact.batches import token_batches
from paner.models.compact.encoder import Encoder, load_encoder
from paner.models.compact.features import NO_LOSS, Reading, rows_of

WORDS = st.lists(
    st.one_of(
        st.sampled_from(["London", "a/b", "\u200b", "<s>", "naïve", "[SEP]", "🙂", "x" * 90]),
        st.text(min_size=1, max_size=8).filter(lambda word: not word.isspace()),
    ),
    min_size=1,
    max_size=30,
)


@pytest.fixture(scope="module", params=["tiny_bert", "tiny_roberta", "tiny_deberta"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return load_encoder(str(request.getfixturevalue(request.param)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=WORDS)
def test_every_word_has_a_first_token_of_its_own(encoder: Encoder, words: list[str]) -> None:
    sentence = Sentence.from_words(words)

    rows = rows_of(sentence, Reading(encoder.pieces, 40, 8))

    kept = [
        position for row in rows for position in range(row.window.keep_start, row.window.keep_end)
    ]
    assert kept == list(range(len(words)))
    for row in rows:
        assert len(row.input_ids) == len(row.word_of) <= 40
        assert [row.word_of[first] for first in row.first] == list(range(len(row.first)))
        assert len(set(row.first)) == len(row.first) == row.window.end - row.window.start


def test_words_are_tokenised_as_the_tokenizer_would_in_a_sentence(tiny_bert: Path) -> None:
    pieces = load_encoder(str(tiny_bert)).pieces
    words = ["Ada", "Lovelace", "(", "London", ")"]

    row = rows_of(Sentence.from_words(words), Reading(pieces, 40, 8))[0]

    assert row.input_ids == pieces.tokenizer(words, is_split_into_words=True)["input_ids"]


def test_targets_count_in_one_window_only(tiny_bert: Path) -> None:
    pieces = load_encoder(str(tiny_bert)).pieces
    words = ["ab"] * 50
    tags = list(range(50))

    rows = rows_of(Sentence.from_words(words), Reading(pieces, 40, 8), tags=tags)

    seen = [tag for row in rows for tag in row.target_ids or []]
    assert len(rows) > 1
    assert [tag for tag in seen if tag != NO_LOSS] == tags


@given(st.lists(st.integers(1, 50)), st.integers(1, 200))
def test_token_batches_hold_each_row_once_and_keep_to_the_budget(
    lengths: list[int], budget: int
) -> None:
    batches = list(token_batches(lengths, budget))

    assert sorted(row for batch in batches for row in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[row] for row in batch) <= budget
