"""What was asked for and what became of it."""

from paner.augment.account import Account, total


def test_asked_is_kept_and_rejected_and_failed() -> None:
    assert Account(3, {"copy": 2, "drift": 1}, {"no answer": 4}).asked == 10


def test_accounts_add_up() -> None:
    joined = total([Account(1, {"copy": 2}), Account(4, {"copy": 1}, {"no answer": 1}), Account()])

    assert joined.to_dict() == {
        "asked": 9,
        "kept": 5,
        "rejected": {"copy": 3},
        "failed": {"no answer": 1},
    }
