"""Which language a text is in, and when one may say so."""

import pytest

from paner.augment.languages import changed_language, language_code, language_of
from paner.errors import UsageError


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sie wurde gestern in der kleinen Stadt geboren .", "de"),
        ("Hvorfor flyttet ikke noen av dem heller nordover ?", "no"),
        ("Ea s-a născut ieri într-un oraș mic de pe malul mării .", "ro"),
        ("Ella nació ayer en la pequeña ciudad junto al mar .", "es"),
        ("她昨天在海边的小城出生。", "zh"),
        ("She was born yesterday in the small town by the sea .", "en"),
    ],
)
def test_a_sentence_is_in_its_language(text: str, language: str) -> None:
    assert language_of(text) == language
    assert changed_language(text, language) is None
    assert changed_language(text, "fi") == language


def test_near_relatives_are_not_told_apart_by_a_few_words() -> None:
    assert changed_language("Han er en god mann .", "da") is None


def test_numbers_are_in_no_language() -> None:
    assert language_of("1984 , 12 : 30") is None
    assert changed_language("1984 , 12 : 30", "en") is None


def test_languages_are_named_by_code_or_in_english() -> None:
    assert [language_code(name) for name in ("de", "de-AT", "German", "nb", "zh_TW")] == [
        "de",
        "de",
        "de",
        "no",
        "zh",
    ]


def test_a_name_of_no_language_is_refused() -> None:
    with pytest.raises(UsageError, match="expected an ISO 639-1 code"):
        language_code("Elvish")
