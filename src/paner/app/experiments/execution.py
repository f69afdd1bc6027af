"""One cell, from its data to its counts."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paner.app.experiments.cell import Cell, Outcome, Recipe, TypeCounts
from paner.app.experiments.configs import config_of, reads_no_prompt
from paner.app.experiments.material import Material, fold_of, load_material, split_off
from paner.app.experiments.next_sentences import Found
from paner.app.experiments.rows import Rows, embedder, training_rows
from paner.app.experiments.schemes import LOSSLESS, from_tags, to_tags
from paner.app.stages import hash_path
from paner.app.training import COMPACT
from paner.augment.diversity import distinct, self_similarity
from paner.data.read import iter_sentences
from paner.data.sentence import Sentence
from paner.errors import UsageError
from paner.evaluate.evaluation import evaluate_corpus
from paner.evaluate.match import pair_sentences
from paner.models.training_data import whole_schema
from paner.schema.entity_types import Schema

if TYPE_CHECKING:
    from paner.models.tagger import Tagger

MOST_COMPARED = 300  # made sentences whose likeness is measured
MOST_TEXTS = 2000  # of a pool
MOST_TRAINED = 4  # taggers that a process keeps: `zero-shot` scores each on several data sets
_TRAINED: dict[Cell, "Tagger"] = {}

__all__ = ["key_of", "material_of", "run_cell", "train_on"]


def run_cell(cell: Cell, threads: int = 0) -> Outcome:
    """Train, tag and score.

    Args:
        cell: What to do.
        threads: CPU threads; 0 for all that the process may use.

    Raises:
        PanerError: The data, or the recipe for them, are wrong.
    """
    began, cpu_began = time.perf_counter(), time.process_time()
    material, recipe = material_of(cell), cell.recipe
    source = split_off(load_material(recipe.train_on)) if recipe.train_on else material
    ready = recipe.model or recipe.untrained
    rows = Rows((), ()) if ready else training_rows(cell, source)
    dev = material.dev[: recipe.dev or None]
    tagger = _tagger(cell, rows, source, threads)
    known = set(tagger.schema.names)
    if (recipe.model or recipe.train_on) and tagger.takes_any_schema:
        tagger = tagger.with_schema(whole_schema(material.test, material.schema))
    tagged = _tag(tagger, material.test, recipe)
    on_dev = _tag(tagger, dev, recipe) if dev and source is material else []
    scores = evaluate_corpus(material.test, tagged, train=rows.gold or None, resamples=0).to_dict()
    figures = {**_figures(scores, rows, tagger), **_diversity(rows)}
    times = {
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(time.process_time() - cpu_began, 1),
    }
    return Outcome(
        cell,
        key_of(cell),
        len(material.test),
        type_counts(material.test, tagged),
        type_counts(dev, on_dev) if on_dev else {},
        {**figures, **times},
        {
            "labels_known": sorted(known & _labels(material.test)),
            "labels_unknown": sorted(_labels(material.test) - known),
            "drawn": [sentence.id for sentence in rows.gold] if recipe.drawn else [],
            **({"pool": _found(tagger, recipe.pool)} if recipe.pool else {}),
        },
    )


def key_of(cell: Cell) -> str:
    """The cell's key: two cells with the same one have the same outcome."""
    names = (cell.data, cell.recipe.train_on)
    digests = [load_material(name).digest for name in names if name]
    return cell.key(" ".join([*digests, *_others_digests(cell.recipe)]))


def _others_digests(recipe: Recipe) -> list[str]:
    """Of what a cell reads besides its data: texts of a pool, and a saved tagger."""
    return [_digest(name) for name in (recipe.pool, recipe.model) if name]


@cache
def _digest(name: str) -> str:
    return hash_path(Path(name))


def material_of(cell: Cell) -> Material:
    """The data of a cell, its fold or its test set split off."""
    material = load_material(cell.data)
    if cell.recipe.folds:
        return fold_of(material, cell.fold, cell.recipe.folds)
    return split_off(material)


