"""Damaged placeholders: restored where one reading is left, else refused."""

import pytest

from paner.augment.mapping import map_placeholders
from paner.augment.template import Mention, Template

ORIGINAL = Template(
    ("<first_name_1>", "met", "<first_name_2>", "in", "<city_1>", "."),
    {
        "<first_name_1>": Mention.from_words("first name", ("Ann",)),
        "<first_name_2>": Mention.from_words("first name", ("Bo",)),
        "<city_1>": Mention.from_words("city", ("Rome",)),
    },
)


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        (
            "In [city_1] , <FIRST_NAME_2> was met by {first name 1} .",
            "In <city_1> , <first_name_2> was met by <first_name_1> .",
        ),
        (
            "In <city> , <first_name_2> was met by <first_name_1> .",
            "In <city_1> , <first_name_2> was met by <first_name_1> .",
        ),
        (
            "<first_name> came across <first_name> while in <city> .",
            "<first_name_1> came across <first_name_2> while in <city_1> .",
        ),
        (
            "<first_name_1> came across <first_name_2> while in <town_1> .",
            "<first_name_1> came across <first_name_2> while in <city_1> .",
        ),
        (
            "<first_name_1> came across Bo while in &lt;city_1&gt; .",
            "<first_name_1> came across <first_name_2> while in <city_1> .",
        ),
    ],
)
def test_one_possible_reading_is_restored(damaged: str, restored: str) -> None:
    found = map_placeholders(ORIGINAL, damaged)

    assert found is not None
    assert found.text == restored
    assert found.entities == ORIGINAL.entities


@pytest.mark.parametrize(
    "damaged",
    [
        "In <city_1> , <first_name> was met by <first_name> .",  # who met whom?
        "<first_name_1> met <first_name_1> in <city_1> .",
        "<first_name_1> met <first_name_2> in <city_1> , in <city_1> .",
        "In <town_1> , <first_name_2> was met by <first_name_1> .",  # not where the city stood
        "<first_name_1> met <person_1> in <town_1> .",
        "<first_name_1> met <first_name_2> .",
        "<first_name_1> met Bo , Bo ! in <city_1> .",
        "<first_name_1> met <first_name_2> in <city_1> with <first_name_3> .",
        "",
    ],
)
def test_what_leaves_a_doubt_is_not_restored(damaged: str) -> None:
    assert map_placeholders(ORIGINAL, damaged) is None


def test_equal_mentions_are_not_told_apart() -> None:
    twice = Template(
        ("<p_1>", "met", "<p_2>"),
        {name: Mention.from_words("p", ("Ann",)) for name in ("<p_1>", "<p_2>")},
    )

    assert map_placeholders(twice, "Ann met <p_2>") is None
