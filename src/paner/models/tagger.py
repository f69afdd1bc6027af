"""The tagger: train, tag, save, load, whichever the backbone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Union

from paner.data.sentence import Sentence
from paner.data.words import word_offsets
from paner.errors import ModelFolderError, UsageError
from paner.models.causal.config import CausalConfig
from paner.models.compact.config import CompactConfig
from paner.schema.entity_types import Schema

__all__ = ["Backbone", "Tagger"]


class Backbone(Protocol):
    """What a trained backbone can do."""

    @property
    def schema(self) -> Schema:
        """What its labels mean."""
        ...

    @property
    def summary(self) -> Mapping[str, Any]:
        """How it was trained."""
        ...

    def tag(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        """The sentences with the entities found, in order, as they come."""
        ...

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        ...


class Tagger:
    """A trained tagger.

    Args:
        backbone: What does the work.
    """

    def __init__(self, backbone: Backbone) -> None:
        self.backbone = backbone

    @classmethod
    def train(
        cls,
        train: Iterable[Sentence],
        *,
        dev: Iterable[Sentence] | None = None,
        schema: Schema | None = None,
        mentions: Mapping[str, Iterable[Sequence[str]]] | None = None,
        config: CompactConfig | CausalConfig | None = None,
        seed: int = 0,
        init_from: Union["Tagger", str, Path, None] = None,
        mixed: Iterable[Sentence] = (),
        mixed_schema: Schema | None = None,
        checkpoints: str | Path | None = None,
        progress: Callable[[int, int, float], None] | None = None,
    ) -> "Tagger":
        """Train a tagger on annotated sentences.

        Args:
            train: Annotated sentences, augmented ones among them.
            dev: Annotated sentences to choose on; never the test set.
            schema: What the labels mean.
            mentions: By label, mentions as words that are known besides those in `train`.
            config: Settings; the backbone is the one they belong to.
            seed: The same seed gives the same tagger on one machine.
            init_from: A tagger, or its folder, to start from; it may have other labels. Compact
                taggers only.
            mixed: Annotated sentences of a base corpus with other labels, to mix in. Language
                models only, as the next two.
            mixed_schema: What their labels mean.
            checkpoints: A folder to keep checkpoints in, and to go on from if it has any.
            progress: Called after each step with the steps done, all steps, and the loss.

        Raises:
            DataError: There is nothing to train on.
            UsageError: The encoder, or the tagger to start from, cannot be used.
        """
        if isinstance(config, CausalConfig):
            return cls(
                _train_causal(
                    train,
                    init_from,
                    dev=dev,
                    schema=schema,
                    mentions=mentions,
                    config=config,
                    seed=seed,
                    mixed=mixed,
                    mixed_schema=mixed_schema,
                    checkpoints=None if checkpoints is None else Path(checkpoints),
                    progress=progress,
                )
            )
        from paner.models.compact.model import CompactModel
        from paner.models.compact.training import train_compact

        if checkpoints is not None or list(mixed):
            raise UsageError("checkpoints and a base corpus are for language models")
        if isinstance(init_from, str | Path):
            init_from = cls.load(init_from)
        start = None if init_from is None else init_from.backbone
        if not isinstance(start, CompactModel | None):
            raise UsageError("a compact tagger can only start from a compact tagger")
        return cls(
            train_compact(
                train,
                dev=dev,
                schema=schema,
                mentions=mentions,
                config=config or CompactConfig(),
                seed=seed,
                init_from=start,
                progress=progress,
            )
        )

    @classmethod
    def load(cls, folder: str | Path, *, base: str | Path | None = None) -> "Tagger":
        """Load a saved tagger.

        Args:
            folder: The saved tagger.
            base: Where the language model is that it was trained on, if not where it was then.

        Raises:
            LanguageModelError: That language model cannot be loaded.
            ModelFolderError: The folder is no model, damaged, or from a newer version.
            UsageError: The tagger has no language model that could be elsewhere.
        """
        from paner.models.folder import backbone_of

        folder = Path(folder)
        match backbone_of(folder):
            case "compact":
                from paner.models.compact.model import read_compact

                if base is not None:
                    raise UsageError(
                        f"{folder} is a compact model, which holds its encoder; --base says where"
                        " the language model of another is"
                    )
                return cls(read_compact(folder))
            case "causal":
                from paner.models.causal.saved import read_causal

                return cls(read_causal(folder, base=base))
            case other:
                raise ModelFolderError(
                    "the model has an unknown backbone; update paner",
                    path=folder,
                    found=other,
                    expected="compact or causal",
                )

    @classmethod
    def zero_shot(
        cls, base: str | Path, schema: Schema, *, config: CausalConfig | None = None
    ) -> "Tagger":
        """A language model as it is, told what to find; nothing is trained.

        Args:
            base: A hub name or a folder of a causal language model, or `smollm2`.
            schema: What to find. Where no prompt has room for all of it, it is asked in parts.
            config: How the model tags and what it is told; by default it writes word/tag answers,
                and is told guidelines. Its `base` is not looked at.

        Raises:
            LanguageModelError: The language model cannot be loaded.
            UsageError: There are no types, or one type's description alone is over the budget.
        """
        from paner.models.causal.zero_shot import zero_shot_model

        config = config or CausalConfig.zero_shot()
        return cls(zero_shot_model(schema, replace(config, base=str(base))))

    def with_schema(self, schema: Schema) -> "Tagger":
        """A tagger of the same weights for another schema, which needs no training; quickly made.

        Labels that it was trained with are found as before; others by their names, and by what
        the prompt says of them.

        Raises:
            UsageError: It is a compact tagger, which can only find the labels of its training; or
                there are no types, or one type's description alone is over the budget.
        """
        made = getattr(self.backbone, "with_schema", None)
        if made is None:
            raise UsageError(
                "a compact tagger finds the labels of its training and no others; train it on "
                "sentences with these labels, or train a language model, which takes any schema"
            )
        return type(self)(made(schema))

    def drafted_by(self, other: "Tagger") -> "Tagger":
        """The same tagger, with another one's tags as drafts of its word/tag answers.

        Drafts change how many passes an answer takes, never the answer; the compact backbone makes
        good ones.

        Raises:
            UsageError: It writes no word/tag answers.
        """
        drafted = getattr(self.backbone, "drafted_by", None)
        if drafted is None:
            raise UsageError("only a language model's word/tag answers can be drafted")
        return type(self)(drafted(other.tag))

    def save(self, folder: str | Path) -> None:
        """Write the tagger into a folder, all of it or nothing.

        Raises:
            ModelFolderError: Something that is no model stands there.
        """
        self.backbone.save(Path(folder))

    def tag(self, sentences: Iterable[Sentence | str]) -> Iterator[Sentence]:
        """Find entities, with confidences; texts of any length, in order, as they come.

        Args:
            sentences: Sentences, whose own entities are replaced, or texts.
        """
        return self.backbone.tag(map(_sentence, sentences))

    @property
    def takes_any_schema(self) -> bool:
        """Whether it has `with_schema`: language models do."""
        return hasattr(self.backbone, "with_schema")

    @property
    def schema(self) -> Schema:
        """The entity types it finds."""
        return self.backbone.schema

    @property
    def summary(self) -> Mapping[str, Any]:
        """How it was trained: data, steps, seed, time, loss curve, what was chosen on dev."""
        return self.backbone.summary


def _sentence(given: Sentence | str) -> Sentence:
    return Sentence(given, tuple(word_offsets(given))) if isinstance(given, str) else given


def _train_causal(train: Iterable[Sentence], init_from: object, **settings: Any) -> Backbone:
    """Fine-tune a language model."""
    from paner.models.causal.training import train_causal

    if init_from is not None:
        raise UsageError("a language model starts from its base, not from another tagger")
    return train_causal(train, **settings)
