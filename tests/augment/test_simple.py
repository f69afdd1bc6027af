"""The simple augmenters that people compare with."""

import random
from collections import Counter

import pytest

from paner.augment.simple import METHODS, augmenter
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError

FIRST = Sentence(
    "Ann Lee, of Rome, left.",
    ((0, 3), (4, 7), (7, 8), (9, 11), (12, 16), (16, 17), (18, 22), (22, 23)),
    (Entity(0, 2, "p"), Entity(4, 5, "l")),
)
SECOND = Sentence.from_words(["Bo", "saw", "New", "York"], [Entity(0, 1, "p"), Entity(2, 4, "l")])


def made(method: str, sentence: Sentence = FIRST, share: float = 1, seed: int = 0) -> Sentence:
    return augmenter(method, [FIRST, SECOND], share=share)(sentence, random.Random(seed))


def labels(sentence: Sentence) -> list[str]:
    return [entity.label for entity in sentence.entities]


def test_mention_replacement_takes_whole_mentions_of_the_type() -> None:
    assert made("mention-replacement").text == "Bo, of New York, left."


def test_label_wise_replacement_keeps_length_and_labels() -> None:
    changed = made("label-wise-replacement")

    assert changed.entities == FIRST.entities
    assert changed.words[0] in {"Ann", "Bo"}
    assert changed.words[1] == "Lee"
    assert changed.words[4] in {"Rome", "New"}


def test_label_wise_replacement_changes_about_its_share_of_words() -> None:
    long = Sentence.from_words([f"w{i}" for i in range(1000)])

    changed = augmenter("label-wise-replacement", [long], share=0.3)(long, random.Random(0))

    assert 250 < sum(a != b for a, b in zip(long.words, changed.words, strict=True)) < 350


def test_shuffling_stays_within_segments() -> None:
    sentence = Sentence.from_words(list("abcdefghij"), [Entity(3, 7, "p")])

    changed = made("segment-shuffling", sentence)

    assert changed.entities == sentence.entities
    assert changed.words != sentence.words
    for start, end in ((0, 3), (3, 7), (7, 10)):
        assert Counter(changed.words[start:end]) == Counter(sentence.words[start:end])


def test_duplication_changes_nothing() -> None:
    assert made("duplication") == FIRST


@pytest.mark.parametrize("method", METHODS)
def test_equal_seeds_give_equal_sentences_of_the_same_labels(method: str) -> None:
    assert made(method, seed=3) == made(method, seed=3)
    assert labels(made(method)) == labels(FIRST)


@pytest.mark.parametrize("method", ["label-wise-replacement", "segment-shuffling"])
def test_spacing_stays_in_its_places(method: str) -> None:
    assert [gap.isspace() for gap in gaps(made(method))] == [gap.isspace() for gap in gaps(FIRST)]


def gaps(sentence: Sentence) -> list[str]:
    pairs = zip(sentence.offsets, sentence.offsets[1:], strict=False)
    return [sentence.text[end:start] for (_, end), (start, _) in pairs]


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(UsageError, match="no method is named 'magic'; expected one of: mention-"):
        augmenter("magic", [], share=0.5)
