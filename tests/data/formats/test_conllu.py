"""CoNLL-U: MISC, spacing, multiword tokens, empty nodes, damage."""

from collections.abc import Callable
from pathlib import Path

import pytest

from paner.data.corpus import Corpus
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

Given = Callable[..., Corpus]


@pytest.fixture
def given_rows(tmp_path: Path) -> Given:
    """Reads a file of comments and `ID FORM MISC` rows."""

    def read_it(*lines: str) -> Corpus:
        path = tmp_path / "corpus.conllu"
        rows = [line if line.startswith("#") or not line else full(line) for line in lines]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return read(path)

    return read_it


def full(row: str) -> str:
    number, form, misc = row.split()
    return "\t".join([number, form, *"_______", misc])


@pytest.mark.parametrize("key", ["name", "NE", "NER", "ne", "ner"])
def test_the_tag_is_found_in_misc(key: str, given_rows: Given) -> None:
    corpus = given_rows(
        "# sent_id =  7", f"1 New SpaceAfter=Yes|{key}=B-GPE_LOC", f"2 York {key}=I-GPE_LOC"
    )

    assert corpus.format == "conllu"
    assert corpus.sentences[0].entities == (Entity(0, 2, "GPE_LOC"),)
    assert (corpus.sentences[0].id, corpus.sentences[0].text) == ("7", "New York")


def test_the_text_follows_space_after_where_no_text_is_given(given_rows: Given) -> None:
    corpus = given_rows("1 Linz SpaceAfter=No|name=B-x", "2 , _", "3 nice SpaceAfter=No", "4 . _")

    assert corpus.sentences[0].text == "Linz, nice."


def test_the_given_text_counts_where_the_words_fit_it(given_rows: Given) -> None:
    corpus = given_rows("# text = Linz  ,  ja", "1 Linz name=B-x", "2 , _", "3 ja _")

    assert corpus.sentences[0].text == "Linz  ,  ja"
    assert corpus.sentences[0].words == ("Linz", ",", "ja")


def test_a_given_text_that_does_not_fit_is_counted(given_rows: Given) -> None:
    corpus = given_rows("# text = something else", "1 Linz name=B-x", "2 , _")

    assert corpus.sentences[0].text == "Linz ,"
    assert list(corpus.counts.values()) == [1]


def test_a_multiword_token_is_one_word_with_the_entities_of_its_parts(given_rows: Given) -> None:
    corpus = given_rows(
        "# text = vámonos al mar",
        "1-2 vámonos _",
        "1 vamos _",
        "2 nos _",
        "3-4 al _",
        "3 a name=O",
        "4 el name=B-place",
        "5 mar name=I-place",
    )

    assert corpus.sentences[0].words == ("vámonos", "al", "mar")
    assert corpus.sentences[0].entities == (Entity(1, 3, "place"),)
    assert corpus.counts == {"entity boundaries inside a multiword token (moved to its edge)": 1}


def test_of_two_entities_in_one_token_the_first_is_kept(given_rows: Given) -> None:
    corpus = given_rows("1-2 ab _", "1 a name=B-x", "2 b name=B-y", "3 c name=I-y")

    assert corpus.sentences[0].entities == (Entity(0, 1, "x"), Entity(1, 2, "y"))


def test_empty_nodes_are_left_out_and_counted(given_rows: Given) -> None:
    corpus = given_rows("1 a name=B-x", "1.1 ghost name=B-y", "2 b name=O")

    assert corpus.sentences[0].words == ("a", "b")
    assert corpus.counts == {"empty nodes (left out)": 1}


def test_a_treebank_without_entities_is_read(given_rows: Given) -> None:
    assert given_rows("1 a _", "2 b SpaceAfter=No", "", "1 c _").labels == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("3\tc\t_", ":3: this is no line of CoNLL-U.*ten columns"),
        ("x\tc" + "\t_" * 8, ":3: this is no line of CoNLL-U"),
        ("3\t" + "\t_" * 8, ":3: this is no line of CoNLL-U"),
        ("3\tc" + "\t_" * 7 + "\tname=X-PER", ":3: the word's MISC holds no tag; found 'X-PER'"),
    ],
)
def test_damage_is_named_with_its_line(row: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.conllu"
    path.write_text("\n".join([full("1 a name=O"), full("2 b name=O"), row]), encoding="utf-8")

    with pytest.raises(DataError, match=message):
        read(path)


def test_a_word_with_a_line_break_is_refused_in_writing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sentence 1 cannot be written as CoNLL-U"):
        write([Sentence.from_words(["a\nb"])], tmp_path / "out.conllu")


def test_what_conllu_cannot_carry_is_counted(tmp_path: Path) -> None:
    sentence = Sentence("a", ((0, 1),), (Entity(0, 1, "x", 0.5),), "two\nlines")

    losses = write([sentence, Sentence("", ())], tmp_path / "out.conllu")

    assert losses == {
        "confidences": 1,
        "id of the sentence": 1,
        "sentence without words (left out)": 1,
    }
