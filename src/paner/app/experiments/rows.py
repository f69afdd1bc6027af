"""What a cell trains on: its annotated sentences, and what is made from them."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from paner.app.experiments.cell import Cell
from paner.app.experiments.material import Material
from paner.augment.corpus import augment_corpus
from paner.augment.recorded import Recording, read_recorded
from paner.augment.settings import AugmentSettings
from paner.augment.simple import METHODS as SIMPLE
from paner.data.sampling import first, sample
from paner.data.sentence import Sentence
from paner.errors import UsageError

if TYPE_CHECKING:
    from paner.models.embedder import MiniLMEmbedder

__all__ = ["METHODS", "MORE_GOLD", "Rows", "available", "embedder", "training_rows"]

MORE_GOLD = "gold"
PER_SENTENCE = 3  # paraphrases kept of each sentence at most: as many as the recordings hold


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Which recorded answers a method uses, and how."""

    kinds: tuple[str, ...]
    settings: AugmentSettings
    keep: tuple[str, ...]  # methods in the provenance of what is kept; empty keeps all


_NO_COPIES = AugmentSettings(copies_per_paraphrase=0, copies_per_original=0)
RECORDED: Mapping[str, _Recorded] = {
    "paraphrases": _Recorded(("paraphrases",), _NO_COPIES, ()),
    "substitution": _Recorded(
        ("mentions",), AugmentSettings(copies_per_original=PER_SENTENCE), ("substitution",)
    ),
    "substituted-paraphrases": _Recorded(
        ("paraphrases", "mentions"),
        AugmentSettings(copies_per_paraphrase=1, copies_per_original=0),
        ("paraphrase+substitution",),
    ),
    "entities": _Recorded(("paraphrases", "mentions"), AugmentSettings(), ()),
    "everything": _Recorded(("paraphrases", "mentions", "texts"), AugmentSettings(), ()),
}
METHODS = (*RECORDED, *SIMPLE, MORE_GOLD)
"""Every way to make further training sentences."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The sentences of a training.

    Args:
        gold: Annotated.
        made: Made from them, or further annotated ones.
    """

    gold: tuple[Sentence, ...]
    made: tuple[Sentence, ...]

    @property
    def all(self) -> list[Sentence]:
        """Both, gold first."""
        return [*self.gold, *self.made]


def training_rows(cell: Cell, material: Material) -> Rows:
    """The sentences that a cell trains on.

    Raises:
        UsageError: The method is unknown, or the data have no recorded answers for it.
    """
    recipe = cell.recipe
    number = recipe.gold or len(material.train)
    take = (
        sample(material.train, number, cell.seed) if recipe.drawn else first(material.train, number)
    )
    gold = tuple(take)
    if not recipe.method:
        return Rows(gold, ())
    if recipe.method == MORE_GOLD:
        taken = {sentence.id for sentence in gold}
        rest = [sentence for sentence in material.train if sentence.id not in taken]
        order = random.Random(cell.seed).sample(rest, len(rest)) if recipe.drawn else rest
        return Rows(gold, tuple(order[: recipe.made or None]))
    made = _made(gold, material, recipe.method, recipe.share, cell.seed)
    if recipe.made and recipe.method in SIMPLE and len(made) < recipe.made:
        copies = -(-recipe.made // len(gold))
        made = _simple(gold, recipe.method, copies, cell.seed)
    return Rows(gold, evenly(made, recipe.made or len(made), random.Random(cell.seed)))


def available(material: Material, method: str, gold: int) -> int:
    """How many sentences a method can make from the first `gold` ones; many for simple methods."""
    if method in SIMPLE:
        return 10 * gold
    if method == MORE_GOLD:
        return max(0, len(material.train) - gold)
    if not set(RECORDED[method].kinds) <= _kinds(_recording(material.recorded)):
        return 0
    return len(_made(tuple(material.train[:gold]), material, method, 0.5, 0))


def evenly(made: Sequence[Sentence], number: int, rng: random.Random) -> tuple[Sentence, ...]:
    """Draw sentences so that no parent gives two more than another, as far as they go."""
    children: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in made:
        origin = sentence.provenance
        children[(origin.parent if origin else None) or sentence.id].append(sentence)
    drawn: list[Sentence] = []
    families = [rng.sample(family, len(family)) for family in children.values()]
    while len(drawn) < number and families:
        rng.shuffle(families)
        drawn += [family.pop() for family in families]
        families = [family for family in families if family]
    return tuple(drawn[:number])


def _made(
    gold: tuple[Sentence, ...], material: Material, method: str, share: float, seed: int
) -> tuple[Sentence, ...]:
    if method in SIMPLE:
        return _simple(gold, method, PER_SENTENCE, seed)
    if method not in RECORDED:
        raise UsageError(f"no method is named {method!r}; expected one of {', '.join(METHODS)}")
    if not share:  # a copy in which nothing is changed is the paraphrase itself
        method = "paraphrases"
    return _recorded(gold, material, method, share, 0 if method == "paraphrases" else seed)


@lru_cache(maxsize=32)
def _recorded(
    gold: tuple[Sentence, ...], material: Material, method: str, share: float, seed: int
) -> tuple[Sentence, ...]:
    plan = RECORDED[method]
    recording = _recording(material.recorded)
    lacking = set(plan.kinds) - _kinds(recording)
    if lacking:
        raise UsageError(f"{material.name} has no recorded {', '.join(sorted(lacking))}")
    chosen = Recording(**{kind: getattr(recording, kind) for kind in plan.kinds})
    made = augment_corpus(
        gold,
        recorded=chosen,
        per_sentence=PER_SENTENCE,
        schema=material.schema,
        held_out=(*material.dev, *material.test),
        settings=replace(plan.settings, share=share or 0.5),
        embedder=embedder(),
        seed=seed,
    )
    return tuple(
        sentence
        for sentence in made.sentences
        if not plan.keep or (sentence.provenance and sentence.provenance.method in plan.keep)
    )


def _simple(
    gold: tuple[Sentence, ...], method: str, copies: int, seed: int
) -> tuple[Sentence, ...]:
    return augment_corpus(gold, method=method, per_sentence=copies, seed=seed).sentences


@cache
def _recording(paths: tuple[object, ...]) -> Recording:
    return read_recorded([str(path) for path in paths])


def _kinds(recording: Recording) -> set[str]:
    return {kind for kind in ("paraphrases", "mentions", "texts") if getattr(recording, kind)}


@cache
def embedder() -> "MiniLMEmbedder":
    """The installation's sentence encoder, loaded once a process."""
    from paner.models.embedder import MiniLMEmbedder

    return MiniLMEmbedder()
