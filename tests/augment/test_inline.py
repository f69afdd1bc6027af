"""Sentences with inline annotation, read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.augment.inline import annotation_types, read_inline, write_inline
from paner.augment.rejection import Rejection
from paner.data.sentence import Entity, Sentence

TYPES = {"person": "person", "place": "place", "medical condition": "medical condition"}
WORDS = st.lists(
    st.sampled_from(["[", "]", "|", "a|b", "Ann", "and/or", "<p_1>", "é", "東"]), min_size=2
)


def sentence_of(text: str) -> Sentence:
    sentence = read_inline(text, TYPES)
    assert isinstance(sentence, Sentence), sentence
    return sentence


def rejection_of(text: str) -> Rejection:
    rejection = read_inline(text, TYPES)
    assert isinstance(rejection, Rejection), rejection
    return rejection


def test_inline_annotation_is_read() -> None:
    sentence = sentence_of("[Ann Lee|person] has [type 2 diabetes|medical condition] .")

    assert sentence.text == "Ann Lee has type 2 diabetes ."
    assert sentence.entities == (Entity(0, 2, "person"), Entity(3, 6, "medical condition"))


def test_natural_text_around_annotations_is_split_into_words() -> None:
    sentence = sentence_of("In [Rome|place]'s north, [Ann|person], ([Bo|person]) left.")

    assert sentence.text == "In Rome's north, Ann, (Bo) left."
    assert sentence.words == (
        "In", "Rome", "'s", "north", ",", "Ann", ",", "(", "Bo", ")", "left", ".",
    )  # fmt: skip
    assert [sentence.mention(entity) for entity in sentence.entities] == ["Rome", "Ann", "Bo"]


def test_touching_annotations_stay_apart() -> None:
    assert sentence_of("[Ann|person][Rome|place]").words == ("Ann", "Rome")


def test_escaped_brackets_and_bars_are_characters() -> None:
    sentence = sentence_of(r"\[ 1 \] a | b [x\|y|place] \ldots")

    assert sentence.words == ("[", "1", "]", "a", "|", "b", "x|y", "\\ldots")
    assert sentence.mention(sentence.entities[0]) == "x|y"


def test_the_last_bar_ends_the_mention() -> None:
    assert sentence_of("[a|b|place]").words == ("a|b",)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("[Ann [Lee|person]|person]", "a bracket opens inside another"),
        ("[Ann|person", "a bracket is not closed"),
        ("Ann|person] left", "a bracket closes that none opened"),
        ("[Ann] left", "a bracket has no mention or no type"),
        ("[|person] left", "a bracket has no mention or no type"),
        ("[Ann| ] left", "a bracket has no mention or no type"),
        (" ", "the sentence holds no word"),
        ("\ue0000\ue000 left", "the text holds a character of the private use area"),
    ],
)
def test_brackets_that_do_not_fit_are_rejected(text: str, detail: str) -> None:
    rejection = rejection_of(text)

    assert (rejection.reason, rejection.detail, rejection.text) == ("annotation", detail, text)


def test_an_unknown_type_is_rejected() -> None:
    rejection = rejection_of("[Ann|persons] left .")

    assert (rejection.reason, rejection.detail) == ("unknown type", "no type is named 'persons'")


def test_types_may_be_written_as_the_schema_shows_them() -> None:
    types = annotation_types(["ORG", "a b"], {"ORG": "organised group"})

    assert types["organised group"] == types["organised_group"] == types["ORG"] == "ORG"
    assert types["a_b"] == types["a b"] == "a b"


def test_a_type_comes_before_anothers_label() -> None:
    assert annotation_types(["x", "y"], {"x": "y"}) == {"x": "x", "y": "y"}


@given(WORDS, st.data())
def test_what_is_written_reads_back(words: list[str], data: st.DataObject) -> None:
    # a plain word before the end, so that the text is taken for tokenised
    words = [*words, "so", "."]
    start = data.draw(st.integers(0, len(words) - 3))
    end = data.draw(st.integers(start + 1, len(words) - 2))
    sentence = Sentence.from_words(words, [Entity(start, end, "place")])

    assert read_inline(write_inline(sentence), TYPES) == sentence


def test_natural_text_is_written_as_it_stands() -> None:
    text = "In [Rome|place]'s north, [Ann  Lee|person] left."

    assert write_inline(sentence_of(text)) == text.replace("  ", " ")


def test_types_are_written_as_they_are_shown() -> None:
    sentence = sentence_of("[flu|medical condition] .")

    assert write_inline(sentence, {"medical condition": "illness"}) == "[flu|illness] ."
