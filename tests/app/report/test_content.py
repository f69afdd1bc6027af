from paner.app.report import Mark, mark_entities
from paner.data.sentence import Entity, Sentence


def test_marks_count_characters_and_keep_confidences() -> None:
    sentence = Sentence.from_words(["Hi", "Ann", "Lee"], [Entity(1, 3, "person", 0.5)])

    marked = mark_entities(sentence, "gold")

    assert marked.marks == (Mark(3, 10, "person", 0.5),)
    assert (marked.text, marked.note) == ("Hi Ann Lee", "gold")
