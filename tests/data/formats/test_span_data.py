"""The public files in span formats, with the counts that their collection states."""

from pathlib import Path

import pytest

from paner.data.overlaps import DROPPED, DUPLICATES
from paner.data.read import read
from paner.data.words import SPLIT
from paner.errors import DataError

pytestmark = pytest.mark.data

# File, format, records, entities, types.
FILES = [
    ("formats/brat_romanian.ann", "brat", 1, 1300, 16),
    ("formats/brat_romanian.txt", "brat", 1, 1300, 16),
    ("formats/doccano_text_label.jsonl", "doccano", 2, 11, 3),
    ("formats/doccano_two_users.jsonl", "doccano", 2, 11, 3),
    ("formats/labelstudio_export_norwegian.json", "labelstudio", 5, 115, 7),
    ("formats/prodigy_fashion_eval.jsonl", "prodigy", 87, 40, 1),
    ("formats/prodigy_tweets_test.jsonl", "prodigy", 54, 34, 1),
    ("formats/spacy_tuples_sms.json", "spacy-tuples", 102, 205, 2),
    ("formats/spacy_tuples_demo.json", "spacy-tuples", 8, 8, 3),
    ("buster/sentences_per_type.jsonl", "pilener", 15, 22, 6),
    ("pilener/sample.jsonl", "pilener", 2232, 31124, 374),
    ("pilener/sentences_per_type.jsonl", "pilener", 1345, 1771, 455),
]


@pytest.mark.parametrize(("file", "name", "records", "entities", "types"), FILES)
def test_a_public_file_has_the_counts_it_states(
    data_dir: Path, file: str, name: str, records: int, entities: int, types: int
) -> None:
    corpus = read(data_dir / file)

    assert corpus.format == name
    assert len(corpus.sentences) == records
    assert sum(len(sentence.entities) for sentence in corpus.sentences) == entities
    assert len(corpus.labels) == types


@pytest.mark.parametrize(
    ("file", "line", "dropped", "kept"),
    [
        ("formats/doccano_boardgames_spanish.jsonl", ":6:", 11, 75),
        ("formats/gliner_spans.json", ":1: record 50:", 10, 226),
    ],
)
def test_overlaps_in_a_public_file_are_refused_or_counted(
    data_dir: Path, file: str, line: str, dropped: int, kept: int
) -> None:
    with pytest.raises(DataError, match=f"{line} two spans overlap"):
        read(data_dir / file)

    corpus = read(data_dir / file, overlaps="longest")

    assert corpus.counts[DROPPED] == dropped
    assert sum(len(sentence.entities) for sentence in corpus.sentences) == kept


def test_spans_inside_words_split_them(data_dir: Path) -> None:
    file = data_dir / "formats" / "doccano_boardgames_spanish.jsonl"

    corpus = read(file, overlaps="longest")

    assert corpus.counts[SPLIT] == 2
    assert sum(not sentence.entities for sentence in corpus.sentences) == 7


def test_what_two_annotators_marked_alike_is_counted(data_dir: Path) -> None:
    corpus = read(data_dir / "formats" / "doccano_two_users.jsonl")

    assert corpus.counts == {DUPLICATES: 5}
    assert corpus.labels == ["12", "13", "14"]


def test_ignored_answers_and_white_space_tokens_are_counted(data_dir: Path) -> None:
    corpus = read(data_dir / "formats" / "prodigy_tweets_test.jsonl")

    assert corpus.counts == {
        "records with the answer ignore": 4,
        "white-space tokens (no words)": 4,
    }


def test_the_words_of_prodigys_tokens_are_kept(data_dir: Path) -> None:
    corpus = read(data_dir / "formats" / "prodigy_fashion_eval.jsonl")

    assert sum(len(sentence.offsets) > 100 for sentence in corpus.sentences) == 6
    assert sum(not sentence.entities for sentence in corpus.sentences) == 66


def test_predictions_and_drafts_are_no_annotations(data_dir: Path) -> None:
    corpus = read(data_dir / "formats" / "labelstudio_export_norwegian.json")

    assert corpus.counts == {"predictions left out": 5, "drafts left out": 1}


def test_every_string_of_pile_ner_is_found_or_counted(data_dir: Path) -> None:
    corpus = read(data_dir / "pilener" / "sample.jsonl")
    found = sum(len({(s.mention(e), e.label) for e in s.entities}) for s in corpus.sentences)

    inside = corpus.counts["entity strings found only inside longer ones"]
    twice = corpus.counts["entity strings with a second label (the first is kept)"]
    assert found + inside + twice == 21393
