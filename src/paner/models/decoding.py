"""Exact decoding of word scores under transitions: the best tagging, and how sure a span is."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from paner.data.sentence import Entity
from paner.models.tags import TagSet, entities_from
from paner.models.transitions import Transitions

__all__ = ["decode", "span_confidences", "viterbi"]

Floats = npt.NDArray[np.float64]
BATCH = 64  # sentences decoded together


def viterbi(
    scores: npt.NDArray[np.floating], lengths: Sequence[int], transitions: Transitions
) -> list[list[int]]:
    """Find the best tags of each sentence, exactly.

    Args:
        scores: Log-scores of each word's tags (B, W, K), padded on the right.
        lengths: Words in each sentence (B); at most W.
        transitions: Weighted as they shall count.

    Returns:
        For each sentence as many tags as it has words.
    """
    emissions = torch.from_numpy(np.asarray(scores, dtype=np.float64))
    into = torch.from_numpy(np.ascontiguousarray(transitions.step.T))
    num_words = emissions.shape[1]
    if num_words == 0:
        return [[] for _ in lengths]
    alive = torch.arange(num_words)[:, None] < torch.tensor(list(lengths))  # (W, B)
    best = torch.from_numpy(transitions.start) + emissions[:, 0]
    stay = torch.arange(into.shape[0]).expand(best.shape)
    pointers = [stay]
    for position in range(1, num_words):
        values, came_from = (best[:, None, :] + into).max(dim=-1)
        on = alive[position][:, None]
        pointers.append(torch.where(on, came_from, stay))
        best = torch.where(on, values + emissions[:, position], best)
    path = [best.argmax(dim=-1, keepdim=True)]
    for pointer in reversed(pointers[1:]):
        path.append(pointer.gather(1, path[-1]))
    rows: list[list[int]] = torch.cat(path[::-1], dim=1).tolist()
    return [row[:length] for row, length in zip(rows, lengths, strict=True)]


def span_confidences(
    scores: npt.NDArray[np.floating],
    lengths: Sequence[int],
    transitions: Transitions,
    tag_set: TagSet,
    spans: Sequence[tuple[int, int, int, int]],
) -> Floats:
    """Give each span's probability of being an entity with just these boundaries and this label.

    It is the share of all taggings of the sentence, weighted by the exponential of their scores,
    that hold the span: forward-backward, not a product of the words' own probabilities.

    Args:
        scores: Log-scores (B, W, K), as for `viterbi`.
        lengths: Words in each sentence (B).
        transitions: Weighted as in decoding.
        tag_set: The tags.
        spans: N of (sentence in the batch, start, end, tag of the label).

    Returns:
        N probabilities.
    """
    if not spans:
        return np.zeros(0)
    forward, backward, log_emissions = _forward_backward(scores, lengths, transitions)
    which, start, end, tag = np.array(spans).T
    ends = np.asarray(lengths)[which] == end
    step = np.exp(transitions.step)
    num = np.arange(len(which))
    same = tag_set.label_of[None, :] == tag[:, None]  # (N, K)

    before = np.where(start[:, None] > 0, forward[which, np.maximum(start - 1, 0)], 0.0)
    first = np.where(start > 0, 0.0, np.exp(transitions.start[tag]))
    enter = (before * ~same * step[:, tag].T).sum(axis=1) + first
    enter = enter * np.exp(log_emissions[which, start, tag])
    boundary = np.array([tag_set.boundary_tag.get(name, 0) for name in tag_set.labels])[tag - 1]
    touch = (before * same * step[:, boundary].T).sum(axis=1)
    enter += np.where(boundary > 0, touch * np.exp(log_emissions[which, start, boundary]), 0.0)

    behind = np.minimum(end, log_emissions.shape[1] - 1)
    after = np.exp(log_emissions[which, behind]) * backward[which, behind] * step[tag]
    after[num, tag] = 0.0
    leave = np.where(ends, 1.0, after.sum(axis=1))

    totals = log_emissions.cumsum(axis=1)
    inside = totals[which, end - 1, tag] - totals[which, start, tag]
    stay = np.where(end - start > 1, (end - start - 1) * transitions.step[tag, tag], 0.0)
    confidences: Floats = np.clip(enter * np.exp(inside + stay) * leave, 0.0, 1.0)
    return confidences


def _forward_backward(
    scores: npt.NDArray[np.floating], lengths: Sequence[int], transitions: Transitions
) -> tuple[Floats, Floats, Floats]:
    """Forward and backward values (B, W, K), scaled word by word, and log-scores less the scale."""
    emissions = np.asarray(scores, dtype=np.float64)
    peak = emissions.max(axis=-1, keepdims=True)
    likelihood = np.exp(emissions - peak)
    step = np.exp(transitions.step)
    num_words = emissions.shape[1]
    alive = np.arange(num_words)[None, :, None] < np.asarray(lengths)[:, None, None]
    forward, backward = np.empty_like(emissions), np.ones_like(emissions)
    scale = np.ones((*emissions.shape[:2], 1))
    value = np.exp(transitions.start) * likelihood[:, 0]
    for position in range(num_words):
        if position:
            value = (forward[:, position - 1] @ step) * likelihood[:, position]
        total = value.sum(axis=-1, keepdims=True)
        scale[:, position] = np.where(alive[:, position] & (total > 0), total, 1.0)
        forward[:, position] = value / scale[:, position]
    for position in range(num_words - 2, -1, -1):
        ahead = likelihood[:, position + 1] * backward[:, position + 1] / scale[:, position + 1]
        backward[:, position] = np.where(alive[:, position + 1], ahead @ step.T, 1.0)
    return forward, backward, emissions - peak - np.log(scale)


def decode(
    scores: Sequence[npt.NDArray[np.floating]],
    transitions: Transitions,
    tag_set: TagSet,
    *,
    confidences: bool = True,
) -> list[list[Entity]]:
    """Decode many sentences, those of like length together.

    Args:
        scores: Log-scores of each sentence's words (W, K).
        transitions: Weighted as they shall count.
        tag_set: The tags.
        confidences: Give each entity the probability of its span, not calibrated.
    """
    found: list[list[Entity]] = [[] for _ in scores]
    order = sorted(range(len(scores)), key=lambda index: (len(scores[index]), index))
    filled = [index for index in order if len(scores[index])]
    for begin in range(0, len(filled), BATCH):
        batch = filled[begin : begin + BATCH]
        lengths = [len(scores[index]) for index in batch]
        padded = np.zeros((len(batch), lengths[-1], len(tag_set)))
        for row, index in enumerate(batch):
            padded[row, : lengths[row]] = scores[index]
        tags = viterbi(padded, lengths, transitions)
        entities = [entities_from(row, tag_set) for row in tags]
        if confidences:
            entities = _with_confidences(entities, padded, lengths, transitions, tag_set)
        for index, of_index in zip(batch, entities, strict=True):
            found[index] = of_index
    return found


def _with_confidences(
    entities: Sequence[Sequence[Entity]],
    scores: Floats,
    lengths: Sequence[int],
    transitions: Transitions,
    tag_set: TagSet,
) -> list[list[Entity]]:
    """The same entities, each with the probability of its span."""
    spans = [
        (row, entity.start, entity.end, tag_set.tag[entity.label])
        for row, of_row in enumerate(entities)
        for entity in of_row
    ]
    given = iter(span_confidences(scores, lengths, transitions, tag_set, spans).tolist())
    return [[Entity(e.start, e.end, e.label, next(given)) for e in row] for row in entities]