def train_on(
    sentences: Sequence[Sentence],
    *,
    dev: Sequence[Sentence],
    schema: Schema | None,
    recipe: Recipe,
    seed: int,
    threads: int = 0,
) -> "Tagger":
    """Train as a recipe says, on sentences that are there already."""
    from paner.models.tagger import Tagger

    tags = _tags(recipe)
    return Tagger.train(
        to_tags(sentences, tags),
        dev=to_tags(dev, tags),
        schema=_without_guidelines(schema, recipe.without) if tags == LOSSLESS else None,
        config=config_of(recipe, sentences, threads),
        seed=seed,
    )


def type_counts(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> TypeCounts:
    """Correct, predicted and gold entities by type and sentence; sentences without any left out."""
    found: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    for pair in pair_sentences(gold, predicted):
        spans = (pair.correct, pair.predicted_spans, pair.gold_spans)
        for label in {span.label for part in spans for span in part}:
            right, guessed, there = (sum(s.label == label for s in part) for part in spans)
            found[label].append((pair.index, right, guessed, there))
    return {label: tuple(rows) for label, rows in sorted(found.items())}


def _tagger(cell: Cell, rows: Rows, source: Material, threads: int) -> "Tagger":
    """The tagger of a cell: loaded, trained, or trained before for other data to score it on."""
    from paner.models.tagger import Tagger

    recipe = cell.recipe
    if recipe.model:
        return Tagger.load(recipe.model)
    if recipe.untrained:
        schema = whole_schema(source.test, source.schema)
        return Tagger.zero_shot(recipe.backbone, schema)
    key = replace(cell, data=source.name, arm="", recipe=replace(recipe, train_on=""))
    if key in _TRAINED:
        return _TRAINED[key]
    tagger = train_on(
        rows.all,
        dev=source.dev[: recipe.dev or None],
        schema=source.schema,
        recipe=recipe,
        seed=cell.seed,
        threads=threads,
    )
    if recipe.backbone == COMPACT:  # others are too large to keep
        _TRAINED[key] = tagger
        if len(_TRAINED) > MOST_TRAINED:
            del _TRAINED[next(iter(_TRAINED))]
    return tagger


def _tag(tagger: "Tagger", sentences: Sequence[Sentence], recipe: Recipe) -> list[Sentence]:
    return from_tags(tagger.tag(sentences), _tags(recipe))


def _tags(recipe: Recipe) -> str:
    """The scheme that labels stand for; a language model writes its tags itself."""
    return recipe.tags if reads_no_prompt(recipe) else LOSSLESS


def _without_guidelines(schema: Schema | None, names: Sequence[str]) -> Schema | None:
    if schema is None:
        return None
    for name in names:
        if name not in schema.names:
            raise UsageError(f"the schema has no type {name!r} to leave without guidelines")
    bare = (
        replace(t, definition="", guidelines="") if t.name in names else t for t in schema.types
    )
    return Schema(tuple(bare))


def _figures(scores: dict[str, Any], rows: Rows, tagger: "Tagger") -> dict[str, float]:
    figures = {
        "set_f1": scores["set"]["f1"],
        "gold": len(rows.gold),
        "made": len(rows.made),
        "steps": tagger.summary.get("steps", 0),
    }
    if scores["unseen"]:
        for kind in ("seen", "unseen"):
            figures[f"{kind}_recall"] = scores["unseen"][kind]["recall"]
    return figures


def _diversity(rows: Rows) -> dict[str, float]:
    """How diverse the sentences are that were made."""
    if not rows.made:
        return {}
    figures = {f"distinct_{n}": distinct(rows.made, n) for n in (1, 2, 3)}
    some = rows.made[:MOST_COMPARED]
    return {**figures, "self_similarity": self_similarity(some, embedder())}


def _found(tagger: "Tagger", pool: str) -> list[list[Found]]:
    """The entities in the pool's first texts, with confidences."""
    texts = islice(iter_sentences(pool), MOST_TEXTS)
    return [
        [(e.start, e.end, e.label, round(e.confidence or 1.0, 4)) for e in tagged.entities]
        for tagged in tagger.tag(texts)
    ]


def _labels(sentences: Sequence[Sentence]) -> set[str]:
    return {entity.label for sentence in sentences for entity in sentence.entities}
