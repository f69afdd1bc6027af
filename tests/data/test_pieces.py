"""Documents in pieces, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sentence import Entity, Sentence
from paner.data.words import join_sentences, sentence_from_spans, split_sentences
from paner.errors import DataError

WORDS = st.lists(
    st.sampled_from(["He", "saw", ".", "!", "。", "東", "Rome", '"', ")", "Dr.", "...", ","]),
    max_size=30,
)


def texts(text: str) -> list[str]:
    return [piece.text for piece in split_sentences(sentence_from_spans(text, []))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It works. He smiled.", ["It works.", "He smiled."]),
        ('He said "No." She left.', ['He said "No."', "She left."]),
        ("Dr. J. Smith paid 3.5 euro. Fine.", ["Dr. J. Smith paid 3.5 euro.", "Fine."]),
        ("東京です。大阪です。", ["東京です。", "大阪です。"]),
        ("A title\n\nA paragraph", ["A title", "A paragraph"]),
        ("a line\nof a poem", ["a line\nof a poem"]),
        ("यह है। वह है।", ["यह है।", "वह है।"]),
        ("he left. but not far", ["he left. but not far"]),
    ],
)
def test_pieces_are_sentences_in_any_script(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@given(WORDS, st.data())
def test_joining_the_pieces_restores_the_document(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    entities = [Entity(start, end, "x", 0.5)] if start < end else []
    document = Sentence.from_words(words, entities)

    pieces = split_sentences(document, max_words=data.draw(st.sampled_from([None, 1, 4])))

    assert join_sentences(document, pieces) == document
    assert [w for piece in pieces for w in piece.words] == words


def test_no_piece_is_longer_than_asked_but_for_an_entity() -> None:
    document = Sentence.from_words(
        ["a", "b", ",", "c", "d", "e", "f", "g", "h", "i"], [Entity(4, 8, "x")]
    )

    pieces = split_sentences(document, max_words=3)

    assert [piece.text for piece in pieces] == ["a b ,", "c", "d e f g", "h i"]


def test_foreign_pieces_are_refused() -> None:
    with pytest.raises(DataError, match="pieces are not those"):
        join_sentences(Sentence.from_words(["a"]), [])
