"""What the numbers say, in words that claim no more than the intervals allow."""

from paner.app.report.content import Comparison, ReportData

__all__ = ["describe_difference", "headline", "points"]

_MINUS = "\N{MINUS SIGN}"


def points(share: float, *, sign: bool = False) -> str:
    """A share as points of a hundred, as papers print F1.

    >>> points(0.5834), points(0.02, sign=True)
    ('58.3', '+2.0')
    """
    number = f"{100 * share:+.1f}" if sign else f"{100 * share:.1f}"
    return number.replace("-", _MINUS)


def headline(data: ReportData) -> str:
    """The report's one sentence: how good the last system is, and whether it gained."""
    if not data.systems:
        return "No system has been scored yet."
    if data.comparisons:
        return describe_difference(data.comparisons[0])
    system = data.systems[-1]
    return f"“{system.name}” reaches a strict F1 of {points(system.evaluation['strict']['f1'])}."


def describe_difference(comparison: Comparison) -> str:
    """A paired difference as a sentence.

    >>> gain = {"f1": 0.04, "interval": [0.01, 0.07], "level": 0.95, "p_value": 0.012}
    >>> describe_difference(Comparison("all", "gold", gain))
    '“all” is 4.0 points of strict F1 above “gold” (95 % interval +1.0 to +7.0, p = 0.012).'
    """
    difference = comparison.difference
    gain, (low, high) = difference["f1"], difference["interval"]
    level, p_value = difference["level"], difference["p_value"]
    chance = "p < 0.01" if p_value < 0.01 else f"p = {p_value:.2g}"
    numbers = (
        f"{100 * level:g} % interval {points(low, sign=True)} to {points(high, sign=True)},"
        f" {chance}"
    )
    system, baseline = f"“{comparison.system}”", f"“{comparison.baseline}”"
    if low <= 0 <= high:
        return (
            f"These test sentences show no certain difference between {system} and {baseline}:"
            f" {points(gain, sign=True)} points of strict F1 ({numbers})."
        )
    direction = "above" if gain > 0 else "below"
    return (
        f"{system} is {points(abs(gain))} points of strict F1 {direction} {baseline} ({numbers})."
    )
