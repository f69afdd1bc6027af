"""Starting from another model, which may know other labels."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from paner.models.compact.model import CompactModel
from paner.models.compact.network import TagNetwork
from paner.models.embedder import MiniLMEmbedder
from paner.models.tags import OUTSIDE, TagSet
from paner.schema.entity_types import EntityType, Schema

__all__ = ["start_from"]

TEMPERATURE = 0.05  # of cosine similarities: a label takes after its few nearest


def start_from(network: TagNetwork, tag_set: TagSet, schema: Schema, model: CompactModel) -> None:
    """Take over a model's encoder and word shapes, and what its head knows of alike labels.

    A label that the model knows by name, or by the words shown for it, keeps its scores. Another
    one starts from those labels whose names and definitions say the most alike.

    Args:
        network: The network to change, not yet trained.
        tag_set: Its tags.
        schema: What its labels mean.
        model: The model to start from.
    """
    here = network.state_dict()
    shared = {
        name: weights
        for name, weights in model.network.state_dict().items()
        if name.startswith(("encoder.", "shapes_")) and name in here
    }
    network.load_state_dict(shared, strict=False)
    learnt = [label for label in model.tag_set.labels if model.summary["entities"].get(label)]
    likeness = _likeness(_types(schema, tag_set.labels), _types(model.schema, learnt))
    old_tags = [OUTSIDE, *(model.tag_set.tag[label] for label in learnt)]
    rows = torch.from_numpy(likeness)
    with torch.no_grad():
        for new, old in zip(
            network.head.parameters(), model.network.head.parameters(), strict=True
        ):
            new[: len(rows)] = rows @ old[old_tags]


def _likeness(
    types: Sequence[EntityType], old_types: Sequence[EntityType]
) -> npt.NDArray[np.float32]:
    """How much of each old label's scores each label takes, outside first; rows sum to one."""
    embedder = MiniLMEmbedder()
    cosines = embedder.embed(_texts(types)) @ embedder.embed(_texts(old_types)).T
    weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / TEMPERATURE)
    weights /= weights.sum(axis=1, keepdims=True)
    names = {name: row for row, known in enumerate(old_types) for name in _names(known)}
    for row, entity_type in enumerate(types):
        same = next((names[name] for name in _names(entity_type) if name in names), None)
        if same is not None:
            weights[row] = np.eye(len(old_types), dtype=np.float32)[same]
    likeness = np.zeros((1 + len(types), 1 + len(old_types)), np.float32)
    likeness[OUTSIDE, OUTSIDE] = 1.0
    likeness[1:, 1:] = weights
    return likeness


def _types(schema: Schema, labels: Sequence[str]) -> list[EntityType]:
    """The entity types in the order of the labels."""
    known = {entity_type.name: entity_type for entity_type in schema.types}
    return [known.get(label, EntityType(label)) for label in labels]


def _names(entity_type: EntityType) -> list[str]:
    return [entity_type.name.replace("_", " ").casefold(), entity_type.label.casefold()]


def _texts(types: Sequence[EntityType]) -> list[str]:
    """What is compared: the words shown for a type, and its definition."""
    return [f"{t.label}: {t.definition}" if t.definition else t.label for t in types]
