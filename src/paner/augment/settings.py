"""What augmentation makes of recorded answers: which sentences, how many substituted copies."""

from dataclasses import dataclass, field

from paner.augment.checks import CheckSettings
from paner.errors import UsageError

__all__ = ["AugmentSettings"]


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    """The mixture.

    Args:
        checks: What a paraphrase must pass.
        paraphrases: Whether paraphrases are kept with their own mentions.
        new_sentences: Whether recorded new sentences are used.
        copies_per_paraphrase: Copies of each kept paraphrase with other mentions.
        copies_per_original: Copies of each original with other mentions.
        copies_per_new_sentence: Copies of each new sentence with other mentions.
        share: Probability with which an entity of such a copy gets another mention.
        near_copy: Share of a new sentence's word sequences found in one other sentence, from which
            on it is a copy of it.
        simple_share: Probability with which a simple method changes a mention, word or segment.

    Raises:
        UsageError: A number is impossible.
    """

    checks: CheckSettings = field(default_factory=CheckSettings)
    paraphrases: bool = True
    new_sentences: bool = True
    copies_per_paraphrase: int = 3
    copies_per_original: int = 4
    copies_per_new_sentence: int = 2
    share: float = 0.5
    near_copy: float = 0.4
    simple_share: float = 0.3

    def __post_init__(self) -> None:
        for name in ("copies_per_paraphrase", "copies_per_original", "copies_per_new_sentence"):
            number = getattr(self, name)
            if number < 0:
                raise UsageError(f"{name} must be 0 or more, found {number}")
        for name in ("share", "near_copy", "simple_share"):
            if not 0 < getattr(self, name) <= 1:
                raise UsageError(
                    f"{name} must be above 0 and at most 1, found {getattr(self, name)}"
                )
