"""Free answers back onto the input's words: every repair by hand, and none that is not counted."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.data.sentence import Entity
from paner.instruct.align import CASE, CHATTER, CUT, INSERTED, MISSING, NO_TAG, align
from paner.instruct.answer_pieces import LINES, MARKUP, TAG_FORM, UNKNOWN_TAG
from paner.instruct.changes import CHANGED, JOINED, SPLIT
from paner.instruct.tagged_words import AnswerTags, render

TAGS = AnswerTags(("person", "medical condition"))
WORDS = ["Ada", "Lovelace", "had", "38.4 million", "and/or", "no", "flu", "."]
#        person person      O      O               O         O     medical_condition  O
RIGHT = ("person", "person", "O", "O", "O", "O", "medical_condition", "O")
ANSWER = "Ada/person Lovelace/person had/O 38.4 million/O and/or/O no/O flu/medical_condition ./O"


def changed(old: str, new: str) -> str:
    assert old in ANSWER
    return ANSWER.replace(old, new)


def without(*positions: int) -> tuple[str, ...]:
    return tuple("O" if index in positions else tag for index, tag in enumerate(RIGHT))


@pytest.mark.parametrize(
    ("answer", "tags", "repairs"),
    [
        (ANSWER, RIGHT, {}),
        (changed("had/O ", ""), RIGHT, {MISSING: 1}),
        (changed("Lovelace/person ", ""), without(1), {MISSING: 1}),
        (changed(" flu/medical_condition ./O", ""), without(6), {CUT: 2}),
        (changed("flu/medical_condition ./O", "flu/med"), without(6), {UNKNOWN_TAG: 1, CUT: 1}),
        (changed("no/O", "surely/O no/O"), RIGHT, {INSERTED: 1}),
        (changed("Lovelace", "Lovelave"), RIGHT, {CHANGED: 1}),
        (changed("Ada", "ADA"), RIGHT, {CASE: 1}),
        (changed("Lovelace", "Love/person lace"), RIGHT, {SPLIT: 1}),
        (changed("no/O flu", "noflu"), (*RIGHT[:5], "medical_condition", *RIGHT[6:]), {JOINED: 1}),
        (changed("had/O", "had"), RIGHT, {NO_TAG: 1}),
        (changed("and/or/O", "and/or"), RIGHT, {NO_TAG: 1}),
        (changed("had/O", "had/VERB"), RIGHT, {UNKNOWN_TAG: 1}),
        (changed("had/O", "had /O"), RIGHT, {MARKUP: 1}),
        (changed("had/O", "had/O,"), RIGHT, {MARKUP: 1}),
        (changed("Ada/person", "**Ada/person**"), RIGHT, {MARKUP: 2}),
        (changed("Ada/person", "Ada/PERSON"), RIGHT, {TAG_FORM: 1}),
        (changed("Ada/person", "Ada/B-person"), RIGHT, {TAG_FORM: 1}),
        (changed("flu/medical_condition", "flu/medical condition"), RIGHT, {}),
        (changed(" had", "\nhad"), RIGHT, {LINES: 1}),
        (f"Sure: {ANSWER} Hope it helps!", RIGHT, {CHATTER: 4}),
        (f"```\n{ANSWER}\n```", RIGHT, {LINES: 2, CHATTER: 2}),
        (f"{' '.join(WORDS)}\n{ANSWER}", RIGHT, {LINES: 1, CHATTER: 9}),
        (f" {ANSWER}\n", RIGHT, {}),
        ("I cannot do that.", ("O",) * 8, {CHATTER: 4, CUT: 8}),
        ("", ("O",) * 8, {CUT: 8}),
    ],
)
def test_an_answer_is_mended_and_each_repair_counted(
    answer: str, tags: tuple[str, ...], repairs: dict[str, int]
) -> None:
    aligned = align(answer, WORDS, TAGS)

    assert (aligned.tags, dict(aligned.repairs)) == (tags, repairs)


def test_the_entities_are_those_of_the_tags() -> None:
    aligned = align(changed("Lovelace/person ", ""), WORDS, TAGS)

    assert aligned.entities == (Entity(0, 1, "person"), Entity(6, 7, "medical condition"))


def test_in_the_published_matching_changed_words_are_outside() -> None:
    aligned = align(changed("Lovelace", "Lovelave"), WORDS, TAGS, keep_changed=False)

    assert aligned.tags == without(1)
    assert aligned.repairs == {MISSING: 1, INSERTED: 1}


def test_words_that_a_tokenizer_cannot_write_match_as_it_writes_them() -> None:
    def spelling(word: str) -> str:
        return word.encode("ascii", "replace").decode()

    aligned = align("Łódź?/O ?ukasz/person".replace("Łódź", "??d"), ["Łódź", "Łukasz"], TAGS)
    spelt = align("??d?/O ?ukasz/person", ["Łódź", "Łukasz"], TAGS, spelling=spelling)

    assert spelt.tags == ("O", "person")
    assert not spelt.repairs
    assert aligned.repairs[CHANGED] > 0


def test_a_boundary_mark_survives_a_repair() -> None:
    tags = AnswerTags(("person",), "word-tag-lossless")

    aligned = align("Ada/person Bob/B-person .", ["Ada", "Bob", "."], tags)

    assert aligned.entities == (Entity(0, 1, "person"), Entity(1, 2, "person"))


@pytest.mark.parametrize("tag", ["B-person", "I-person", "person"])
def test_bio_tags_without_a_prefix_are_read(tag: str) -> None:
    aligned = align(f"Ada/{tag} left", ["Ada", "left"], AnswerTags(("person",), "bio"))

    assert aligned.entities == (Entity(0, 1, "person"),)


@given(answer=st.text(max_size=60) | st.text("Ada/Operson .\n", max_size=60))
def test_any_answer_gives_one_known_tag_a_word(answer: str) -> None:
    aligned = align(answer, WORDS, TAGS)

    assert len(aligned.tags) == len(WORDS)
    assert set(aligned.tags) <= set(TAGS.names)


@given(left_out=st.sets(st.integers(0, 7)))
def test_words_left_out_cost_no_other_words_tag(left_out: set[int]) -> None:
    words = ["a", "b", "c", "d", "e", "f", "g", "h"]
    entities = [Entity(1, 3, "person"), Entity(5, 6, "person")]
    pieces = render(words, entities, TAGS).split()
    kept = [piece for index, piece in enumerate(pieces) if index not in left_out]

    aligned = align(" ".join(kept), words, TAGS)

    right = Counter({1, 2, 5} - left_out)
    assert Counter(i for i, tag in enumerate(aligned.tags) if tag != "O") == right
    assert aligned.repairs[MISSING] + aligned.repairs[CUT] == len(left_out)
