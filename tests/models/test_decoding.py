"""Tests of exact decoding, against brute force over all taggings."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paner.data.sentence import Entity
from paner.models.decoding import span_confidences, viterbi
from paner.models.tags import TagSet, entities_from
from paner.models.transitions import Transitions, count_transitions


def _random_case(seed: int, *, bounded: bool) -> tuple[TagSet, Transitions, np.ndarray, list[int]]:
    rng = np.random.default_rng(seed)
    tag_set = TagSet(("a", "b"), ("b",) if bounded else ())
    sequences = [[0, 1, 1, 0, 2, *([3] if bounded else []), 2], [2, 1, 0, 0]]
    transitions = count_transitions(sequences, tag_set).weighted(rng.uniform(0.0, 2.0))
    lengths = [5, 1, 3]
    scores = np.log(rng.dirichlet([0.4] * len(tag_set), size=(3, 5)))
    return tag_set, transitions, scores, lengths


def _score(tags: tuple[int, ...], scores: np.ndarray, transitions: Transitions) -> float:
    steps = sum(transitions.step[a, b] for a, b in itertools.pairwise(tags))
    words = sum(scores[position, tag] for position, tag in enumerate(tags))
    return float(transitions.start[tags[0]] + steps + words)


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_viterbi_equals_the_best_of_all_taggings(seed: int, bounded: bool) -> None:  # noqa: FBT001
    tag_set, transitions, scores, lengths = _random_case(seed, bounded=bounded)

    found = viterbi(scores, lengths, transitions)

    for row, length in enumerate(lengths):
        taggings = itertools.product(range(len(tag_set)), repeat=length)
        best = max(taggings, key=lambda tags: _score(tags, scores[row], transitions))
        assert tuple(found[row]) == best


@pytest.mark.parametrize("bounded", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_confidence_is_the_share_of_all_taggings_that_hold_the_span(
    seed: int,
    bounded: bool,  # noqa: FBT001
) -> None:
    tag_set, transitions, scores, lengths = _random_case(seed, bounded=bounded)
    spans = [
        (row, start, end, tag)
        for row, length in enumerate(lengths)
        for start, end in itertools.combinations(range(length + 1), 2)
        for tag in (1, 2)
    ]

    found = span_confidences(scores, lengths, transitions, tag_set, spans)

    for (row, start, end, tag), confidence in zip(spans, found, strict=True):
        total = share = 0.0
        for tags in itertools.product(range(len(tag_set)), repeat=lengths[row]):
            weight = np.exp(_score(tags, scores[row], transitions))
            total += weight
            wanted = Entity(start, end, tag_set.labels[tag - 1])
            share += weight * (wanted in entities_from(tags, tag_set))
        assert confidence == pytest.approx(share / total, abs=1e-9)


def test_a_boundary_mark_is_never_decoded_where_nothing_of_its_label_stands_before() -> None:
    tag_set = TagSet(("a", "b"), ("a",))
    transitions = count_transitions([[1, 3, 0, 2]], tag_set)
    scores = np.zeros((1, 3, 4))
    scores[:, :, 3] = 50.0

    tags = viterbi(scores, [3], transitions.weighted(0.0))

    assert tags == [[1, 3, 3]]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=5), st.integers(0, 2**32 - 1))
def test_a_sentence_is_decoded_alike_alone_and_in_a_batch(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    transitions = count_transitions([[0, 1, 2, 0]], TagSet(("a", "b")))
    scores = np.log(rng.dirichlet([0.5] * 3, size=(len(lengths), max(lengths))))

    together = viterbi(scores, lengths, transitions)

    for row, length in enumerate(lengths):
        assert viterbi(scores[row : row + 1, :length], [length], transitions) == [together[row]]
