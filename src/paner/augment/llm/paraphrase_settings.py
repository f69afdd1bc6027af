"""What a run asks of a model: how many paraphrases, how, in which words."""

from dataclasses import asdict, dataclass, field

from paner.augment.llm.model import Sampling
from paner.augment.llm.prompt import load_prompt
from paner.errors import UsageError
from paner.prompt import Prompt

__all__ = ["ParaphraseSettings"]


@dataclass(frozen=True, slots=True)
class ParaphraseSettings:
    """What is asked for.

    Args:
        variants: Paraphrases asked for of each sentence.
        per_sentence: Paraphrases to keep of each; `variants` where `None`.
        attempts: How often a sentence is asked for, at most.
        sentences_per_request: Sentences that share a request at first; who has to ask again asks
            for one sentence alone.
        sampling: How the first answer is sampled; later ones are hotter where all was alike, and
            cooler where a rule was broken.
        max_answer_tokens: Tokens of an answer, at most; as many as the sentences need where `None`.
        language: The language of the sentences, as a prompt says it.
        domain: What the texts are about, likewise.
        show_mentions: Whether the model may see what placeholders stand for.
        prompt: The prompt.

    Raises:
        UsageError: A number is impossible.
    """

    variants: int = 2
    per_sentence: int | None = None
    attempts: int = 3
    sentences_per_request: int = 1
    sampling: Sampling = field(default_factory=Sampling)
    max_answer_tokens: int | None = None
    language: str = ""
    domain: str = ""
    show_mentions: bool = True
    prompt: Prompt = field(default_factory=lambda: load_prompt("paraphrase.v1"))

    def __post_init__(self) -> None:
        for name in ("variants", "attempts", "sentences_per_request"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} must be 1 or more, found {getattr(self, name)}")
        if not 1 <= self.wanted <= self.variants:
            raise UsageError(
                f"per_sentence must be 1 to {self.variants} (variants), found {self.per_sentence}"
            )

    @property
    def wanted(self) -> int:
        """Paraphrases to keep of each sentence."""
        return self.variants if self.per_sentence is None else self.per_sentence

    @property
    def run(self) -> dict[str, object]:
        """What answers of one run have in common, for the journal."""
        names = ("variants", "sentences_per_request", "max_answer_tokens", "language", "domain")
        settings = {name: getattr(self, name) for name in (*names, "show_mentions")}
        return {**settings, **asdict(self.sampling)}
