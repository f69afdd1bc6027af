"""A language model that was trained to tag: it tags, is saved, is read."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.models.causal.base import Fingerprint
from paner.models.causal.config import CausalConfig
from paner.models.causal.drafts import Drafter, Tag, gazetteer_drafts, outside_drafts, tagger_drafts
from paner.models.causal.examples import Task
from paner.models.causal.network import CausalNetwork
from paner.models.causal.tagging import TwiceScorer
from paner.models.causal.word_tag import answer_room, answer_tags
from paner.models.causal.word_tagging import WordTagger
from paner.models.compact.selection import calibrated_on, strict_f1
from paner.models.compact.tagging import Scores
from paner.models.confidence import Calibration
from paner.models.decoding import decode
from paner.models.tags import TagSet
from paner.models.transitions import Transitions
from paner.schema.entity_types import Schema

if TYPE_CHECKING:
    from paner.models.causal.parts import PartedModel

__all__ = ["BACKBONE", "CausalModel", "calibrate_on_dev"]

BACKBONE = "causal"


@dataclass(frozen=True, eq=False)
class CausalModel:
    """All that tagging needs.

    Args:
        network: The base with its trained adapters, and the head.
        tokenizer: The base's.
        base_name: Where the base came from.
        fingerprint: What tells the base from others.
        instruction: The prompt as far as the sentence.
        task: Schema, tags, the prompt as tokens, known mentions.
        transitions: As counted, not weighted.
        transition_weight: How much they count.
        calibration: Turns a span's share of taggings into its confidence.
        config: How it was trained and how it tags.
        summary: The training in numbers.
        drafts: Another tagger's method that drafts word/tag answers; known mentions without it.
        made_of: The trained model, where this is the same for another schema.
    """

    network: CausalNetwork
    tokenizer: Any
    base_name: str
    fingerprint: Fingerprint
    instruction: str
    task: Task
    transitions: Transitions
    transition_weight: float
    calibration: Calibration
    config: CausalConfig
    summary: Mapping[str, Any]
    drafts: Tag | None = None
    made_of: Self | None = None

    @property
    def schema(self) -> Schema:
        """What its labels mean."""
        return self.task.schema

    @property
    def tag_set(self) -> TagSet:
        """The tags that it scores."""
        return self.task.tag_set

    @property
    def tried_weights(self) -> Sequence[float]:
        """Weights of transitions to try on a dev set."""
        return self.config.dev_transition_weights

    @cached_property
    def scorer(self) -> TwiceScorer:
        """The network made ready for work, once."""
        return TwiceScorer(self.network, self.task, self.tokenizer, self.config)

    def score(self, sentences: Iterable[Sentence]) -> Iterator[list[tuple[Sentence, Scores]]]:
        """Log-probabilities of each word's tags (W, K), chunk by chunk in the order given."""
        return self.scorer.score(sentences)

    def with_choice(self, transition_weight: float, calibration: Calibration) -> Self:
        """The same model with what was chosen on a dev set."""
        return dataclasses.replace(
            self, transition_weight=transition_weight, calibration=calibration
        )

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, as they come."""
        if self.config.tagging == "word-tag":
            for sentence in self.writer.tag(sentences):
                yield sentence.with_entities(map(self.calibration.calibrated, sentence.entities))
            return
        transitions = self.transitions.weighted(self.transition_weight)
        for chunk in self.score(sentences):
            found = decode([scores for _, scores in chunk], transitions, self.tag_set)
            for (sentence, _), entities in zip(chunk, found, strict=True):
                yield sentence.with_entities(map(self.calibration.calibrated, entities))

    @cached_property
    def writer(self) -> WordTagger:
        """The network made ready to write answers, once."""
        tags = answer_tags(self.task, self.config)
        drafter: Drafter = outside_drafts
        if self.drafts is not None:
            drafter = tagger_drafts(self.drafts, tags)
        elif self.task.gazetteer is not None:
            drafter = gazetteer_drafts(self.task.gazetteer, tags)
        self.network.merge(self.config)
        return WordTagger(
            self.network.plain,
            self.tokenizer,
            self.task.frame,
            tags,
            drafter=drafter,
            max_tokens=answer_room(self.task, self.config),
        )

    def drafted_by(self, tag: Tag) -> Self:
        """The same model with another tagger's drafts of its answers.

        Raises:
            UsageError: It reads twice and writes nothing.
        """
        if self.config.tagging != "word-tag":
            raise UsageError("a model that reads twice takes one pass and needs no drafts")
        return dataclasses.replace(self, drafts=tag)

    def with_schema(self, schema: Schema) -> "CausalModel | PartedModel":
        """The same weights for another schema, asked in parts where no prompt has room for it.

        Raises:
            UsageError: There are no types, or one type's description alone is over the budget.
        """
        from paner.models.causal.zero_shot import for_schema

        return for_schema(self, schema)

    def save(self, folder: Path) -> None:
        """Write adapters, head, schema and settings into a folder; the base is only named."""
        from paner.models.causal.saved import write_causal

        write_causal(self, folder)


def calibrate_on_dev(
    model: CausalModel, dev: Sequence[Sentence]
) -> tuple[CausalModel, dict[str, Any]]:
    """Calibrate a model that writes answers on annotated sentences.

    Returns:
        The model, and what was found, for the summary.
    """
    plain = dataclasses.replace(model, calibration=Calibration())
    found = [sentence.entities for sentence in plain.writer.tag(dev)]
    calibration = calibrated_on(dev, found)
    return model.with_choice(model.transition_weight, calibration), {
        "sentences": len(dev),
        "f1": round(strict_f1(dev, found), 4),
        "calibration": dataclasses.asdict(calibration),
    }
