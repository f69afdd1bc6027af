"""Names, numbers and dates that came into a context, and what only looks like one."""

import pytest

from paner.augment.context_news import names_stay_unseen, new_date, new_name, new_number
from paner.augment.template import Mention, Template

ENTITIES = {"<p_1>": Mention.from_words("p", ("Ann", "Lee"))}


def template(text: str) -> Template:
    return Template(tuple(text.split()), ENTITIES)


ORIGINAL = template("In the 1990s <p_1> won two American prizes , one of them at the U.S. Open .")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("At the US Open and elsewhere , <p_1> won .", None),
        ("What <p_1> won ? Prizes . Many of them .", None),
        ('She said : " Prizes for <p_1> " .', None),
        ("I think that Mr <p_1> won Americans over .", None),
        ("Then <p_1> beat Serena in the final .", "Serena"),
        ("Then <p_1> bought an iPhone .", "iPhone"),
        ("Prizes for <p_1> , says Grammy-winner .", "Grammy-winner"),
        ("NASA gave <p_1> a prize .", "NASA"),
    ],
)
def test_a_capital_inside_a_sentence_makes_a_name(text: str, name: str | None) -> None:
    assert new_name(ORIGINAL, template(text), "en") == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Den Preis bekam <p_1> für ein Gedicht .", None),
        ("Den Preis bekam <p_1> von Petra Vogel .", "Petra Vogel"),
        ("Den Preis bekam <p_1> vom ZDF .", "ZDF"),
    ],
)
def test_where_nouns_have_capitals_a_name_takes_more(text: str, name: str | None) -> None:
    original = template("Für das Buch erhielt <p_1> einen Preis .")

    assert new_name(original, template(text), "de") == name


@pytest.mark.parametrize(
    "text",
    [
        "which films did <p_1> make with her",
        "WHICH FILMS DID <p_1> MAKE",
        "How Old Trees Have Changed <p_1> And Many Others",
        "<p_1> 昨天在海边的小城出生。",
    ],
)
def test_some_texts_tell_nothing_by_capitals(text: str) -> None:
    small = {"<p_1>": Mention.from_words("p", ("ann",) if text.islower() else ("安",))}
    words = tuple(text.split())

    unseen = names_stay_unseen(Template(words, {} if text.isupper() else small), None)

    assert unseen


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("In the '90s <p_1> won 2 prizes .", None),
        ("Both of the two prizes were won by <p_1> .", None),
        ("<p_1> won 35 prizes .", "35"),
        ("<p_1> won seven prizes .", "seven"),
        ("<p_1> won ３５ prizes .", "３５"),
        ("At 06:00 <p_1> won 2 prizes .", "06:00"),
    ],
)
def test_numbers_are_compared_by_value(text: str, number: str | None) -> None:
    assert new_number(ORIGINAL, template(text)) == number


@pytest.mark.parametrize(
    ("text", "date", "language"),
    [
        ("From 1990 on <p_1> won two prizes .", None, "en"),
        ("In 1997 <p_1> won two prizes .", "1997", "en"),
        ("In May <p_1> won two prizes .", "May", "en"),
        ("She may say that <p_1> won two prizes .", None, "en"),
        ("På fredag vant <p_1> to priser .", "fredag", "no"),
        ("<p_1> mai are două premii .", None, "ro"),
    ],
)
def test_years_months_and_weekdays_are_dates(text: str, date: str | None, language: str) -> None:
    assert new_date(ORIGINAL, template(text), language) == date


def test_a_century_may_become_its_years() -> None:
    assert (
        new_date(template("In the 16th century <p_1> ."), template("The 1500s : <p_1>"), "en")
        is None
    )
