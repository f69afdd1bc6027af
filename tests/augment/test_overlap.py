"""How much of a sentence stands word for word in another."""

from paner.augment.overlap import SeenText, shingled


def test_the_nearest_sentence_is_found_with_its_share() -> None:
    seen = SeenText([["a", "b", "c", "d", "e"], ["c", "d", "e", "f", "g"]])

    # a-b-c-d, b-c-d-e stand in the first; c-d-e-x nowhere
    share, nearest = seen.nearest(shingled(["a", "b", "c", "d", "e", "x"]))

    assert share == 2 / 3
    assert nearest == tuple("abcde")


def test_nothing_is_near_where_nothing_was_seen() -> None:
    assert SeenText([]).nearest(shingled(["a"])) == (0, ())


def test_case_does_not_matter() -> None:
    assert SeenText([["He", "LEFT"]]).nearest(shingled(["he", "left"]))[0] == 1


def test_an_empty_sentence_is_near_to_nothing() -> None:
    assert SeenText([["a"]]).nearest(shingled([])) == (0, ())
