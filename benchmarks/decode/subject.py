"""What is decoded: a trained model, a schema's prompt, and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.instruct.prompt import InstructionKind, input_text, instruction
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.base import load_base
from paner.models.causal.chat import Frame, frame_of
from paner.models.causal.drafts import Drafter, gazetteer_drafts, outside_drafts, tagger_drafts
from paner.models.causal.plans import AnswerPlanner
from paner.models.causal.verification import Task
from paner.models.compact.gazetteer import build_gazetteer
from paner.schema.files import read_schema

__all__ = ["Subject", "load_model", "subject_of"]


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


def load_model(base: str, adapter: Path | None, dtype: torch.dtype) -> tuple[Any, Any]:
    """A base with an adapter merged into it, and its tokenizer."""
    loaded = load_base(base, dtype=torch.float32, device="cpu")
    model = loaded.model
    if adapter is not None:
        from peft import PeftModel

        model = PeftModel.from_pretrained(model, adapter).merge_and_unload()
    return model.to(dtype).eval(), loaded.tokenizer


def subject_of(
    loaded: tuple[Any, Any],
    data: Path,
    domain: str,
    *,
    kind: InstructionKind,
    compact: Path | None = None,
) -> Subject:
    """A model at work on a CrossNER domain."""
    model, tokenizer = loaded
    schema = read_schema(data / "schemas" / f"{domain}.yaml")
    folder = data / "crossner" / domain
    train = read(folder / "train.txt").sentences[:100]
    tags = AnswerTags(tuple(schema.names))
    frame = frame_of(tokenizer, instruction(schema, kind=kind))
    drafters = {
        "all O": outside_drafts,
        "gazetteer": gazetteer_drafts(build_gazetteer(tags.labels, train), tags),
    }
    if compact is not None:
        from paner.models.tagger import Tagger

        drafters["compact"] = tagger_drafts(Tagger.load(compact).tag, tags)
    planner = AnswerPlanner(tokenizer, tags.names, end_id=frame.end_ids[0])
    return Subject(model, planner, frame, read(folder / "test.txt").sentences, drafters)
