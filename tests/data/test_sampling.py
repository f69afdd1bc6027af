"""Few-shot samples: seeded, in order, with every type where there is room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sampling import few_shot, first, sample, types_left_out
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError

LABELS = "abcde"


def sentences_of(labels: list[str]) -> list[Sentence]:
    """One sentence for each string, with one entity for each of its letters."""
    return [
        Sentence.from_words(
            [str(number), *label],
            [Entity(place, place + 1, letter) for place, letter in enumerate(label, 1)],
        )
        for number, label in enumerate(labels)
    ]


CORPORA = st.lists(st.text(LABELS, max_size=3), max_size=20).map(sentences_of)


@given(sentences=CORPORA, n=st.integers(0, 25), seed=st.integers(0, 5))
def test_a_sample_has_n_different_sentences_in_the_order_of_the_corpus(
    sentences: list[Sentence], n: int, seed: int
) -> None:
    drawn = sample(sentences, n, seed)

    assert len(drawn) == min(n, len(sentences))
    places = [sentences.index(sentence) for sentence in drawn]
    assert places == sorted(set(places))


@given(sentences=CORPORA, seed=st.integers(0, 5))
def test_a_sample_with_a_place_for_each_type_holds_them_all(
    sentences: list[Sentence], seed: int
) -> None:
    drawn = sample(sentences, len(LABELS), seed)

    assert types_left_out(drawn, sentences) == []


def test_a_sample_that_is_too_small_says_which_types_it_leaves_out() -> None:
    sentences = sentences_of(["a", "b", "a"])

    drawn = sample(sentences, 1, seed=0)

    assert types_left_out(drawn, sentences) == ["a"]  # b is rarer and served first


def test_equal_seeds_draw_equal_samples_and_others_do_not() -> None:
    sentences = sentences_of(["a"] * 100)

    assert sample(sentences, 10, seed=1) == sample(sentences, 10, seed=1)
    assert sample(sentences, 10, seed=1) != sample(sentences, 10, seed=2)


def test_the_first_sentences_are_taken_from_a_stream() -> None:
    sentences = sentences_of(["a", "b", "c"])

    assert first(iter(sentences), 2) == sentences[:2]


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot take -1 sentences"):
        sample([], -1, seed=0)


@given(sentences=CORPORA, n=st.integers(0, 25), seed=st.integers(0, 5))
def test_the_places_of_a_few_shot_sample_are_the_sample(
    sentences: list[Sentence], n: int, seed: int
) -> None:
    drawn = few_shot(sentences, n, seed)

    assert [sentences[place] for place in drawn.places] == list(drawn.sentences)
    assert list(drawn.sentences) == sample(sentences, n, seed)
    assert list(drawn.left_out) == types_left_out(drawn.sentences, sentences)


def test_a_few_shot_sample_tells_ids_only_where_every_sentence_has_one() -> None:
    named = [Sentence.from_words(["a"], id="one"), Sentence.from_words(["b"], id="two")]
    bare = [Sentence.from_words(["a"])]

    assert few_shot(named, 2, seed=0).to_dict()["ids"] == ["one", "two"]
    assert few_shot(bare, 1, seed=0).to_dict()["ids"] is None
