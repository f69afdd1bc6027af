"""Audits: by hand on a small corpus, and against the recorded counts of the public ones."""

import json
from pathlib import Path

import pytest

from paner.data.audit import audit
from paner.data.corpus import Corpus
from paner.data.formats.columns import DOCUMENT_STARTS
from paner.data.read import read
from paner.data.sentence import Entity, Sentence


def corpus(*sentences: Sentence, source: str = "a.conll") -> Corpus:
    return Corpus(sentences, source, "conll", {"malformed tags (read as conlleval does)": 2})


def sentence(text: str, *entities: tuple[int, int, str]) -> Sentence:
    return Sentence.from_words(text.split(), [Entity(*entity) for entity in entities])


def test_an_audit_counts_what_stands_in_the_corpus() -> None:
    found = audit(
        corpus(
            sentence("New York Rome and/or Zürich", (0, 2, "city"), (2, 3, "city"), (4, 5, "City")),
            sentence("Rome won", (0, 1, "club")),
            sentence("Rome won"),
            sentence("nothing"),
        )
    )

    assert (found.sentences, found.words, found.entities) == (4, 10, 4)
    assert found.types == {"city": 2, "City": 1, "club": 1}
    assert (found.touching, found.touching_pairs, found.malformed) == (1, 1, 2)
    assert (found.without_entities, found.words_with_slash, found.non_ascii) == (2, 1, 1)
    assert (found.longest, found.over_100_words) == (5, 0)
    assert (found.duplicates, found.conflicting_duplicates) == (1, 1)
    assert (found.ambiguous, found.ambiguous_mentions) == ({"Rome": {"city": 1, "club": 1}}, 1)
    assert found.similar_labels == (("City", "city"),)


def test_an_audit_counts_sentences_that_another_corpus_holds() -> None:
    train = corpus(sentence("a b"), sentence("c"), source="train.conll")
    test = corpus(sentence("a b"), sentence("a b"), sentence("d"))

    assert audit(test, [train]).leaks == {"train.conll": 2}


def test_labels_that_differ_in_spelling_from_another_corpus_are_named() -> None:
    british = corpus(sentence("x", (0, 1, "organisation")))
    american = corpus(sentence("x", (0, 1, "Organization")))

    assert audit(british, [american]).similar_labels == (("Organization", "organisation"),)


def test_an_audit_becomes_plain_json_with_the_names_that_scripts_rely_on() -> None:
    printed = json.loads(json.dumps(audit(corpus(sentence("a", (0, 1, "x")))).to_dict()))

    assert {
        "format",
        "sentences",
        "words",
        "entities",
        "types",
        "touching",
        "malformed",
        "without_entities",
        "words_with_slash",
        "duplicates",
        "conflicting_duplicates",
        "leaks",
        "notes",
    } <= printed.keys()
    assert printed["notes"] == ["2 malformed tags (read as conlleval does)"]


def test_a_corpus_without_sentences_has_an_audit_too() -> None:
    assert audit(Corpus((), "empty", "conll")).longest == 0


def test_a_clean_corpus_leaves_nothing_to_note() -> None:
    assert audit(Corpus((sentence("a", (0, 1, "x")),), "a", "conll")).notes == []


COLUMN_FILES = [
    *(f"crossner/{d}/{split}.txt"
      for d in ("ai", "literature", "music", "science", "conll2003")
      for split in ("train", "dev", "test")),
    "mit/movie/train.txt",
    "mit/movie/test.txt",
    "pilener/slimer_dev_bio.txt",
    "formats/wnut17_dev.conll",
    "formats/conll2003_four_columns.txt",
    "formats/iob1_sec_fin3.txt",
    "formats/iob1_scierc_four_columns.txt",
    "formats/iobes_ncbi_disease_devel.tsv",
    "formats/german_legal_crlf.conll",
]  # fmt: skip
BIO_READERS_VIEW = {  # recorded as a plain BIO reader counts, which is not how these are read
    "formats/iobes_ncbi_disease_devel.tsv": {
        "entities": 784,
        "type_counts": {"Disease": 784},
        "adjacent_same_type_sents": 6,
        "no_entity_sents": 434,
    },
    "formats/iob1_sec_fin3.txt": {"malformed_I": 0},
    "formats/iob1_scierc_four_columns.txt": {"malformed_I": 0},
}


