"""What was asked for and what became of it: asked = kept + rejected + failed, always."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

__all__ = ["Account", "total"]


@dataclass(frozen=True, slots=True)
class Account:
    """One method's sentences, counted.

    Args:
        kept: Sentences that were made and passed.
        rejected: Answers that were dropped, by the check they failed.
        failed: What was asked for and never came, by reason.
    """

    kept: int = 0
    rejected: Mapping[str, int] = field(default_factory=Counter)
    failed: Mapping[str, int] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        """All of them."""
        return self.kept + sum(self.rejected.values()) + sum(self.failed.values())

    def to_dict(self) -> dict[str, object]:
        """For `--json` and reports.

        >>> Account(2, {"copy": 1}).to_dict()
        {'asked': 3, 'kept': 2, 'rejected': {'copy': 1}, 'failed': {}}
        """
        return {
            "asked": self.asked,
            "kept": self.kept,
            "rejected": dict(self.rejected),
            "failed": dict(self.failed),
        }


def total(accounts: Iterable[Account]) -> Account:
    """Several accounts as one."""
    accounts = list(accounts)
    rejected: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for account in accounts:
        rejected.update(account.rejected)
        failed.update(account.failed)
    return Account(sum(account.kept for account in accounts), rejected, failed)
