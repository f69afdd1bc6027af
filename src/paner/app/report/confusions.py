"""The largest confusions of a table that is too wide to be read."""

from paner.app.report.content import Json

__all__ = ["TABLE_LIMIT", "largest_confusions"]

TABLE_LIMIT = 40


def largest_confusions(table: Json, limit: int = 20) -> list[tuple[str, str, int]]:
    """The most frequent (gold type, predicted type) that differ, missed and spurious ones apart.

    Args:
        table: What `Confusion.to_dict()` gave.
        limit: How many to list.

    >>> largest_confusions({"labels": ["a", "b", "O"], "counts": [[9, 2, 5], [3, 9, 1], [1, 0, 0]]})
    [('b', 'a', 3), ('a', 'b', 2)]
    """
    labels = table["labels"][:-1]
    found = [
        (gold, predicted, count)
        for gold, row in zip(labels, table["counts"], strict=False)
        for predicted, count in zip(labels, row, strict=False)
        if count and gold != predicted
    ]
    return sorted(found, key=lambda cell: (-cell[2], cell[:2]))[:limit]
