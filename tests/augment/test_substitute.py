"""Other mentions of the same type in a template."""

import random

import pytest

from paner.augment.mentions import MentionPool, build_pool
from paner.augment.recorded import RecordedMentions
from paner.augment.substitute import article_for, substitute
from paner.augment.template import Mention, fill, mask
from paner.data.sentence import Entity, Sentence


def sentence_of(text: str, *entities: tuple[int, int, str]) -> Sentence:
    return Sentence.from_words(text.split(), [Entity(*entity) for entity in entities])


def pool_of(*mentions: str, label: str = "t") -> MentionPool:
    known = tuple(Mention.from_words(label, tuple(text.split())) for text in mentions)
    return MentionPool({label: known})


def substituted(
    sentence: Sentence, pool: MentionPool, share: float = 1, language: str | None = None
) -> Sentence:
    template, _ = substitute(
        mask(sentence), pool, share=share, rng=random.Random(0), language=language
    )
    return fill(template)


def test_a_mention_is_replaced_by_another_of_its_type() -> None:
    sentence = sentence_of("we saw Rome .", (2, 3, "t"))

    assert substituted(sentence, pool_of("Rome", "New York")).text == "we saw New York ."


def test_a_mention_without_another_of_its_type_stays() -> None:
    sentence = sentence_of("we saw Rome .", (2, 3, "t"))

    assert substituted(sentence, pool_of("Rome")) == sentence
    assert substituted(sentence, pool_of("Ann", label="other")) == sentence


def test_equal_mentions_get_equal_substitutes() -> None:
    sentence = sentence_of("x Rome y Rome z Rome", (1, 2, "t"), (3, 4, "t"), (5, 6, "t"))

    changed = substituted(sentence, pool_of("A", "B", "C", "D"))

    assert len({changed.mention(entity) for entity in changed.entities}) == 1


def test_the_share_says_how_many_are_replaced() -> None:
    words = [f"m{i}" for i in range(1000)]
    sentence = Sentence.from_words(words, [Entity(i, i + 1, "t") for i in range(1000)])

    _, count = substitute(mask(sentence), pool_of("A", "B"), share=0.3, rng=random.Random(0))

    assert 250 < count < 350


def test_equal_seeds_give_equal_substitutes() -> None:
    sentence = sentence_of("we saw Rome .", (2, 3, "t"))
    pool = pool_of(*"ABCDEFGH")

    assert substituted(sentence, pool) == substituted(sentence, pool)


def test_a_substitute_that_opens_the_sentence_is_capitalised() -> None:
    sentence = sentence_of("Deep learning wins .", (0, 2, "t"))

    assert substituted(sentence, pool_of("random forests")).text == "Random forests wins ."


def test_a_text_without_capitals_gets_none() -> None:
    sentence = sentence_of("show me alien movies", (2, 3, "t"))

    assert substituted(sentence, pool_of("Star Wars")).text == "show me star wars movies"


@pytest.mark.parametrize(
    ("text", "mention", "expected"),
    [
        ("it is a dog .", "ape", "it is an ape ."),
        ("An ape sat .", "dog", "A dog sat ."),
        ("it is a dog .", "cat", "it is a cat ."),
        ("grade a dog .", "university", "grade a university ."),
        ("it is an dog .", "cat", "it is an cat ."),
    ],
)
def test_the_article_before_a_substitute_fits(text: str, mention: str, expected: str) -> None:
    words = text.split()
    index = next(i for i, word in enumerate(words) if word in {"dog", "ape"})
    sentence = sentence_of(text, (index, index + 1, "t"))

    assert substituted(sentence, pool_of(mention), language="en").text == expected


@pytest.mark.parametrize("language", ["es", None])
def test_an_article_of_another_language_is_another_word(language: str | None) -> None:
    sentence = sentence_of("Los niños dieron un regalo a Marta por la tarde .", (6, 7, "t"))

    changed = substituted(sentence, pool_of("Isabel"), language=language)

    assert changed.text == "Los niños dieron un regalo a Isabel por la tarde ."


def test_the_language_of_an_english_sentence_is_detected() -> None:
    sentence = sentence_of("They had given the present to a dog in the evening .", (7, 8, "t"))

    assert " to an ape in " in substituted(sentence, pool_of("ape")).text


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("hour", "an"),
        ("house", "a"),
        ("European", "a"),
        ("umbrella", "an"),
        ("one-off", "a"),
        ("MRI", "an"),
        ("LSTM", "an"),
        ("UFO", "a"),
        ("NATO", "a"),
        ("IBM", "an"),
        ("11-inch", "an"),
        ("18th", "an"),
        ("180", "a"),
        ("東京", "a"),
    ],
)
def test_articles_follow_the_first_sound(word: str, article: str) -> None:
    assert article_for(word) == article


def test_the_pool_takes_proposals_after_the_datas_own_mentions() -> None:
    data = [sentence_of("we saw Rome .", (2, 3, "t"))]
    proposals = [RecordedMentions("t", ("New York", "rome", "New York"), "f", 1)]

    pool = build_pool(data, proposals)

    assert [mention.text for mention in pool.mentions["t"]] == ["Rome", "New York"]
    assert pool.dropped == {"known already": 2}


def test_a_proposal_that_the_data_knows_under_another_type_only_is_dropped() -> None:
    data = [sentence_of("we saw Rome .", (2, 3, "place"))]

    pool = build_pool(data, [RecordedMentions("t", ("Rome", "Oslo"), "f", 1)])

    assert [mention.text for mention in pool.mentions["t"]] == ["Oslo"]
    assert pool.dropped == {"another type in the data": 1}


def test_proposals_of_an_unknown_type_are_dropped() -> None:
    pool = build_pool([], [RecordedMentions("tt", ("a", "b"), "f", 1)], types={"t": "t"})

    assert pool.mentions == {}
    assert pool.dropped == {"unknown type": 2}


def test_a_capital_that_only_opens_a_sentence_is_not_taken_along() -> None:
    data = [
        sentence_of("Deep learning wins .", (0, 2, "t")),
        sentence_of("we like deep learning .", (2, 4, "t")),
    ]

    assert [mention.text for mention in build_pool(data).mentions["t"]] == ["deep learning"]
