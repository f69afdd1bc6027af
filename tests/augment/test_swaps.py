"""Placeholders that changed places."""

import pytest

from paner.augment.swaps import swapped_placeholders
from paner.augment.template import Mention, Template

ENTITIES = {
    "<person_1>": Mention.from_words("person", ("Ann",)),
    "<person_2>": Mention.from_words("person", ("Bo",)),
    "<club_1>": Mention.from_words("club", ("Rovers",)),
}


def template(text: str) -> Template:
    return Template(tuple(text.split()), ENTITIES)


@pytest.mark.parametrize(
    ("original", "paraphrase", "pair"),
    [
        (
            "<person_1> joined <club_1> .",
            "<club_1> joined <person_1> .",
            {"<person_1>", "<club_1>"},
        ),
        (
            "<person_1> beat <person_2> .",
            "<person_2> beat <person_1> .",
            {"<person_1>", "<person_2>"},
        ),
        ("a <person_1> saw <club_1> .", "an <club_1> saw <person_1> .", {"<person_1>", "<club_1>"}),
    ],
)
def test_a_swap_is_seen_where_all_else_stayed(
    original: str, paraphrase: str, pair: set[str]
) -> None:
    found = swapped_placeholders(template(original), template(paraphrase))

    assert found is not None
    assert set(found) == pair


@pytest.mark.parametrize(
    ("original", "paraphrase"),
    [
        ("<person_1> beat <person_2> .", "<person_2> was beaten by <person_1> ."),
        ("<person_1> joined <club_1> .", "<club_1> was joined by <person_1> ."),
        ("<person_1> joined <club_1> .", "<club_1> signed <person_1> ."),
        ("<person_1> and <person_2> left .", "<person_2> and <person_1> left ."),
        ("<person_1> , <club_1> and Al left .", "<club_1> , <person_1> and Al left ."),
    ],
)
def test_what_may_move_is_not_a_swap(original: str, paraphrase: str) -> None:
    assert swapped_placeholders(template(original), template(paraphrase)) is None
