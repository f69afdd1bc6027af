"""What a reader should be told before trusting a figure: how few entities stand behind it."""

from collections.abc import Mapping

from paner.evaluate.bootstrap import Interval
from paner.evaluate.scores import Score

__all__ = ["cautions"]

FEW, FEW_OF_A_TYPE = 200, 20
WIDE = 0.05  # five points: most improvements that people report are smaller
NAMED = 6


def cautions(
    strict: Score, interval: Interval | None, per_type: Mapping[str, Score]
) -> tuple[str, ...]:
    """Say where a sample is small and an interval wide; empty where neither is.

    >>> cautions(Score(8, 10, 10), Interval(0.6, 0.95), {})[0]
    'only 10 gold entities: a handful of them decides about the score'
    """
    found = []
    if strict.support < FEW:
        found.append(
            f"only {strict.support} gold entities: a handful of them decides about the score"
        )
    if interval is not None and interval.high - interval.low > WIDE:
        width = 100 * (interval.high - interval.low)
        found.append(
            f"the {100 * interval.level:g} % interval of strict F1 is {width:.0f} points wide:"
            " smaller differences from other systems need a paired test"
        )
    rare = sorted(label for label, score in per_type.items() if score.support < FEW_OF_A_TYPE)
    if rare:
        named = ", ".join(rare[:NAMED]) + (" …" if len(rare) > NAMED else "")
        found.append(
            f"{len(rare)} of {len(per_type)} types have fewer than {FEW_OF_A_TYPE} gold entities,"
            f" and their scores swing widely by chance: {named}"
        )
    return tuple(found)
