"""Column files: their variants are told apart, their damage is named with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from paner.data.corpus import Corpus
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError

Given = Callable[[str | bytes], Corpus]


@pytest.fixture
def given_file(tmp_path: Path) -> Given:
    def read_it(content: str | bytes) -> Corpus:
        path = tmp_path / "corpus.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path)

    return read_it


def spans(corpus: Corpus) -> list[list[tuple[str, str]]]:
    return [[(s.mention(e), e.label) for e in s.entities] for s in corpus.sentences]


SEPP = [[("Sepp Hochreiter", "person"), ("JKU", "university")], [("Linz", "city")]]


@pytest.mark.parametrize(
    "content",
    [
        "Sepp\tB-person\nHochreiter\tI-person\njoined\tO\nJKU\tB-university\n\nLinz\tB-city\n",
        "Sepp B-person\nHochreiter I-person\njoined O\nJKU B-university\n\nLinz B-city",
        "B-person\tSepp\nI-person\tHochreiter\nO\tjoined\nB-university\tJKU\n\nB-city\tLinz\n\n\n",
        "Sepp\tI-person\nHochreiter\tI-person\njoined\tO\nJKU\tI-university\n\nLinz\tI-city\n",
        "Sepp\tB-person\nHochreiter\tE-person\njoined\tO\nJKU\tS-university\n\nLinz\tS-city\n",
        "Sepp\tB-person\nHochreiter\tL-person\njoined\tO\nJKU\tU-university\n\nLinz\tU-city\n",
        (
            "Sepp NNP I-NP B-person\nHochreiter NNP I-NP I-person\njoined VBD O O\n"
            "JKU NNP B-NP B-university\n\nLinz NNP I-NP B-city\n"
        ),
        (
            "\ufeffSepp\tB-person\r\nHochreiter\tI-person\r\njoined\tO\r\nJKU\tB-university\r\n"
            "\r\nLinz\tB-city\r\n"
        ),
        (
            "-DOCSTART- O\n\nSepp B-person\nHochreiter I-person\njoined O\nJKU B-university\n"
            "  \t \nLinz B-city\n"
        ),
        "# 1\nSepp B-person\nHochreiter I-person\njoined O\nJKU B-university\n\n#\nLinz B-city\n",
        (
            "1\tSepp\tB-person\t-\n2\tHochreiter\tI-person\t-\n3\tjoined\tO\t-\n4\tJKU\tB-university\t-\n"
            "\n1\tLinz\tB-city\t-\n"
        ),
        "Sepp  B-person \nHochreiter   I-person\njoined O\nJKU  B-university\n\n Linz B-city\n",
    ],
    ids=[
        "tabs",
        "blanks, no line end",
        "tag first",
        "IOB1",
        "IOBES",
        "BILOU",
        "four columns",
        "BOM and CRLF",
        "docstart, blank line of blanks",
        "comments",
        "numbered, tag in the middle",
        "aligned",
    ],
)
def test_each_variant_is_read_alike(content: str, given_file: Given) -> None:
    corpus = given_file(content)

    assert corpus.format == "conll"
    assert spans(corpus) == SEPP
    assert corpus.sentences[0].text == "Sepp Hochreiter joined JKU"


def test_document_starts_comments_and_malformed_tags_are_counted(given_file: Given) -> None:
    corpus = given_file("-DOCSTART- O\n\n# a comment\na B-x\nb I-y\n\n-DOCSTART- O\nc O\n")

    assert corpus.counts == {
        "-DOCSTART- lines (no sentences)": 2,
        "comment lines": 1,
        "malformed tags (read as conlleval does)": 1,
    }
    assert spans(corpus) == [[("a", "x"), ("b", "y")], []]


def test_words_between_tabs_may_hold_blanks_and_labels_may_too(given_file: Given) -> None:
    corpus = given_file("38.4 million\tB-amount of money\nof\tI-amount of money\n# x\tO\n#\tO\n")

    assert corpus.sentences[0].words == ("38.4 million", "of", "# x", "#")
    assert corpus.labels == ["amount of money"]


def test_a_no_break_space_stays_inside_its_word(given_file: Given) -> None:
    assert given_file("38\u00a0km B-x\nO O\n").sentences[0].words == ("38\u00a0km", "O")


def test_words_of_white_space_only_are_left_out_and_counted(given_file: Given) -> None:
    corpus = given_file("a\tB-x\n\u00a0\tI-x\nb\tI-x\n\n\u00a0\tO\n")

    assert spans(corpus) == [[("a b", "x")]]
    assert corpus.counts == {
        "words of white space only (left out)": 2,
        "sentence without words (left out)": 1,
    }


def test_the_provenance_is_the_file_and_the_line_of_the_first_word(given_file: Given) -> None:
    provenance = given_file("a O\n\n\n# c\nb O\n").sentences[1].provenance

    assert provenance is not None
    assert (Path(provenance.source).name, provenance.line) == ("corpus.txt", 5)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\tO\nb\tO\nc\n", ":3: the line has another number of columns.*'c'.*2 columns, a tab"),
        ("a O\nb O\nc d O\n", ":3: the line has another number of columns.*blanks between"),
        ("a\tO\nb\tX-PER\nc\tO\n", ":2: this is no tag; found 'X-PER'; expected `O`, or `B-`"),
        ("a\tO\nb\t\nc\tO\n", ":2: the tag is missing; found 'b\\\\t'; .*tag in column 2"),
        ("a\tO\n\tO\n", ":2: the word is missing"),
        ("a\tS-x\nb\tO\nc\tU-x\n", ":3: this is no IOBES tag; found 'U-x'"),
        ("a\tO\nb\tO\n#\tX-x\n", ":3: this is no tag; found 'X-x'"),
        (b"a\tO\nZ\xfcrich\tO\n", ":2: the text is not UTF-8; found 'byte 0xfc'"),
        (b"a\tO\nb\0\tO\n", "this is a binary file; found 'a NUL byte'"),
        ("a\tO\n".encode("utf-16"), ":1: the text is not UTF-8; found 'byte 0xff'"),
        ("", "the file is empty"),
        ("\ufeff\r\n\n", "the file is empty"),
    ],
)
def test_damage_is_named_with_its_line(
    content: str | bytes, message: str, given_file: Given
) -> None:
    with pytest.raises(DataError, match=f"corpus.txt.*{message}"):
        given_file(content)


def test_a_file_without_tags_is_refused_as_columns(tmp_path: Path) -> None:
    path = tmp_path / "words.conll"
    path.write_text("a\t\nb\t\n", encoding="utf-8")

    with pytest.raises(DataError, match="no column holds tags"):
        read(path)


def test_a_forced_scheme_decides_what_is_malformed(tmp_path: Path) -> None:
    path = tmp_path / "iob1.conll"
    path.write_text("a I-x\nb B-x\n", encoding="utf-8")

    assert read(path).counts == {}
    assert read(path, scheme="IOB2").counts == {"malformed tags (read as conlleval does)": 1}

    path.write_text("a S-x\n", encoding="utf-8")
    with pytest.raises(DataError, match="is no BIO tag"):
        read(path, scheme="BIO")


@pytest.mark.parametrize("word", ["a\tb", "a\nb", "a\rb"])
def test_a_word_with_a_tab_or_a_line_break_is_refused_in_writing(word: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sentence 1 cannot be written to a column file"):
        write([Sentence.from_words([word])], tmp_path / "out.conll")

    assert list(tmp_path.iterdir()) == []


def test_docstart_as_the_first_word_is_refused_unless_it_is_an_entity(tmp_path: Path) -> None:
    path = tmp_path / "out.conll"
    tagged = Sentence.from_words(["-DOCSTART-"], [Entity(0, 1, "x")])

    write([tagged], path)

    assert read(path).sentences[0].entities == tagged.entities
    with pytest.raises(DataError, match="a document starts so"):
        write([Sentence.from_words(["-DOCSTART-"])], path)


def test_a_label_with_a_blank_at_its_edge_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no blank around a label"):
        write([Sentence.from_words(["a"], [Entity(0, 1, " x")])], tmp_path / "out.conll")


def test_what_columns_cannot_carry_is_counted(tmp_path: Path) -> None:
    glued = Sentence("a,b", ((0, 1), (1, 2), (2, 3)), (Entity(0, 1, "x", 0.5),), "s1")
    empty = Sentence(" ", ())

    losses = write([glued, empty], tmp_path / "out.conll")

    assert losses == {
        "original spacing (words are joined by one blank)": 1,
        "id of the sentence": 1,
        "confidences": 1,
        "sentence without words (left out)": 1,
    }


@pytest.mark.parametrize(
    "content",
    [
        "O presidente falou\n",
        "O presidente falou\nO povo ouviu\nA chuva chegou\n",
        "take the I-95\n",
        "blood type O\n",
        "O que foi\nnada de novo aqui, disse ele\nE-mail a todos os amigos do clube\nsim\n",
    ],
)
def test_text_with_words_like_tags_is_not_taken_for_columns(
    content: str, given_file: Given
) -> None:
    assert given_file(content).format == "text"


def test_a_single_line_of_columns_can_be_forced(tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("Linz B-city\n", encoding="utf-8")

    assert spans(read(path, format="conll")) == [[("Linz", "city")]]
