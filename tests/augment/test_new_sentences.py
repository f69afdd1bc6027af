"""New sentences with inline annotation, and their gates."""

import pytest

from paner.augment.mentions import build_pool
from paner.augment.new_sentences import NewSentenceGate, annotation_types, read_inline
from paner.augment.recorded import RecordedMentions
from paner.augment.rejection import Rejection
from paner.data.sentence import Entity, Sentence

TYPES = {"person": "person", "place": "place", "medical condition": "medical condition"}
BORN = "Ann Lee was born in Rome in the spring of that cold year ."
TRAIN = [
    Sentence.from_words(
        BORN.split(),
        [Entity(0, 2, "person"), Entity(5, 6, "place")],
    )
]


def sentence_of(text: str) -> Sentence:
    sentence = read_inline(text, TYPES)
    assert isinstance(sentence, Sentence), sentence
    return sentence


def rejection_of(text: str) -> Rejection:
    rejection = read_inline(text, TYPES)
    assert isinstance(rejection, Rejection), rejection
    return rejection


def gate() -> NewSentenceGate:
    proposals = [RecordedMentions("place", ("Paris",), "entities.jsonl", 1)]
    guarded = [["The", "trial", "of", "the", "new", "drug", "began", "in", "the", "autumn", "."]]
    return NewSentenceGate(
        [sentence.words for sentence in TRAIN],
        [tuple(words) for words in guarded],
        build_pool(TRAIN, proposals),
    )


def reason_of(text: str, gate_: NewSentenceGate | None = None) -> str | None:
    rejection = (gate_ or gate()).reject(sentence_of(text))
    return None if rejection is None else rejection.reason


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


def test_a_sentence_of_its_own_passes() -> None:
    assert reason_of("[Bo|person] moved to [Paris|place] for good .") is None


def test_a_copy_of_a_training_sentence_is_rejected() -> None:
    assert reason_of(
        "[Ann Lee|person] was born in [Rome|place] in the spring of that cold year ."
    ) == ("train copy")


def test_a_copy_with_other_mentions_is_rejected() -> None:
    assert reason_of("[Bo|person] was born in [Oslo|place] in the spring of that cold year .") == (
        "train copy"
    )


def test_a_copy_of_a_held_out_sentence_is_rejected() -> None:
    assert reason_of("The trial of the new drug began in [Rome|place] .") == "held-out copy"


def test_a_repetition_of_an_earlier_new_sentence_is_rejected() -> None:
    one = gate()

    assert reason_of("[Bo|person] moved to [Paris|place] for good .", one) is None
    assert reason_of("[Cy|person] moved to [Paris|place] for good .", one) == "duplicate"


def test_a_rejected_sentence_is_not_remembered() -> None:
    one = gate()

    assert reason_of("[Paris|person] moved to the sea for good .", one) == "contradiction"
    assert reason_of("[Bo|person] moved to the sea for good .", one) is None


@pytest.mark.parametrize("text", ["[Rome|person] fell .", "[Paris|person] fell ."])
def test_a_mention_known_under_another_type_only_is_rejected(text: str) -> None:
    assert reason_of(text) == "contradiction"


def test_a_mention_in_another_case_is_another_name() -> None:
    assert reason_of("[ROME|person] fell .") is None


def test_a_mention_that_stands_untagged_elsewhere_is_rejected() -> None:
    assert reason_of("[Ann|person] saw that ann was tired .") == "untagged repeat"


def test_a_mention_inside_another_is_no_repeat() -> None:
    assert reason_of("[Ann|person] knew [Ann Lee|person] well .") is None
