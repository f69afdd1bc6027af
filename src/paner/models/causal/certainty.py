"""How sure word/tag decoding is of an entity."""

from collections.abc import Iterable

from paner.data.sentence import Entity
from paner.instruct.tagged_words import AnswerTags
from paner.models.causal.verification import Tagging

__all__ = ["with_confidences"]


def with_confidences(
    entities: Iterable[Entity], tagging: Tagging, tags: AnswerTags
) -> list[Entity]:
    """Give each entity the probability of its span, not calibrated.

    It is the probability that the model, having written the tags in front of the entity, goes on
    with just this one: the product of its words' tags, each after those before it, and of not going
    on with the same label behind it. `paner.models.confidence` makes of it what means something.

    Args:
        entities: The entities that the tags hold.
        tagging: The tags with their probabilities.
        tags: The tags by name.
    """
    number = {name: at for at, name in enumerate(tags.names)}
    probabilities, num_words = tagging.probabilities, len(tagging.tags)
    found: list[Entity] = []
    for entity in entities:
        confidence = 1.0
        for word in range(entity.start, entity.end):
            confidence *= float(probabilities[word, tagging.tags[word]])
        if entity.end < num_words:
            same = number[tags.inside[entity.label]]
            confidence *= 1.0 - float(probabilities[entity.end, same])
        found.append(Entity(entity.start, entity.end, entity.label, min(confidence, 1.0)))
    return found
