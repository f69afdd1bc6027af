"""Tests of known mentions and of where they are known from."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sentence import Entity, Provenance, Sentence
from paner.models.compact.batches import Batcher
from paner.models.compact.features import Row
from paner.models.compact.gazetteer import Match, build_gazetteer
from paner.models.compact.origins import origins_of
from paner.models.compact.windows import Window

LABELS = ("person", "city")


def said(words: str, *entities: Entity, parent: str | None = None) -> Sentence:
    sentence = Sentence.from_words(words.split(), entities)
    if parent is None:
        return sentence
    return replace(sentence, provenance=Provenance("x", method="paraphrase", parent=parent))


def test_a_mention_is_known_from_another_sentence_but_not_from_its_own() -> None:
    sentences = [said("Ann slept", Entity(0, 1, "person")), said("Bob ate", Entity(0, 1, "person"))]
    gazetteer = build_gazetteer(LABELS, sentences)
    own = origins_of(sentences)[0].number

    assert gazetteer.matches(["ANN", "and", "Bob"], but=own) == [Match(2, 3, (0,))]
    assert gazetteer.matches(["ANN", "and", "Bob"]) == [Match(0, 1, (0,)), Match(2, 3, (0,))]


def test_a_paraphrase_does_not_teach_its_original() -> None:
    original = replace(said("Ann slept", Entity(0, 1, "person")), id="7")
    paraphrase = said("Asleep was Ann", Entity(2, 3, "person"), parent="7")
    gazetteer = build_gazetteer(LABELS, [original, paraphrase])

    assert gazetteer.matches(["Ann"], but=origins_of([original, paraphrase])[0].number) == []


def test_copies_are_of_one_origin_even_if_nobody_says_so() -> None:
    one = said("Ann left Oslo", Entity(0, 1, "person"), Entity(2, 3, "city"))
    other = said("From oslo came Ann", Entity(1, 2, "city"), Entity(3, 4, "person"))
    third = said("Nobody came")

    origins = [origin.number for origin in origins_of([one, third, other, third])]

    assert origins[0] == origins[2]
    assert len({origins[0], origins[1], origins[3]}) == 3


def test_siblings_and_what_was_made_of_them_are_of_one_origin() -> None:
    family = [
        said("a", parent="7"),
        said("b", parent="8"),
        replace(said("c", parent="7"), id="7/1"),
        said("d", parent="7/1"),
    ]

    origins = [origin.number for origin in origins_of(family)]

    assert origins[0] == origins[2] == origins[3] != origins[1]


def test_a_copy_does_not_teach_the_mention_that_was_put_into_it() -> None:
    ann = replace(said("Ann slept", Entity(0, 1, "person")), id="1")
    bob = replace(said("Bob ate", Entity(0, 1, "person")), id="2")
    ann_ate = said("Ann ate", Entity(0, 1, "person"), parent="2")
    proposed = said("Eve ate", Entity(0, 1, "person"), parent="2")
    sentences = [ann, bob, ann_ate, proposed]
    gazetteer = build_gazetteer(LABELS, sentences)
    origins = origins_of(sentences)

    assert gazetteer.matches(["Ann"], but=origins[0].number) == []
    assert gazetteer.matches(["Ann"], but=origins[1].number) == [Match(0, 1, (0,))]
    assert gazetteer.matches(["Eve"], but=origins[1].number) == [Match(0, 1, (0,))]
    assert [origin.teaches for origin in origins] == [True, True, False, False]


def test_copies_with_the_same_mentions_do_not_join_their_originals() -> None:
    originals = [replace(said(f"Ann{n} slept", Entity(0, 1, "person")), id=str(n)) for n in (1, 2)]
    copies = [said("Eve slept", Entity(0, 1, "person"), parent=str(n)) for n in (1, 2)]

    origins = [origin.number for origin in origins_of([*originals, *copies])]

    assert origins[0] == origins[2] != origins[1] == origins[3]


def test_a_parent_is_found_by_its_file_and_line() -> None:
    gold = Sentence.from_words(["Ann"], provenance=Provenance("here/train.conll", 3))
    whole = said("Bob", parent="here/train.conll:3")
    moved = said("Eve", parent="there/train.conll:3")

    origins = origins_of([gold, whole, moved])

    assert len({origin.number for origin in origins}) == 1
    assert [origin.teaches for origin in origins] == [True, False, False]


def test_a_child_without_its_parent_teaches() -> None:
    assert [origin.teaches for origin in origins_of([said("Ann", parent="7")])] == [True]


def test_the_longest_mention_counts_and_those_inside_it_do_not() -> None:
    gazetteer = build_gazetteer(
        LABELS, mentions={"city": [["New", "York"], ["York"]], "person": [["York"], ["A", "New"]]}
    )

    assert gazetteer.matches(["new", "york", "York"]) == [Match(0, 2, (1,)), Match(2, 3, (0, 1))]
    assert gazetteer.matches(["A", "New", "York"]) == [Match(0, 2, (0,)), Match(1, 3, (1,))]


def test_mentions_of_other_labels_are_left_out() -> None:
    assert build_gazetteer(("city",), mentions={"person": [["Ann"]]}).matches(["Ann"]) == []


@given(
    st.dictionaries(
        st.sampled_from(LABELS), st.lists(st.lists(st.text(min_size=1), min_size=1), max_size=5)
    ),
    st.lists(st.text(min_size=1), max_size=6),
)
def test_a_gazetteer_written_down_and_read_knows_as_much(
    mentions: dict[str, list[list[str]]], words: list[str]
) -> None:
    gazetteer = build_gazetteer(LABELS, mentions=mentions)

    again = build_gazetteer(LABELS, mentions=dict(gazetteer.mentions()))

    assert again.matches(words) == gazetteer.matches(words)


def test_known_mentions_become_features_of_their_words() -> None:
    row = Row(Window(0, 3, 0, 3), [2, 5, 6, 7, 3], [-1, 0, 1, 2, -1], [1, 2, 3], [0, 0, 0])
    matches = (Match(0, 2, (1,)), Match(2, 3, (0,)))

    batch = Batcher(0, num_known=2).batch([replace(row, matches=matches)])

    assert batch.known is not None
    begins, holds, among_others = batch.known.reshape(3, 3, 2).transpose(0, 1).tolist()
    assert begins == [[0, 1], [0, 0], [1, 0]]
    assert holds == [[0, 1], [0, 1], [1, 0]]
    assert among_others == [[0, 1], [0, 1], [0, 0]]


@pytest.mark.parametrize(("forget", "expected"), [(0.0, 600.0), (0.5, 300.0)])
def test_training_forgets_a_share_of_known_mentions(forget: float, expected: float) -> None:
    row = Row(Window(0, 1, 0, 1), [2, 5, 3], [-1, 0, -1], [1], [0], (Match(0, 1, (0,)),))

    batch = Batcher(0, num_known=2).batch([row] * 600, forget=forget, rng=random.Random(1))

    assert batch.known is not None
    assert batch.known[:, 0, 0].sum().item() == pytest.approx(expected, abs=50)
