from dataclasses import replace
from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE, SCHEMA

from paner.augment.checks import CHECKS
from paner.augment.llm.paraphrase_prompt import HIDDEN, told, try_paraphrase_prompt
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphrase_work import requests_for
from paner.augment.llm.prompt import load_prompt
from paner.augment.rejection import Rejection
from paner.data.words import sentence_from_spans
from paner.errors import LanguageModelError, UsageError
from paner.prompt import Prompt

SETTINGS = ParaphraseSettings(language="English", domain="art", variants=3)
OWN = """{{ variants }} {% for sentence in sentences %}{{ sentence.number }} {{ sentence.template }}
{% for p in sentence.placeholders %}{{ p.label }}{% endfor %}{{ sentence.problems }}{% endfor %}"""


def prompt_for(settings: ParaphraseSettings) -> str:
    return next(iter(requests_for(FIVE, settings, SCHEMA))).prompt


def test_a_prompt_says_all_that_a_rewording_must_respect() -> None:
    text = prompt_for(SETTINGS)

    for said in (
        "Sentence 1: <person_1> joined <organisation_1> in 1999 .",
        "- person: A human being with a name.",
        '<person_1> is person, here "Ann Lee"',
        "in 3 different ways",
        "write in English",
        "domain: art",
        '{"paraphrases": ["..."]}',
    ):
        assert said in text


def test_hidden_mentions_are_nowhere_in_a_prompt() -> None:
    text = prompt_for(replace(SETTINGS, show_mentions=False))

    assert "Ann" not in text
    assert "Acme" not in text
    assert "<person_1> is person" in text


def test_several_sentences_share_a_prompt() -> None:
    texts = [r.prompt for r in requests_for(FIVE, replace(SETTINGS, sentences_per_request=3), None)]

    assert len(texts) == 2
    assert "Sentence 3: Critics in" in texts[0]
    assert '"number"' in texts[0]


def test_chinese_is_shown_without_blanks_and_other_scripts_word_by_word() -> None:
    chinese = sentence_from_spans(
        "王小明在上海大学学习。", [(0, 3, "person"), (4, 8, "university")]
    )
    english = sentence_from_spans("Ann Lee left Rome.", [(0, 7, "person")])

    shown = [request.prompt for request in requests_for([chinese, english], SETTINGS, None)]

    assert "Sentence 1: <person_1>在<university_1>学习。\n" in shown[0]
    assert "Sentence 1: <person_1> left Rome .\n" in shown[1]


def test_a_rejection_is_told_with_its_reason() -> None:
    rejection = Rejection("leaked mention", "'Ann Lee' is written out", "Ann Lee joined")

    assert told([rejection], show_mentions=True) == ["\"Ann Lee joined\": 'Ann Lee' is written out"]


def test_a_rejection_is_told_without_the_mention_where_mentions_are_hidden() -> None:
    rejection = Rejection("leaked mention", "'Ann Lee' is written out", "She joined")

    (line,) = told([rejection], show_mentions=False)

    assert line == '"She joined": it wrote out what a placeholder stands for'


def test_every_check_can_be_told_without_a_mention() -> None:
    read = {"placeholders", "glued placeholder", "empty answer", "leaked mention"}

    assert set(HIDDEN) == read | set(CHECKS)


def test_what_is_told_does_not_grow() -> None:
    rejections = [Rejection("copy", "x" * 1000, "y" * 1000)] * 50

    assert sum(map(len, told(rejections, show_mentions=True))) < 4 * 700


def test_the_prompt_that_comes_along_says_all_that_is_needed() -> None:
    try_paraphrase_prompt(load_prompt("paraphrase.v1"))


def test_a_users_own_prompt_is_taken(tmp_path: Path) -> None:
    (tmp_path / "mine.jinja").write_text(OWN, encoding="utf-8")
    prompt = load_prompt(tmp_path / "mine.jinja")

    try_paraphrase_prompt(prompt)

    assert prompt.version.startswith("mine.jinja ")
    assert "<person_1> joined" in prompt_for(replace(SETTINGS, prompt=prompt))


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("{{ sentence.template }}", "sentence.template"),
        ("{{ variants }}", "variants"),
        ("{{ sentence.problems }}", "sentence.problems"),
        ("{{ sentence.number }}", "sentence.number"),
        ("{{ p.label }}", "placeholder.label"),
    ],
)
def test_a_prompt_that_lacks_a_field_is_an_error_that_names_it(left_out: str, named: str) -> None:
    with pytest.raises(LanguageModelError, match=f"does not show {named}"):
        try_paraphrase_prompt(Prompt("mine", OWN.replace(left_out, "")))


@pytest.mark.parametrize("wrong", ["{{ sentense }}", "{% for %}", "{{ ''.__class__.mro() }}"])
def test_a_prompt_that_is_no_template_is_an_error(wrong: str) -> None:
    with pytest.raises(LanguageModelError, match="cannot be filled in"):
        try_paraphrase_prompt(Prompt("mine", OWN + wrong))


def test_a_missing_prompt_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(LanguageModelError, match=r"mine\.jinja: the prompt cannot be read"):
        load_prompt(tmp_path / "mine.jinja")


@pytest.mark.parametrize(
    "settings", [{"variants": 0}, {"attempts": 0}, {"per_sentence": 3}, {"per_sentence": 0}]
)
def test_impossible_numbers_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        ParaphraseSettings(**settings)  # type: ignore[arg-type]  # the numbers among its fields
