"""The bundled example is whole: it loads, fits its schema, and its recorded answers pass."""

from pathlib import Path

import pytest

from paner.augment.corpus import augment_corpus
from paner.augment.recorded import read_recorded
from paner.data.read import read
from paner.schema.files import read_schema
from paner.schema.fit import compare


@pytest.fixture
def example(repository: Path) -> Path:
    return repository / "examples" / "maintenance"


@pytest.mark.parametrize(("split", "fewest"), [("train", 80), ("dev", 40), ("test", 80)])
def test_each_split_has_enough_sentences_of_the_schemas_types(
    example: Path, split: str, fewest: int
) -> None:
    corpus = read(example / f"{split}.conll")

    assert len(corpus.sentences) >= fewest
    assert compare(read_schema(example / "schema.yaml"), corpus.sentences).fits
    assert not corpus.counts


def test_the_recorded_answers_become_sentences(example: Path) -> None:
    train = read(example / "train.conll").sentences
    held_out = [s for name in ("dev", "test") for s in read(example / f"{name}.conll").sentences]
    recorded = read_recorded(sorted((example / "recorded").glob("*.jsonl")))

    made = augment_corpus(
        train,
        recorded=recorded,
        per_sentence=3,
        schema=read_schema(example / "schema.yaml"),
        held_out=held_out,
    )

    paraphrases, new = made.accounts["paraphrase"], made.accounts["new-sentence"]
    assert paraphrases.asked == 3 * len(train)
    assert paraphrases.kept >= 0.95 * paraphrases.asked
    assert new.asked >= 60
    assert new.kept >= 0.9 * new.asked
    assert all(len(row.mentions) >= 40 for row in recorded.mentions)
    assert not made.missing
