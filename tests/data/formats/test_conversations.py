"""Pile-NER as it was published: conversations about a text, one question a type."""

import json
from pathlib import Path

import pytest

from paner.data.read import read, write
from paner.errors import DataError

TEXT = "Ada Lovelace met Charles Babbage in London."
QUESTIONS = [
    ("person", '["Ada Lovelace", "Charles Babbage"]'),
    ("location", '["London"]'),
    ("date", "[]"),
    ("title", '["Countess"]'),
]


def row(*questions: tuple[str, str], text: str = f"Text: {TEXT}") -> dict[str, object]:
    said = [text, "I've read this text."]
    for label, answer in questions:
        said += [f"What describes {label} in the text?", answer]
    turns = [{"from": ("human", "gpt")[i % 2], "value": value} for i, value in enumerate(said)]
    return {"id": "ner_0", "conversations": turns}


@pytest.mark.parametrize("layout", ["list", "lines"])
def test_a_conversation_is_read_as_a_sentence(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "train.json"
    rows = [row(*QUESTIONS), row(*QUESTIONS[:1])]
    path.write_text(json.dumps(rows) if layout == "list" else "\n".join(map(json.dumps, rows)))

    corpus = read(path)

    first, second = corpus.sentences
    assert corpus.format == "pilener"
    assert (first.id, first.text) == ("ner_0", TEXT)
    assert [(first.mention(e), e.label) for e in first.entities] == [
        ("Ada Lovelace", "person"),
        ("Charles Babbage", "person"),
        ("London", "location"),
    ]
    # a title was named but does not stand in the text: it is neither there nor absent
    assert first.asked == ("person", "location", "date")
    assert second.asked == ("person",)
    assert corpus.counts == {"entity strings not found at word borders": 1}


@pytest.mark.parametrize("name", ["x.jsonl", "x.pilener.jsonl"])
def test_what_was_asked_for_survives_our_own_formats(tmp_path: Path, name: str) -> None:
    source, target = tmp_path / "train.json", tmp_path / name
    source.write_text(json.dumps([row(*QUESTIONS[:3])]))
    sentence = read(source).sentences[0]

    losses = write([sentence], target)
    restored = read(target).sentences[0]

    assert losses == {}
    assert (restored.entities, restored.asked) == (sentence.entities, sentence.asked)


def test_other_formats_say_that_they_lose_it(tmp_path: Path) -> None:
    source = tmp_path / "train.json"
    source.write_text(json.dumps([row(*QUESTIONS[:3])]))

    losses = write(read(source).sentences, tmp_path / "x.conll")

    assert losses["types asked for"] == 1


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (row(("person", "Ada")), "an answer is not JSON; found 'Ada'"),
        (row(("person", '{"a": 1}')), "an answer is no list of strings"),
        (row(("person", "[1]")), "an answer is no list of strings"),
    ],
)
def test_a_damaged_conversation_is_an_error_with_its_place(
    tmp_path: Path, damaged: dict[str, object], message: str
) -> None:
    path = tmp_path / "train.json"
    path.write_text(json.dumps([row(*QUESTIONS), damaged]))

    with pytest.raises(DataError, match=rf"train\.json:1: record 2: {message}"):
        read(path)


def test_an_entity_of_a_type_that_was_not_asked_for_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    entity = {"start": 0, "end": 3, "label": "person"}
    path.write_text(json.dumps({"text": "Ada left", "entities": [entity], "asked": ["place"]}))

    with pytest.raises(DataError, match="of a type that was not asked for; found 'person'"):
        read(path)
