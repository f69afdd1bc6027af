"""Tag schemes as labels: the inverse pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paner.app.experiments.schemes import from_tags, to_tags
from paner.data.sentence import Entity, Sentence


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    lengths = draw(st.lists(st.integers(1, 3), max_size=6))
    entities: list[Entity] = []
    at = 0
    for length in lengths:
        at += draw(st.integers(0, 1))
        entities.append(Entity(at, at + length, draw(st.sampled_from(["x", "creative-work"]))))
        at += length
    return Sentence.from_words(["w"] * (at + 1), entities)


@pytest.mark.parametrize("scheme", ["lossless", "BIO", "IOBES"])
@given(sentence=sentences())
def test_entities_written_as_tags_read_back(scheme: str, sentence: Sentence) -> None:
    assert from_tags(to_tags([sentence], scheme), scheme) == [sentence]


def test_word_tag_joins_touching_entities_of_one_type_alone() -> None:
    touching = [Entity(0, 1, "x"), Entity(1, 3, "x"), Entity(3, 4, "y")]
    sentence = Sentence.from_words(["w"] * 4, touching)

    written = to_tags([sentence], "word-tag")

    assert written[0].entities == (Entity(0, 3, "x"), Entity(3, 4, "y"))
    assert from_tags(written, "word-tag") == written
