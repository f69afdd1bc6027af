"""The sentence encoder that comes with the installation."""

import hashlib

import numpy as np
import pytest

from paner.models.embedder import WEIGHTS_SHA256, MiniLMEmbedder, _batches, find_minilm


@pytest.fixture(scope="module")
def embedder() -> MiniLMEmbedder:
    return MiniLMEmbedder()


def test_the_found_weights_are_the_known_ones() -> None:
    folder = find_minilm()

    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()

    assert digest == WEIGHTS_SHA256
    assert digest.startswith("53aa5117")


def test_vectors_have_length_one(embedder: MiniLMEmbedder) -> None:
    vectors = embedder.embed(["He left .", "", "word " * 900])

    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_meaning_counts_more_than_spelling(embedder: MiniLMEmbedder) -> None:
    first, same, other = embedder.embed(
        ["She bought a car .", "The automobile was purchased by her .", "She caught a cat ."]
    )

    assert first @ same > 0.6
    assert first @ same > first @ other


def test_batching_does_not_change_a_vector(embedder: MiniLMEmbedder) -> None:
    texts = ["short .", "a much longer sentence about nothing at all .", "rain ", "x " * 60]

    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])

    assert np.allclose(together, alone, atol=1e-5)


def test_no_text_gives_no_vector(embedder: MiniLMEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_a_batch_holds_rows_of_like_length_and_every_row_once() -> None:
    batches = _batches([5, 1, 9, 2], batch_tokens=10)

    assert batches == [[1, 3], [0], [2]]
