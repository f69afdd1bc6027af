"""What augmentation gives: new sentences, dropped answers, and the account of both."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from paner.augment.account import Account, total
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence

__all__ = ["AugmentedCorpus", "Made"]


@dataclass(frozen=True, slots=True)
class Made:
    """What one method made.

    Args:
        method: Its name, as in the sentences' provenance.
        sentences: The sentences.
        rejections: Dropped answers, each with its reason.
        failed: What was asked for and never came, by reason.
        missing: What the recording lacks or has too much of.
        noted: What was mended in kept sentences, and what no check could tell of them.
    """

    method: str
    sentences: tuple[Sentence, ...]
    rejections: tuple[Rejection, ...] = ()
    failed: Mapping[str, int] = field(default_factory=Counter)
    missing: Mapping[str, int] = field(default_factory=Counter)
    noted: Mapping[str, int] = field(default_factory=Counter)

    @property
    def account(self) -> Account:
        """Its counts."""
        rejected = Counter(rejection.reason for rejection in self.rejections)
        return Account(len(self.sentences), rejected, self.failed)


@dataclass(frozen=True, slots=True)
class AugmentedCorpus:
    """What augmentation gave.

    Args:
        sentences: The new sentences alone, without the originals, each with its provenance.
        rejections: Every dropped answer, with its reason.
        accounts: Asked, kept, rejected and failed of each method.
        missing: What the recording lacks or has too much of, by a readable reason.
        noted: Articles mended, placeholders mapped, checks undecided, in kept sentences.
    """

    sentences: tuple[Sentence, ...]
    rejections: tuple[Rejection, ...]
    accounts: Mapping[str, Account]
    missing: Mapping[str, int]
    noted: Mapping[str, int] = field(default_factory=Counter)

    @classmethod
    def of(cls, made: list[Made], missing: Mapping[str, int]) -> "AugmentedCorpus":
        """Join what the methods made."""
        lacking, noted = Counter(missing), Counter[str]()
        for one in made:
            lacking.update(one.missing)
            noted.update(one.noted)
        return cls(
            tuple(sentence for one in made for sentence in one.sentences),
            tuple(rejection for one in made for rejection in one.rejections),
            {one.method: one.account for one in made},
            +lacking,
            +noted,
        )

    @property
    def asked(self) -> int:
        """Sentences asked for: kept + rejected + failed."""
        return total(self.accounts.values()).asked

    @property
    def kept(self) -> int:
        """Sentences made."""
        return total(self.accounts.values()).kept

    @property
    def rejected(self) -> Mapping[str, int]:
        """Dropped answers by reason."""
        return total(self.accounts.values()).rejected

    @property
    def failed(self) -> Mapping[str, int]:
        """What never came, by reason."""
        return total(self.accounts.values()).failed

    def account(self) -> dict[str, object]:
        """The counts, for `--json` and reports."""
        return {
            **total(self.accounts.values()).to_dict(),
            "missing": dict(self.missing),
            "noted": dict(self.noted),
            "methods": {name: account.to_dict() for name, account in self.accounts.items()},
        }
