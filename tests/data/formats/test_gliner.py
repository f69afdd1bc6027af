"""GLiNER: words, and spans whose last word is inclusive."""

import json
from pathlib import Path

import pytest

from paner.data.read import read
from paner.data.sentence import Entity, Sentence
from paner.errors import DataError


def written(tmp_path: Path, *spans: tuple[int, int, str]) -> Path:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"tokenized_text": ["New", "York", "Times", "."], "ner": spans}]))
    return path


def test_the_last_word_is_inclusive_and_types_are_free(tmp_path: Path) -> None:
    (sentence,) = read(written(tmp_path, (0, 2, "product/service"), (3, 3, "a b"))).sentences

    assert sentence.text == "New York Times ."
    assert sentence.entities == (Entity(0, 3, "product/service"), Entity(3, 4, "a b"))


def test_pairs_that_overlap_are_refused_or_the_longer_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, (0, 1, "city"), (0, 2, "paper"))

    with pytest.raises(DataError, match="two spans overlap"):
        read(path)

    assert read(path, overlaps="longest").labels == ["paper"]


def test_other_spacing_than_one_blank_is_a_loss() -> None:
    from paner.data.formats.gliner import GLINER

    assert GLINER.losses(Sentence.from_words(["a", "b"])) == []
    assert GLINER.losses(Sentence("ab", ((0, 1), (1, 2)))) != []
