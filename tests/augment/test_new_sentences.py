"""The gates of new sentences."""

import pytest

from paner.augment.inline import read_inline
from paner.augment.mentions import build_pool
from paner.augment.new_sentences import NewSentenceGate
from paner.augment.recorded import RecordedMentions
from paner.data.sentence import Entity, Sentence

TYPES = {"person": "person", "place": "place"}
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
