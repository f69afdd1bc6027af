"""What is decoded: a trained model, a schema's prompt, and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.instruct.prompt import InstructionKind, input_text, instruction
from paner.instruct.tagged_words import AnswerTags, TagFormat
from paner.models.causal.base import load_base
from paner.models.causal.chat import Frame, frame_of
from paner.models.causal.drafts import Drafter, gazetteer_drafts, outside_drafts, tagger_drafts
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.verification import Task
from paner.models.compact.gazetteer import build_gazetteer
from paner.schema.files import read_schema

__all__ = ["Loaded", "Subject", "load_model", "subject_of"]


DEFAULT_FORMAT: TagFormat = "word-tag"


@dataclass(frozen=True, eq=False)
class Loaded:
    """A trained model: the tags that it writes belong to it."""

    model: Any
    tokenizer: Any
    tag_format: TagFormat
    boundary_labels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Subject:
    """A model at work on one schema.

    Args:
        model: The causal model, adapters merged.
        planner: Plans its answers.
        frame: What stands around a sentence.
        sentences: The domain's test sentences.
        drafters: Drafts by name.
    """

    model: Any
    planner: AnswerPlanner
    frame: Frame
    sentences: Sequence[Sentence]
    drafters: dict[str, Drafter]

    def prompt(self, sentence: Sentence) -> list[int]:
        """The tokens between the shared prefix and the answer."""
        text = input_text(sentence.words)
        return [*self.planner.encode([text])[0], *self.frame.tail_ids]

    def tasks(self, draft: str, sentences: Sequence[Sentence]) -> list[Task]:
        """Sentences as the decoder takes them."""
        drafts = self.drafters[draft](sentences)
        return [
            Task(s.words, self.prompt(s), tags) for s, tags in zip(sentences, drafts, strict=True)
        ]


def load_model(
    base: str, dtype: torch.dtype, *, model: Path | None = None, adapter: Path | None = None
) -> Loaded:
    """A base with a trained tagger's adapters merged into it, or those of a folder of PEFT's."""
    loaded = load_base(base, dtype=torch.float32, device="cpu")
    plain, tag_format, boundary = loaded.model, DEFAULT_FORMAT, ()
    if model is not None:
        from paner.models.causal.saved import read_causal

        tagger = read_causal(model, base=loaded)
        plain = tagger.network.model.merge_and_unload()
        tag_format, boundary = tagger.config.tag_format, tagger.tag_set.boundary_labels
    elif adapter is not None:
        from peft import PeftModel

        plain = PeftModel.from_pretrained(plain, adapter).merge_and_unload()
    return Loaded(plain.to(dtype).eval(), loaded.tokenizer, tag_format, boundary)


def subject_of(
    loaded: Loaded,
    data: Path,
    domain: str,
    *,
    kind: InstructionKind,
    drafts: Mapping[str, Path] = MappingProxyType({}),
) -> Subject:
    """A model at work on a CrossNER domain; drafts are of the taggers in these folders, too."""
    schema = read_schema(data / "schemas" / f"{domain}.yaml")
    folder = data / "crossner" / domain
    train = read(folder / "train.txt").sentences[:100]
    boundary = tuple(label for label in loaded.boundary_labels if label in schema.names)
    tags = AnswerTags(tuple(schema.names), loaded.tag_format, boundary)
    text = instruction(schema, kind=kind, tag_format=loaded.tag_format)
    frame = frame_of(loaded.tokenizer, text)
    drafters = {
        "all O": outside_drafts,
        "gazetteer": gazetteer_drafts(build_gazetteer(tags.labels, train), tags),
    }
    for name, tagger in drafts.items():
        from paner.models.tagger import Tagger

        drafters[name] = tagger_drafts(Tagger.load(tagger).tag, tags)
    planner = AnswerPlanner(loaded.tokenizer, tags.names, end_id=frame.end_ids[0])
    return Subject(loaded.model, planner, frame, read(folder / "test.txt").sentences, drafters)
