"""Tests of starting from a model with other labels."""

from pathlib import Path

import pytest
import torch

from paner.data.sentence import Entity, Sentence
from paner.models import CompactConfig, Tagger
from paner.models.compact.encoder import load_encoder
from paner.models.compact.model import CompactModel, new_network
from paner.models.compact.network import TagNetwork
from paner.models.compact.warm_start import start_from
from paner.models.tags import TagSet
from paner.schema.entity_types import EntityType, Schema

OLD = Schema(
    (
        EntityType("person", definition="a human being"),
        EntityType("PLACE", label="location", definition="a place on earth"),
        EntityType("band", definition="a musical group"),
    )
)
NEW = Schema(
    (
        EntityType("guitarist", definition="a human being who plays the guitar"),
        EntityType("location"),
        EntityType("orchestra", definition="a large musical group"),
    )
)


@pytest.fixture(scope="module")
def model(tiny_bert: Path) -> CompactModel:
    sentence = Sentence.from_words(
        ["Ann", "of", "Oslo"], [Entity(0, 1, "person"), Entity(2, 3, "PLACE")]
    )
    config = CompactConfig(encoder=str(tiny_bert), steps=3, members=1, threads=1)
    backbone = Tagger.train([sentence], schema=OLD, config=config).backbone
    assert isinstance(backbone, CompactModel)
    return backbone


@pytest.fixture
def started(model: CompactModel, tiny_bert: Path) -> TagNetwork:
    tag_set = TagSet(tuple(NEW.names), ("location",))
    network = new_network(load_encoder(str(tiny_bert)), None, tag_set, model.config)
    start_from(network, tag_set, NEW, model)
    return network


def test_the_encoder_and_outside_are_taken_over(model: CompactModel, started: TagNetwork) -> None:
    old, new = model.network.state_dict(), started.state_dict()

    assert all(torch.equal(new[name], old[name]) for name in new if name.startswith("encoder."))
    assert torch.equal(new["head.weight"][0], old["head.weight"][0])


def test_a_label_shown_by_the_same_words_keeps_its_scores(
    model: CompactModel, started: TagNetwork
) -> None:
    assert torch.allclose(started.head.weight[2], model.network.head.weight[2])


def test_a_new_label_takes_after_the_one_that_means_the_most_alike(
    model: CompactModel, started: TagNetwork
) -> None:
    guitarist, old = started.head.weight[1], model.network.head.weight

    assert torch.dist(guitarist, old[1]) < torch.dist(guitarist, old[2])


def test_a_label_that_the_model_never_saw_teaches_nothing(
    model: CompactModel, started: TagNetwork
) -> None:
    taught = torch.stack([model.network.head.weight[1], model.network.head.weight[2]])

    orchestra = started.head.weight[3]

    shares = torch.linalg.lstsq(taught.T, orchestra[:, None]).solution
    assert torch.allclose(taught.T @ shares, orchestra[:, None], atol=1e-5)
