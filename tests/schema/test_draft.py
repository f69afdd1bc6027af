"""A schema's skeleton from data."""

from pathlib import Path

from paner.data.sentence import Entity, Sentence
from paner.schema.draft import draft_schema
from paner.schema.files import read_schema


def drafted(folder: Path, *sentences: Sentence) -> list[str]:
    path = folder / "schema.yaml"
    path.write_text(draft_schema(sentences), encoding="utf-8")
    return read_schema(path).names


def test_a_draft_is_a_schema_with_each_type_once(tmp_path: Path) -> None:
    sentence = Sentence.from_words(
        ["Ann", "met", "Bo", "in", "Rome"],
        [Entity(0, 1, "person"), Entity(2, 3, "person"), Entity(4, 5, "place: or - so")],
    )

    assert drafted(tmp_path, sentence) == ["person", "place: or - so"]


def test_the_most_frequent_mentions_stand_first_with_one_in_context() -> None:
    once = Sentence.from_words(["Ann", "left"], [Entity(0, 1, "p")])
    twice = Sentence.from_words(["Then", "Bo", "left"], [Entity(1, 2, "p")])

    text = draft_schema([once, twice, twice], examples=2)

    assert "# 3 in the data: [Bo, Ann]\n# as in: Then [Bo] left\n- name: p\n" in text


def test_a_mention_cannot_break_out_of_its_comment(tmp_path: Path) -> None:
    nasty = Sentence("a\n- name: evil", ((0, 1), (2, 14)), (Entity(0, 2, "p"),))
    strange = Sentence("b\x85\u2028c", ((0, 4),), (Entity(0, 1, "q"),))

    assert drafted(tmp_path, nasty, strange) == ["p", "q"]


def test_data_without_entities_gives_no_entry() -> None:
    text = draft_schema([Sentence.from_words(["Rain"])])

    assert "- name" not in text
