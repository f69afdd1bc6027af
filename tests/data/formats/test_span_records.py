"""What is written reads back, in every span format, however nasty the text."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paner.data.formats.detect import format_named
from paner.data.read import read, write
from paner.data.sentence import Entity, Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

NAMES = {
    "jsonl": "x.jsonl",
    "spacy-tuples": "x.spacy.json",
    "spacy-json": "x.json",
    "spacy-docbin": "x.spacy",
    "labelstudio": "x.json",
    "doccano": "x.jsonl",
    "prodigy": "x.jsonl",
    "gliner": "x.json",
    "pilener": "x.jsonl",
    "brat": "x.ann",
    "text": "x.text",
}
# What these lose shows in the text or the spans themselves.
SPANLESS = {"gliner", "pilener", "brat", "text"}

PIECES = st.sampled_from(
    [
        *("東京", "ไทย", "e\u0301", "👨‍👩‍👧", "\u00a0", "\n", "\r\n", "\u2028", "and/or", "[x|y]"),
        *("<person_1>", "O'Brien", "A-based", '"', "\\", "{", "\t", "\ufeff", "\x85", " ", "O"),
    ]
)
CHARACTERS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=3)
TEXTS = st.lists(st.one_of(PIECES, CHARACTERS), max_size=8).map("".join)
LABELS = st.sampled_from(
    ["person", "medical condition", "Parties.BUYING_COMPANY", "creative-work", "product/service"]
)
MADE = Provenance("a.txt", 3, "paraphrase", "p", 0.5, ("c",))
CONFIDENCES = st.none() | st.floats(0, 1)


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    text = draw(TEXTS)
    plain = sentence_from_spans(text, [])
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [
        (start, end, draw(LABELS))
        for start, end in zip(edges[::2], edges[1::2], strict=False)
        if text[start:end].strip()
    ]
    sentence = sentence_from_spans(text, spans) if spans else plain
    return replace(
        sentence,
        entities=tuple(replace(e, confidence=draw(CONFIDENCES)) for e in sentence.entities),
        id=draw(st.sampled_from(["", "doc 1", "7"])),
        provenance=draw(st.none() | st.just(MADE)),
    )


def spans_of(sentence: Sentence) -> list[tuple[int, int, str]]:
    return [(*sentence.span(entity), entity.label) for entity in sentence.entities]


def bare(sentence: Sentence) -> Sentence:
    return replace(sentence, provenance=None)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(written=st.lists(sentences(), min_size=1, max_size=3))
def test_what_is_written_reads_back(name: str, written: list[Sentence]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAMES[name]
        losses = write(written, path, format=name)

        if name not in SPANLESS:
            found = read(path, format=name).sentences
            assert [s.text for s in found] == [s.text for s in written]
            assert [spans_of(s) for s in found] == [spans_of(s) for s in written]
        if not losses:
            found = read(path, format=name).sentences
            assert [bare(s) for s in found] == [bare(s) for s in written]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(written=st.lists(sentences(), min_size=1, max_size=3))
def test_what_is_written_is_detected(name: str, written: list[Sentence]) -> None:
    told = [s for s in written if s.entities]
    if name == "text" or not told:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAMES[name]
        write(told, path, format=name)

        assert read(path).format == name


@given(sentences())
def test_our_own_lines_lose_nothing(sentence: Sentence) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"

        losses = write([sentence], path)

        (found,) = read(path).sentences
        assert not losses
        assert bare(found) == bare(sentence)
        assert [e.confidence for e in found.entities] == [e.confidence for e in sentence.entities]
        assert sentence.provenance is None or found.provenance == sentence.provenance


@given(sentences().filter(lambda s: bool(s.text.strip().strip("\ufeff").strip())))
def test_one_document_makes_its_way_through_brat(sentence: Sentence) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.ann"
        write([sentence], path)

        (found,) = read(path.with_suffix(".txt")).sentences
        assert found.text == sentence.text
        assert spans_of(found) == spans_of(sentence)


def test_words_of_the_source_are_kept_where_the_format_has_them(tmp_path: Path) -> None:
    sentence = Sentence("ab cd", ((0, 1), (1, 2), (3, 5)), (Entity(1, 2, "x"),))

    for name in ("jsonl", "prodigy", "spacy-docbin", "spacy-json"):
        assert format_named(name).losses(sentence) == []
        write([sentence], tmp_path / name, format=name)
        assert read(tmp_path / name, format=name).sentences[0].words == ("a", "b", "cd")


def test_a_loss_is_named() -> None:
    sentence = Sentence("ab", ((0, 1), (1, 2)), (Entity(0, 2, "x", 0.5),), id="7")

    losses = format_named("spacy-tuples").losses(sentence)

    assert losses == ["id of the sentence", "confidences", "borders of words"]


def test_a_label_that_brat_cannot_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        write([Sentence.from_words(["a"], [Entity(0, 1, "x\ty")])], tmp_path / "x.ann")


def test_a_nul_that_no_reader_would_take_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no NUL"):
        write([Sentence.from_words(["a\0b"])], tmp_path / "x.ann")


def test_a_nul_is_carried_by_json(tmp_path: Path) -> None:
    sentence = Sentence.from_words(["a\0b"], [Entity(0, 1, "x")])

    write([sentence], tmp_path / "x.jsonl")

    assert bare(read(tmp_path / "x.jsonl").sentences[0]) == sentence
