from paner.app.report import Example, Mark, MarkedText, ReportData
from paner.app.report.highlight import Piece, hues, pieces


def test_pieces_join_to_the_text_again() -> None:
    text = MarkedText("Ann, Bob 🎵", (Mark(0, 3, "p"), Mark(5, 8, "p")))

    assert "".join(piece.text for piece in pieces(text)) == text.text


def test_touching_entities_and_entities_at_the_edges_make_no_empty_pieces() -> None:
    text = MarkedText("AnnBob", (Mark(0, 3, "p"), Mark(3, 6, "q")))

    assert [piece.text for piece in pieces(text)] == ["Ann", "Bob"]


def test_an_entity_is_wrong_if_the_other_side_lacks_it() -> None:
    gold = MarkedText("Ann met Bob", (Mark(0, 3, "p"), Mark(8, 11, "p")))
    predicted = MarkedText("Ann met Bob", (Mark(0, 3, "p", 0.9), Mark(8, 11, "q", 0.4)))

    found = [piece for piece in pieces(predicted, gold) if piece.mark]

    assert found == [
        Piece("Ann", Mark(0, 3, "p", 0.9)),
        Piece("Bob", Mark(8, 11, "q", 0.4), wrong=True),
    ]


def test_every_type_has_a_hue_of_its_own() -> None:
    labels = [f"type {index}" for index in range(17)]
    text = MarkedText("x" * 17, tuple(Mark(i, i + 1, label) for i, label in enumerate(labels)))

    found = hues(ReportData("t", examples=(Example(text, MarkedText("x")),)))

    assert sorted(found) == sorted(labels)
    assert len(set(found.values())) == 17
