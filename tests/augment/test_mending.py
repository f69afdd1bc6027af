"""What can be mended in an answer: articles, and damaged placeholders at the last."""

from paner.augment.checks import CheckSettings
from paner.augment.filling import filled
from paner.augment.judged import Answered
from paner.augment.paraphrases import judge
from paner.augment.similarity import LexicalEmbedder
from paner.augment.template import Template, mask
from paner.data.sentence import Entity, Sentence


def original() -> Template:
    return mask(
        Sentence.from_words(
            ["She", "worked", "last", "year", "as", "the", "old", "actor", "in", "Vienna", "."],
            [Entity(7, 8, "role"), Entity(9, 10, "city")],
        )
    )


def settings(language: str | None = "en") -> CheckSettings:
    return CheckSettings(enabled=("copy",), language=language)


def test_an_article_is_fitted_and_counted() -> None:
    one = Answered(original(), ["Last year she was a <role_1> in <city_1> ."], "s")

    judged = judge([one], per_sentence=1, embedder=LexicalEmbedder(), settings=settings())[0]

    assert judged.kept[0].text == "Last year she was an <role_1> in <city_1> ."
    assert judged.noted == {"articles mended": 1}


def test_an_a_of_another_language_stays() -> None:
    one = Answered(original(), ["Fue a <role_1> en <city_1> y a ver cosas ."], "s")

    judged = judge([one], per_sentence=1, embedder=LexicalEmbedder(), settings=settings("es"))[0]

    assert "a <role_1>" in judged.kept[0].text
    assert judged.noted == {}


def test_damaged_placeholders_are_mapped_only_where_nobody_is_asked_again() -> None:
    answers = ["Last year [ROLE 1] was her job in <city_1> ."]

    asked, last = (
        judge(
            [Answered(original(), answers, "s", last=last)],
            per_sentence=1,
            embedder=LexicalEmbedder(),
            settings=settings(),
        )[0]
        for last in (False, True)
    )

    assert [rejection.reason for rejection in asked.rejections] == ["placeholders"]
    assert last.rejections == ()
    assert last.noted == {"placeholders mapped": 1}
    provenance = next(filled(last, settings())).provenance
    assert provenance is not None
    assert provenance.checks == ("mapped placeholders", "copy")


def test_what_needs_no_mapping_comes_first() -> None:
    answers = ["Last year [ROLE 1] was her job in <city_1> .", "As <role_1> she came to <city_1> ."]
    one = Answered(original(), answers, "s", last=True)

    judged = judge([one], per_sentence=1, embedder=LexicalEmbedder(), settings=settings())[0]

    assert [template.text for template in judged.kept] == [answers[1]]
    assert [rejection.reason for rejection in judged.rejections] == ["placeholders"]
