from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from paner.data.sentence import Entity, Sentence
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.chat import frame_of
from paner.models.causal.drafts import tagger_drafts
from paner.models.causal.word_tagging import WordTagger

TAGS = AnswerTags(("person", "city", "place", "part"), "word-tag-lossless")


@pytest.fixture(scope="module")
def loaded(tiny_qwen2: Path) -> tuple[Any, Any]:
    model = AutoModelForCausalLM.from_pretrained(tiny_qwen2, dtype=torch.float32).eval()
    with torch.no_grad():
        for parameter in model.model.layers.parameters():
            parameter.mul_(2.0)  # random, but not the same tag everywhere
    return model, AutoTokenizer.from_pretrained(tiny_qwen2)


def tagger(loaded: tuple[Any, Any], **options: Any) -> WordTagger:
    model, tokenizer = loaded
    return WordTagger(model, tokenizer, frame_of(tokenizer, "Tag this.\n"), TAGS, **options)


def test_every_sentence_comes_back_in_order_with_entities_and_confidences(
    loaded: tuple[Any, Any], ten_sentences: list[Sentence]
) -> None:
    found = list(tagger(loaded, batch_size=3).tag(ten_sentences))

    assert [s.words for s in found] == [s.words for s in ten_sentences]
    entities = [entity for sentence in found for entity in sentence.entities]
    assert entities
    assert all(e.label in TAGS.labels for e in entities)
    assert all(e.confidence is not None and 0.0 <= e.confidence <= 1.0 for e in entities)


def test_entities_do_not_depend_on_drafts_or_on_those_given(
    loaded: tuple[Any, Any], ten_sentences: list[Sentence]
) -> None:
    def anything(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        for sentence in sentences:
            yield sentence.with_entities([Entity(0, 1, "city")])

    plain = list(tagger(loaded).tag(s.with_entities(()) for s in ten_sentences))
    drafted = list(tagger(loaded, drafter=tagger_drafts(anything, TAGS)).tag(ten_sentences))

    assert [s.entities for s in drafted] == [s.entities for s in plain]


def test_long_texts_are_cut_and_put_together(loaded: tuple[Any, Any]) -> None:
    words = ["Nothing", "of", "note", "happened", "here", "today", "."]
    document = Sentence.from_words(words * 4)

    whole = next(tagger(loaded, max_words=7).tag([document]))
    piece = next(tagger(loaded).tag([Sentence.from_words(words)]))

    assert whole.words == document.words
    assert [(e.start % 7, e.label) for e in whole.entities] == [
        (e.start, e.label) for e in piece.entities
    ] * 4


def test_an_empty_text_has_no_entities(loaded: tuple[Any, Any]) -> None:
    assert next(tagger(loaded).tag([Sentence("", ())])).entities == ()
