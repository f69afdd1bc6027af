"""Reading is inverse to writing, for every format that stores words and tags."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paner.data.formats.detect import FORMATS
from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence

NASTY = [
    "/",
    "and/or",
    "<person_1>",
    "😀",
    "38.4\u00a0million",
    "38.4 million",
    "O",
    "#",
    "# a",
    "B-x",
    "I-95",
    "-DOCSTART-x",
    "_",
    "1",
    "|",
    "a|b\\s",
    "\ufeff",
    "\u2028x",
    "x\x85",
    "\u200b",
    '"',
    "{}",
    "NE=B-x",
    "O\u0308",
    "ไทย",
    "中",
]
LABELS = [
    "x",
    "creative-work",
    "medical condition",
    "Parties.BUYER",
    "a/b",
    "a|b",
    "c\\p",
    "O",
    "é",
]
WORDS = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\t\r\n"), min_size=1),
).filter(lambda word: not word.isspace())
GAPS = st.sampled_from(["", " ", "  ", "\n", "\t \u00a0", "\r\n"])
ENDING = {"conll": "conll", "conllu": "conllu", "hf": "hf.jsonl", "parquet": "parquet"}


@st.composite
def word_sentences(draw: st.DrawFn, gaps: st.SearchStrategy[str] | None = None) -> Sentence:
    words = draw(st.lists(WORDS, min_size=1, max_size=8))
    entities, behind = [], 0
    while behind < len(words) and draw(st.booleans()):
        start = draw(st.integers(behind, len(words) - 1))
        behind = draw(st.integers(start + 1, len(words)))
        entities.append(Entity(start, behind, draw(st.sampled_from(LABELS))))
    if gaps is None:
        return Sentence.from_words(words, entities)
    text, offsets = draw(gaps), []
    for word in words:
        offsets.append((len(text), len(text) + len(word)))
        text += word + draw(gaps)
    name = draw(st.sampled_from(["", "a-1", "é/2 b", "=", "#"]))
    return Sentence(text, tuple(offsets), tuple(entities), name)


def read_back(sentences: list[Sentence], path: Path) -> list[Sentence]:
    write(sentences, path)
    return [replace(sentence, provenance=None) for sentence in read(path).sentences]


@pytest.mark.parametrize("ending", ENDING.values(), ids=ENDING)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.lists(word_sentences(), min_size=1, max_size=3))
def test_words_and_entities_come_back_from_a_file(
    sentences: list[Sentence], ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"corpus.{ending}"

    assert read_back(sentences, path) == sentences


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.lists(word_sentences(GAPS), min_size=1, max_size=3))
def test_conllu_gives_back_any_spacing_and_the_ids(
    sentences: list[Sentence], tmp_path: Path
) -> None:
    assert read_back(sentences, tmp_path / "corpus.conllu") == sentences


@pytest.mark.parametrize("name", ENDING)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentence=word_sentences(GAPS))
def test_a_sentence_comes_back_whole_or_a_loss_was_named(
    sentence: Sentence, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"corpus.{ENDING[name]}"
    chosen = next(known for known in FORMATS if known.name == name)

    (again,) = read_back([sentence], path)

    assert (again == sentence) == (not chosen.losses(sentence))
    assert (again.words, again.entities) == (sentence.words, sentence.entities)
