"""Hugging Face records as JSON: strings or numbers, lists or lines, damage with its line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from paner.data.corpus import Corpus
from paner.data.formats.hf import class_names
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

Given = Callable[[str], Corpus]
ROW = (
    '{"id": 3, "tokens": ["New", "York", "."], "ner_tags": %s, "space_after": [true, false, true]}'
)
NAMES = ["O", "B-city", "I-city"]


@pytest.fixture
def given_file(tmp_path: Path) -> Given:
    def read_it(content: str) -> Corpus:
        path = tmp_path / "corpus.json"
        path.write_text(content, encoding="utf-8")
        return read(path)

    return read_it


@pytest.mark.parametrize("content", ["%s", "%s\n%s\n", "[%s]", "[\n%s\n,%s]\n", "\ufeff[%s, %s]"])
def test_a_list_and_lines_are_read_alike(content: str, given_file: Given) -> None:
    row = ROW % '["B-city", "I-city", "O"]'

    corpus = given_file(content.replace("%s", row))

    assert corpus.format == "hf"
    assert len(corpus.sentences) == content.count("%s")
    for sentence in corpus.sentences:
        assert (sentence.id, sentence.text) == ("3", "New York.")
        assert sentence.entities == (Entity(0, 2, "city"),)


def test_a_record_over_several_lines_is_read(given_file: Given) -> None:
    records = [{"words": ["a"], "tags": ["B-x"]}, {"words": ["b"], "tags": ["O"]}]

    corpus = given_file(json.dumps(records, indent=2))

    assert [sentence.text for sentence in corpus.sentences] == ["a", "b"]
    assert [s.provenance.line for s in corpus.sentences if s.provenance] == [2, 10]


def test_numeric_tags_take_their_names_from_the_description_beside_them(
    given_file: Given, tmp_path: Path
) -> None:
    feature = {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "Sequence"}
    info = {"features": {"ner_tags": feature}}
    (tmp_path / "dataset_info.json").write_text(json.dumps(info), encoding="utf-8")

    assert given_file(ROW % "[1, 2, 0]").sentences[0].entities == (Entity(0, 2, "city"),)


def test_numeric_tags_take_the_names_that_the_caller_gives(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(ROW % "[1, 2, 0]", encoding="utf-8")

    assert read(path, label_names=NAMES).labels == ["city"]


def test_chunks_of_a_document_have_ids_of_both(given_file: Given) -> None:
    row = '{"document_id": "d", "chunk": 4, "tokens": ["a"], "labels": ["I-x"]}'

    assert given_file(row).sentences[0].id == "d/4"


def test_tokens_of_white_space_are_left_out_and_counted(given_file: Given) -> None:
    corpus = given_file('{"tokens": ["a", "", " "], "ner_tags": ["O", "O", "O"]}')

    assert corpus.sentences[0].words == ("a",)
    assert corpus.counts == {"words of white space only (left out)": 2}


GOOD = '{"tokens": ["a"], "ner_tags": ["O"]}\n'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ROW % "[1, 2, 0]", ":1: the tags are numbers and nothing says their names"),
        (GOOD + ROW % '["O"]', ":2: tokens and tags differ in number; found '1 tags'; expected 3"),
        (GOOD + ROW % '["O", "O", "PER"]', ":2: this is no tag; found 'PER'"),
        (GOOD + ROW % '["O", "O", null]', ":2: this is no tag; found 'null'"),
        (GOOD + '{"tokens": ["a"]}', ":2: the record has no list of tags.*'the keys tokens'"),
        (GOOD + '{"tokens": [1], "ner_tags": ["O"]}', ":2: a token is no string; found 1"),
        (GOOD + "[1]", ":2: this is no record"),
        (GOOD + '{"tokens": ["a"], "ner_t', ":2: the JSON is damaged or cut off"),
        (GOOD + GOOD[:-1] + " x", ":2: the JSON is damaged or cut off; found 'x'"),
        (f"[{GOOD},\n{GOOD}", ":4: the JSON is damaged or cut off; found 'the end'"),
        (f"[{GOOD},\n]", ":3: the JSON is damaged or cut off; found ']'"),
        (f"[{GOOD}]\nx", ":3: the JSON is damaged or cut off; found 'x'"),
        (f"[{GOOD} {GOOD}]", ":2: the JSON is damaged or cut off.*expected `,` or `]`"),
        ('{"tokens": ["\\ud83d"], "ner_tags": ["O"]}', ":1: .*found 'half a surrogate pair'"),
        ('[{"tokens": ["\\ud83d"], "ner_tags": ["O"]}]', ":1: .*found 'half a surrogate pair'"),
        (
            '{"tokens": ["a"], "ner_tags": ["O"], "space_after": [true, true]}',
            ":1: `space_after` does not fit the tokens",
        ),
    ],
)
def test_damage_is_named_with_its_line(content: str, message: str, given_file: Given) -> None:
    with pytest.raises(DataError, match=f"corpus.json{message}"):
        given_file(content)


def test_a_number_without_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(ROW % "[1, 7, 0]", encoding="utf-8")

    with pytest.raises(DataError, match=r"this is no tag; found 7;.*a number below 3"):
        read(path, label_names=NAMES)


def test_a_damaged_description_is_named(given_file: Given, tmp_path: Path) -> None:
    (tmp_path / "dataset_info.json").write_text("{", encoding="utf-8")

    with pytest.raises(DataError, match=r"dataset_info.json: this cannot be read"):
        given_file(GOOD)


def test_a_description_without_names_gives_none() -> None:
    assert class_names({"features": {"ner_tags": {"feature": {"dtype": "string"}}}}) == ()
    assert class_names([]) == ()


@pytest.mark.parametrize("number", [0, 1, 3])
def test_the_ending_json_writes_a_list(number: int, tmp_path: Path) -> None:
    path = tmp_path / "out.json"

    write([Sentence.from_words(["a"])] * number, path, format="hf")

    records = json.loads(path.read_text(encoding="utf-8"))
    assert records == [{"tokens": ["a"], "ner_tags": ["O"], "space_after": [False]}] * number


def test_spacing_of_more_than_a_blank_is_a_loss(tmp_path: Path) -> None:
    losses = write([Sentence("a  b", ((0, 1), (3, 4)))], tmp_path / "out.hf.jsonl")

    assert losses == {"original spacing (words are joined by one blank)": 1}
