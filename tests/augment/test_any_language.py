"""The whole way of a paraphrase, mask to filled sentence, in other languages than English."""

from pathlib import Path

import pytest

from paner.augment.checks import CheckSettings
from paner.augment.filling import filled
from paner.augment.judged import Answered, Judged
from paner.augment.paraphrases import judge
from paner.augment.similarity import LexicalEmbedder
from paner.augment.template import mask
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.data.words import sentence_from_spans

GERMAN = ("german_legal_crlf.conll", 77)
NORWEGIAN = ("conllu_norne_bokmaal.conllu", 23)
ROMANIAN = ("hf_tokens_tags_ronec.json", 22)
SPANISH = ("doccano_boardgames_spanish.jsonl", 11)

CHINESE = "2008年，王小明在上海大学学习计算机科学。"


def judged(sentence: Sentence, answer: str, language: str | None = None) -> Judged:
    answered = Answered(mask(sentence), [answer], "one")
    settings = CheckSettings(language=language)
    return judge([answered], per_sentence=1, embedder=LexicalEmbedder(), settings=settings)[0]


def reasons(sentence: Sentence, answer: str, language: str | None = None) -> list[str]:
    return [rejection.reason for rejection in judged(sentence, answer, language).rejections]


def chinese() -> Sentence:
    return sentence_from_spans(CHINESE, [(6, 9, "person"), (10, 14, "university")])


def chinese_text(answer: str) -> str:
    kept = judged(chinese(), answer)
    assert kept.rejections == ()
    return next(filled(kept, CheckSettings())).text


@pytest.mark.data
@pytest.mark.parametrize(
    ("place", "answer"),
    [
        (
            GERMAN,
            (
                "c ) Durch den <VT_2> wurde mit Wirkung zum 1. Januar 2015 die Vereinbarung der "
                "Tarifparteien getroffen , die zur Geltung des <VT_1> erforderlich ist ."
            ),
        ),
        (NORWEGIAN, "<GPE_ORG_1> var en stormakt i 1945 , og kanskje var <GPE_ORG_2> det også ."),
        (
            ROMANIAN,
            "Fiindcă lipseau alte melodii , această melodie a fost transmisă foarte des de <ORG_1>",
        ),
        (
            SPANISH,
            (
                "Aquí les dejo , por parte de @gomezzara_art , un <PRODUCT_TYPE_1> increíble en "
                "una miniatura que fue impresa por nosotros"
            ),
        ),
    ],
)
def test_a_good_paraphrase_passes_in_its_language(
    data_dir: Path, place: tuple[str, int], answer: str
) -> None:
    name, index = place
    sentence = read(data_dir / "formats" / name, overlaps="longest").sentences[index]

    assert judged(sentence, answer).rejections == ()


@pytest.mark.data
@pytest.mark.parametrize(
    ("place", "answer", "reason"),
    [
        (
            GERMAN,
            "c ) The agreement that the <VT_1> needs was made by the <VT_2> on 1. Januar 2015 .",
            "language",
        ),
        (
            GERMAN,
            (
                "c ) Durch den <VT_2> wurde von Petra Vogel mit Wirkung zum 1. Januar 2015 die "
                "tarifvertragliche Vereinbarung zur Geltung des <VT_1> getroffen ."
            ),
            "new name",
        ),
        (
            GERMAN,
            (
                "c ) Durch den <VT_2> wurde mit Wirkung zum 1. Februar 2015 die erforderliche "
                "tarifvertragliche Vereinbarung zur Geltung des <VT_1> getroffen ."
            ),
            "new date",
        ),
        (
            NORWEGIAN,
            "I 1945 var nok <GPE_ORG_1> , Spania og kanskje også <GPE_ORG_2> stormakter .",
            "new name",
        ),
        (NORWEGIAN, "Stormakter i 1946 var <GPE_ORG_1> og kanskje også <GPE_ORG_2> .", "new date"),
        (
            NORWEGIAN,
            "En 1945 <GPE_ORG_1> y quizás también <GPE_ORG_2> eran grandes potencias .",
            "language",
        ),
        (
            ROMANIAN,
            "Lipsind alte melodii , <ORG_1> , adică Radio Belgrad , a transmis des melodia .",
            "leaked mention",
        ),
        (
            ROMANIAN,
            "Din cauza lipsei altor melodii , <ORG_1> a transmis la Cluj foarte des melodia .",
            "new name",
        ),
        (
            SPANISH,
            (
                "Les dejo un increíble <PRODUCT_TYPE_1> en 25 miniaturas por parte de "
                "@gomezzara_art impresas por nosotros"
            ),
            "new number",
        ),
    ],
)
def test_a_spoiled_paraphrase_is_rejected_in_its_language(
    data_dir: Path, place: tuple[str, int], answer: str, reason: str
) -> None:
    name, index = place
    sentence = read(data_dir / "formats" / name, overlaps="longest").sentences[index]

    assert reasons(sentence, answer) == [reason]


def test_chinese_reads_naturally_where_the_answer_does() -> None:
    answer = "<person_1>2008年曾在<university_1>攻读计算机科学。"

    assert chinese_text(answer) == "王小明2008年曾在上海大学攻读计算机科学。"


def test_chinese_reads_naturally_where_the_answer_has_blanks() -> None:
    answer = "<person_1> 2008 年 曾 在 <university_1> 攻 读 计 算 机 科 学 。"

    assert chinese_text(answer) == "王小明2008年曾在上海大学攻读计算机科学。"


def test_chinese_with_blanks_keeps_them() -> None:
    spaced = Sentence.from_words(chinese().words, chinese().entities)
    kept = judged(spaced, "<person_1> 曾 在 2008 年 于 <university_1> 攻 读 计 算 机 科 学 。")

    assert next(filled(kept, CheckSettings())).text.startswith("王 小 明 曾 在 2008 年")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("2008年，<person_1>，即王小明，在<university_1>攻读计算机科学。", "leaked mention"),
        ("2008年，王小明在<university_1>攻读计算机科学。", "leaked mention"),
        ("1999年，<person_1>曾在<university_1>攻读计算机科学。", "new date"),
        ("2008年，<person_1>与35人在<university_1>攻读计算机科学。", "new number"),
        ("In 2008 , <person_1> studied how computers work at <university_1> .", "language"),
        ("2008年，<person_1>在<university_1>学习计算机科学。", "copy"),
        ("<person_1>在<university_1>。", "length"),
        ("2008年，<university_1>的人学习计算机科学。", "placeholders"),
    ],
)
def test_a_spoiled_chinese_paraphrase_is_rejected(answer: str, reason: str) -> None:
    assert reasons(chinese(), answer, "Chinese") == [reason]


def test_new_names_are_undecided_in_a_script_without_case() -> None:
    found = judged(chinese(), "<person_1>2008年曾在<university_1>攻读计算机科学。")

    assert found.noted == {"undecided: new name": 1}
    sentence = next(filled(found, CheckSettings()))
    assert sentence.provenance is not None
    assert "new name" not in sentence.provenance.checks


def test_natural_text_stays_natural_where_the_answer_has_blanks() -> None:
    text = "Als es regnete, blieb Ann (wie immer) im Haus."
    start = text.index("Ann")
    sentence = sentence_from_spans(text, [(start, start + 3, "person")])

    kept = judged(sentence, "Im Haus blieb <person_1> ( wie immer ) , als der Regen kam .")

    assert next(filled(kept, CheckSettings())).text == (
        "Im Haus blieb Ann (wie immer), als der Regen kam."
    )
