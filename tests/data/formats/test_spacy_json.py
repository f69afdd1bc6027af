"""spaCy's JSON and binary corpora, as spaCy itself writes them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from paner.data.read import read, write
from paner.data.sentence import Entity, Sentence
from paner.data.words import sentence_from_spans

spacy = pytest.importorskip("spacy")

TEXT = "Ann saw  New York-based\nfirms."
SPANS = [(0, 3, "PER"), (9, 17, "GPE/city")]


def doc() -> Any:
    doc = spacy.blank("en")(TEXT)
    doc.ents = [doc.char_span(start, end, label) for start, end, label in SPANS]
    return doc


def spans(sentence: Sentence) -> list[tuple[int, int, str]]:
    return [(*sentence.span(entity), entity.label) for entity in sentence.entities]


def words() -> tuple[str, ...]:
    return tuple(token.text for token in doc() if not token.is_space)


def test_training_json_of_spacy_is_read(tmp_path: Path) -> None:
    from spacy.training import docs_to_json

    document = doc()
    for token in document:
        token.is_sent_start = token.i == 0
    path = tmp_path / "x.json"
    path.write_text(json.dumps([docs_to_json([document])]))

    corpus = read(path)

    (sentence,) = corpus.sentences
    assert corpus.format == "spacy-json"
    assert sentence.text == TEXT
    assert spans(sentence) == SPANS
    assert sentence.words == words()


def test_the_json_of_a_doc_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(doc().to_json()))

    corpus = read(path)

    assert corpus.format == "spacy-json"
    assert spans(corpus.sentences[0]) == SPANS
    assert corpus.sentences[0].words == words()


def test_tokens_without_a_text_are_joined_as_they_say(tmp_path: Path) -> None:
    tokens = [
        {"orth": "Ann", "space": "", "ner": "U-PER"},
        {"orth": "'s", "space": " ", "ner": "O"},
        {"orth": "New", "ner": "B-x"},
        {"orth": "York", "ner": "L-x"},
    ]
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"id": 0, "paragraphs": [{"sentences": [{"tokens": tokens}]}]}]))

    (sentence,) = read(path).sentences

    assert sentence.text == "Ann's New York"
    assert spans(sentence) == [(0, 3, "PER"), (6, 14, "x")]


def test_what_we_write_spacy_reads(tmp_path: Path) -> None:
    from spacy.training.gold_io import json_to_annotations

    write([sentence_from_spans(TEXT, SPANS)], tmp_path / "x", format="spacy-json")
    (row,) = json.loads((tmp_path / "x").read_text())

    (example,) = json_to_annotations(row)

    assert example["text"] == TEXT
    assert example["doc_annotation"]["entities"][:3] == ["U-PER", "O", "B-GPE/city"]


def test_a_binary_corpus_of_spacy_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    spacy.tokens.DocBin(docs=[doc(), doc()]).to_disk(path)

    corpus = read(path)

    assert corpus.format == "spacy-docbin"
    assert [spans(sentence) for sentence in corpus.sentences] == [SPANS, SPANS]
    assert corpus.sentences[0].text == TEXT
    assert corpus.sentences[0].words == words()


def test_a_binary_corpus_that_we_write_spacy_reads(tmp_path: Path) -> None:
    write([sentence_from_spans(TEXT, SPANS)], tmp_path / "x.spacy")

    (found,) = (
        spacy.tokens.DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("en").vocab)
    )

    assert found.text == TEXT
    assert [(e.start_char, e.end_char, e.label_) for e in found.ents] == SPANS


def test_without_spacy_the_error_says_what_to_install(tmp_path: Path) -> None:
    write([Sentence.from_words(["a"], [Entity(0, 1, "x")])], tmp_path / "x.spacy")
    program = (
        "import sys; sys.modules['spacy'] = None\n"
        "from paner.data.read import read\n"
        f"read({str(tmp_path / 'x.spacy')!r})"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert "pip install 'paner[spacy]'" in done.stderr
