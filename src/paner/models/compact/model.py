"""A trained compact tagger: network, tags, transitions, calibration; it tags, is saved, is read."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import torch

from paner.data.sentence import Sentence
from paner.errors import ConfigError, ModelFolderError
from paner.models.compact.config import CompactConfig
from paner.models.compact.encoder import Encoder, read_encoder, write_encoder
from paner.models.compact.features import Reading
from paner.models.compact.gazetteer import Gazetteer, build_gazetteer
from paner.models.compact.network import TagNetwork
from paner.models.compact.tagging import Scorer, Scores
from paner.models.confidence import Calibration
from paner.models.decoding import decode
from paner.models.folder import ModelFiles, read_folder, write_folder
from paner.models.tags import TagSet
from paner.models.transitions import Transitions
from paner.schema.entity_types import Schema

__all__ = ["BACKBONE", "CompactModel", "new_network", "read_compact", "reading_of", "write_compact"]

BACKBONE = "compact"
GAZETTEER = "gazetteer.json"


@dataclass(frozen=True, eq=False)
class CompactModel:
    """All that tagging needs.

    Args:
        network: The trained network.
        encoder: Its encoder, the same module as in the network.
        gazetteer: The mentions it was shown in training.
        tag_set: The tags that it scores.
        transitions: As counted, not weighted.
        transition_weight: How much they count.
        calibration: Turns a span's share of taggings into its confidence.
        schema: What the labels mean.
        config: How it was trained and how it tags.
        summary: The training in numbers.
    """

    network: TagNetwork
    encoder: Encoder
    gazetteer: Gazetteer | None
    tag_set: TagSet
    transitions: Transitions
    transition_weight: float
    calibration: Calibration
    schema: Schema
    config: CompactConfig
    summary: Mapping[str, Any]

    @property
    def reading(self) -> Reading:
        """How sentences are read."""
        return reading_of(self.encoder, self.gazetteer, self.config)

    @cached_property
    def scorer(self) -> Scorer:
        """The network made ready for work, once."""
        return Scorer(self.network, self.reading, self.config)

    @property
    def tried_weights(self) -> Sequence[float]:
        """Weights of transitions to try on a dev set."""
        return self.config.dev_transition_weights

    def with_choice(self, transition_weight: float, calibration: Calibration) -> Self:
        """The same model with what was chosen on a dev set."""
        return dataclasses.replace(
            self, transition_weight=transition_weight, calibration=calibration
        )

    def score(self, sentences: Iterable[Sentence]) -> Iterator[list[tuple[Sentence, Scores]]]:
        """Log-probabilities of each word's tags (W, K), chunk by chunk in the order given."""
        return self.scorer.score(sentences)

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, as they come."""
        transitions = self.transitions.weighted(self.transition_weight)
        for chunk in self.score(sentences):
            found = decode([scores for _, scores in chunk], transitions, self.tag_set)
            for (sentence, _), entities in zip(chunk, found, strict=True):
                yield sentence.with_entities(map(self.calibration.calibrated, entities))

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        write_compact(self, folder)


def write_compact(model: CompactModel, folder: Path) -> None:
    """Write a model as a folder.

    Raises:
        ModelFolderError: Something that is no model stands there.
    """
    settings = {
        "config": dataclasses.asdict(model.config),
        "labels": model.tag_set.labels,
        "boundary_labels": model.tag_set.boundary_labels,
        "transition_weight": model.transition_weight,
        "calibration": dataclasses.asdict(model.calibration),
    }
    tensors = {f"network.{name}": t for name, t in model.network.state_dict().items()}
    tensors["transitions.start"] = torch.from_numpy(model.transitions.start)
    tensors["transitions.step"] = torch.from_numpy(model.transitions.step)
    files = ModelFiles(BACKBONE, settings, model.summary, model.schema, tensors)

    def add_files(new: Path) -> None:
        write_encoder(model.encoder, new / "encoder")
        if model.gazetteer is not None:
            text = json.dumps(dict(model.gazetteer.mentions()), ensure_ascii=False)
            (new / GAZETTEER).write_text(text, encoding="utf-8")

    write_folder(folder, files, add_files=add_files)


def read_compact(folder: Path) -> CompactModel:
    """Read a model from a folder; the inverse of `write_compact`.

    Raises:
        ModelFolderError: The folder holds no model, or a damaged one.
    """
    files = read_folder(folder)
    settings, tensors = files.settings, files.tensors
    try:
        config = CompactConfig(**{k: _frozen(v) for k, v in settings["config"].items()})
        tag_set = TagSet(tuple(settings["labels"]), tuple(settings["boundary_labels"]))
        calibration = Calibration(**settings["calibration"])
        start, step = tensors["transitions.start"].numpy(), tensors["transitions.step"].numpy()
        encoder = read_encoder(folder / "encoder", dropout=config.dropout)
        gazetteer = _read_gazetteer(folder / GAZETTEER, tag_set) if config.gazetteer else None
        network = new_network(encoder, gazetteer, tag_set, config)
        weights = {k.removeprefix("network."): t for k, t in tensors.items() if k[:8] == "network."}
        network.load_state_dict(weights)
        network.eval()
        weight = float(settings["transition_weight"])
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, ConfigError) as error:
        raise ModelFolderError(
            "the model's parts do not fit together", path=folder, found=str(error)
        ) from error
    return CompactModel(
        network,
        encoder,
        gazetteer,
        tag_set,
        Transitions(start, step),
        weight,
        calibration,
        files.schema,
        config,
        files.summary,
    )


def new_network(
    encoder: Encoder, gazetteer: Gazetteer | None, tag_set: TagSet, config: CompactConfig
) -> TagNetwork:
    """A network whose new parts are yet to be trained."""
    return TagNetwork(
        encoder,
        len(tag_set),
        dropout=config.dropout,
        shape_features=config.shape_features,
        num_known=0 if gazetteer is None else len(gazetteer.labels),
    )


def reading_of(encoder: Encoder, gazetteer: Gazetteer | None, config: CompactConfig) -> Reading:
    """How sentences are read for an encoder."""
    longest = min(config.max_tokens, encoder.max_tokens)
    return Reading(encoder.pieces, longest, config.context_tokens, gazetteer)


def _read_gazetteer(path: Path, tag_set: TagSet) -> Gazetteer:
    mentions = json.loads(path.read_text(encoding="utf-8"))
    return build_gazetteer(tag_set.labels, mentions=mentions)


def _frozen(value: object) -> Any:
    """JSON's lists as the tuples they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
