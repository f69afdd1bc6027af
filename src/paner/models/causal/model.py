"""A language model that was trained to tag: it tags, is saved, is read."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from paner.data.sentence import Sentence
from paner.models.causal.base import Fingerprint
from paner.models.causal.config import CausalConfig
from paner.models.causal.examples import Task
from paner.models.causal.network import CausalNetwork
from paner.models.causal.tagging import TwiceScorer
from paner.models.compact.tagging import Scores
from paner.models.confidence import Calibration
from paner.models.decoding import decode
from paner.models.tags import TagSet
from paner.models.transitions import Transitions
from paner.schema.entity_types import Schema

__all__ = ["BACKBONE", "CausalModel"]

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
        transitions = self.transitions.weighted(self.transition_weight)
        for chunk in self.score(sentences):
            found = decode([scores for _, scores in chunk], transitions, self.tag_set)
            for (sentence, _), entities in zip(chunk, found, strict=True):
                yield sentence.with_entities(map(self.calibration.calibrated, entities))

    def save(self, folder: Path) -> None:
        """Write adapters, head, schema and settings into a folder; the base is only named."""
        from paner.models.causal.saved import write_causal

        write_causal(self, folder)
