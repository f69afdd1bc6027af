"""What a model wrote, read back."""

import pytest

from paner.augment.reading import read_paraphrase
from paner.augment.rejection import Rejection
from paner.augment.template import Mention, Template, fill, mask
from paner.data.sentence import Entity, Sentence

JKU = mask(
    Sentence.from_words(
        ["Sepp", "Hochreiter", "joined", "JKU", "in", "the", "U.S.", ",", "then", "left", "."],
        [Entity(0, 2, "person"), Entity(3, 4, "university")],
    )
)


def words_of(answer: str, template: Template = JKU) -> tuple[str, ...]:
    paraphrase = read_paraphrase(template, answer)
    assert isinstance(paraphrase, Template), paraphrase
    return paraphrase.words


def rejection_of(answer: str, template: Template = JKU) -> Rejection:
    rejection = read_paraphrase(template, answer)
    assert isinstance(rejection, Rejection), rejection
    return rejection


def test_a_placeholder_may_move() -> None:
    paraphrase = read_paraphrase(JKU, "<university_1> was joined by <person_1> .")

    assert isinstance(paraphrase, Template)
    filled = fill(paraphrase)
    assert filled.text == "JKU was joined by Sepp Hochreiter ."
    assert filled.entities == (Entity(0, 1, "university"), Entity(4, 6, "person"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<person_1>'s <university_1> .", ("<person_1>", "'s", "<university_1>", ".")),
        ("<person_1>, at <university_1> .", ("<person_1>", ",", "at", "<university_1>", ".")),
        ("(<person_1>/<university_1>)", ("(", "<person_1>", "/", "<university_1>", ")")),
        ("<person_1>-led <university_1> .", ("<person_1>", "-led", "<university_1>", ".")),
        ("“<person_1>” <university_1>.", ("“", "<person_1>", "”", "<university_1>", ".")),
    ],
)
def test_what_is_glued_to_a_placeholder_becomes_words_of_its_own(
    answer: str, words: tuple[str, ...]
) -> None:
    assert words_of(answer) == words


def test_a_tokenised_answer_keeps_its_words() -> None:
    answer = "<person_1> , with 20,000 e-mails and/or f(x)s , left <university_1> ."

    assert words_of(answer) == tuple(answer.split())


def test_a_natural_answer_is_split_into_words() -> None:
    words = words_of("Later, <person_1> left <university_1> in the U.S., and didn't return.")

    assert words[:5] == ("Later", ",", "<person_1>", "left", "<university_1>")
    assert words[5:9] == ("in", "the", "U.S.", ",")
    assert words[-2:] == ("return", ".")


def test_a_natural_answer_keeps_its_spacing() -> None:
    paraphrase = read_paraphrase(JKU, "Later, <person_1>'s  university was <university_1>.")

    assert isinstance(paraphrase, Template)
    assert fill(paraphrase).text == "Later, Sepp Hochreiter's university was JKU."


def test_chinese_around_placeholders_is_split() -> None:
    assert words_of("<person_1>加入了<university_1>。") == (
        "<person_1>", "加", "入", "了", "<university_1>", "。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        ("<person_1> left .", "<university_1> is missing"),
        ("<person_1> and <person_1> at <university_1> .", "<person_1> stands 2 times, expected 1"),
        ("<person_2> at <university_1> .", "<person_1> is missing; <person_2> is not in the"),
        ("<Person_1> at <university_1> .", "<Person_1> is not in the original"),
        ("<person_1> and <person> at <university_1> .", "<person> is not in the original"),
        ("The researcher came .", "<person_1> is missing; <university_1> is missing"),
    ],
)
def test_another_multiset_of_placeholders_is_rejected(answer: str, detail: str) -> None:
    rejection = rejection_of(answer)

    assert rejection.reason == "placeholders"
    assert detail in rejection.detail


def test_a_placeholder_look_alike_of_the_context_must_stay_too() -> None:
    sentence = Sentence.from_words(["<p_1>", "is", "Ann"], [Entity(2, 3, "p")])
    template = mask(sentence)

    assert words_of("<p_2> writes <p_1>", template) == ("<p_2>", "writes", "<p_1>")
    assert rejection_of("<p_2> writes", template).reason == "placeholders"


def test_a_tag_of_the_context_may_go_but_none_may_come() -> None:
    template = mask(Sentence.from_words(["<b>", "Ann", "</b>"], [Entity(1, 2, "p")]))

    assert words_of("just <p_1>", template) == ("just", "<p_1>")
    assert rejection_of("<i> <p_1>", template).reason == "placeholders"


def test_a_letter_glued_to_a_placeholder_is_rejected() -> None:
    assert rejection_of("two <person_1>s at <university_1> .").reason == "glued placeholder"


@pytest.mark.parametrize("answer", ["", " \n"])
def test_an_empty_answer_is_rejected(answer: str) -> None:
    assert rejection_of(answer).reason == "empty answer"


def test_a_sentence_without_entities_can_be_reworded() -> None:
    template = mask(Sentence.from_words(["It", "rains", "."]))

    assert words_of("Rain falls .", template) == ("Rain", "falls", ".")


def test_a_mention_in_its_placeholders_stead_is_a_leak() -> None:
    original = Template(("<p_1>", "left", "."), {"<p_1>": Mention.from_words("p", ("Ann", "Lee"))})

    leaked = read_paraphrase(original, "Off went Ann Lee .")
    lost = read_paraphrase(original, "Off went Anna .")

    assert isinstance(leaked, Rejection)
    assert leaked.reason == "leaked mention"
    assert "<p_1> is missing, 'Ann Lee' is written out" in leaked.detail
    assert isinstance(lost, Rejection)
    assert lost.reason == "placeholders"