@pytest.mark.data
@pytest.mark.parametrize("name", COLUMN_FILES)
def test_the_column_files_have_their_recorded_counts(name: str, data_dir: Path) -> None:
    recorded = json.loads((data_dir / "counts.json").read_text(encoding="utf-8"))[name]
    recorded |= BIO_READERS_VIEW.get(name, {})
    starts = recorded["docstart_lines"]  # recorded as sentences of one word, without an entity

    found = audit(read(data_dir / name))

    assert found.format == "conll"
    assert found.counts.get(DOCUMENT_STARTS, 0) == starts
    assert found.sentences == recorded["sentences"] - starts
    assert found.words == recorded["tokens"] - starts
    assert found.entities == recorded["entities"]
    assert found.types == recorded["type_counts"]
    assert len(found.types) == len(recorded["type_counts"])
    assert found.touching == recorded["adjacent_same_type_sents"]
    assert found.malformed == recorded["malformed_I"]
    assert found.without_entities == recorded["no_entity_sents"] - starts
    assert found.words_with_slash == recorded["slash_tokens"]
    assert found.non_ascii == recorded["nonascii_tokens"]
    assert found.over_100_words == recorded["over100"]
    assert found.longest == recorded["max_tokens"]
    assert found.duplicates == recorded["dup_sents_in_file"] - max(starts - 1, 0)
    assert found.conflicting_duplicates == recorded["same_text_diff_tags"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "format", "sentences", "words", "entities", "types", "touching", "longest"),
    [
        ("formats/conllu_norne_bokmaal.conllu", "conllu", 187, 2936, 124, 7, 0, None),
        ("formats/hf_tokens_tags_ronec.json", "hf", 171, None, 1112, 15, 7, 160),
        ("buster/sample.jsonl", "hf", 10, 1000, 4, 2, 0, 100),
    ],
)
def test_the_other_files_of_words_and_tags_have_their_recorded_counts(
    name: str,
    format: str,  # noqa: A002 - the field's name
    sentences: int,
    words: int | None,
    entities: int,
    types: int,
    touching: int,
    longest: int | None,
    data_dir: Path,
) -> None:
    found = audit(read(data_dir / name))

    assert (found.format, found.sentences, found.entities) == (format, sentences, entities)
    assert (len(found.types), found.touching) == (types, touching)
    assert words in (None, found.words)
    assert longest in (None, found.longest)


@pytest.mark.data
def test_an_entity_cut_by_the_border_of_a_chunk_opens_with_a_mended_tag(data_dir: Path) -> None:
    chunks = read(data_dir / "buster/sample.jsonl")

    assert audit(chunks).malformed == 1
    assert chunks.sentences[1].entities[0].start == 0
    assert audit(chunks).without_entities == 8
    assert sum(" " in word for s in chunks.sentences for word in s.words) == 6


@pytest.mark.data
@pytest.mark.parametrize(
    ("later", "earlier", "shared"),
    [
        ("crossner/music/test.txt", "crossner/music/train.txt", 6),
        ("crossner/music/test.txt", "crossner/music/dev.txt", 17),
        ("crossner/science/test.txt", "crossner/science/train.txt", 1),
        ("crossner/science/test.txt", "crossner/science/dev.txt", 15),
        ("crossner/ai/test.txt", "crossner/ai/train.txt", 0),
        ("crossner/ai/test.txt", "crossner/ai/dev.txt", 4),
        ("crossner/literature/test.txt", "crossner/literature/dev.txt", 0),
        ("crossner/conll2003/test.txt", "crossner/conll2003/train.txt", 126),
        ("crossner/conll2003/test.txt", "crossner/conll2003/dev.txt", 50),
        ("mit/movie/test.txt", "mit/movie/train.txt", 24),
    ],
)
def test_the_public_splits_share_the_sentences_that_are_known(
    later: str, earlier: str, shared: int, data_dir: Path
) -> None:
    found = audit(read(data_dir / later), [read(data_dir / earlier)])

    assert list(found.leaks.values()) == [shared]


@pytest.mark.data
def test_conllu_gives_the_text_that_the_file_states(data_dir: Path) -> None:
    path = data_dir / "formats/conllu_norne_bokmaal.conllu"
    lines = path.read_text(encoding="utf-8").splitlines()

    stated = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]

    assert [sentence.text for sentence in read(path).sentences] == stated
