"""What a cell trains on."""

import random
from collections import Counter
from pathlib import Path

import pytest

from paner.app.experiments import execution
from paner.app.experiments.cell import Cell, Recipe
from paner.app.experiments.experiment import Setting
from paner.app.experiments.low_resource import LOW_RESOURCE
from paner.app.experiments.material import load_material
from paner.app.experiments.rows import METHODS, available, evenly, training_rows
from paner.errors import UsageError


def rows_of(data: str, recipe: Recipe, seed: int = 0) -> tuple[int, list[str]]:
    rows = training_rows(Cell(data, "arm", seed, recipe), load_material(data))
    return len(rows.gold), [sentence.text for sentence in rows.made]


@pytest.mark.parametrize("method", METHODS)
def test_every_method_makes_exactly_as_many_sentences_as_asked_for(tiny: str, method: str) -> None:
    gold, made = rows_of(tiny, Recipe(gold=4, method=method, made=3))

    assert (gold, len(made)) == (4, 3)


def test_simple_methods_make_as_many_as_asked_for_however_many(tiny: str) -> None:
    assert len(rows_of(tiny, Recipe(gold=2, method="duplication", made=20))[1]) == 20


def test_substitution_with_share_0_gives_the_paraphrases(tiny: str) -> None:
    plain = rows_of(tiny, Recipe(method="paraphrases"))
    unchanged = rows_of(tiny, Recipe(method="substituted-paraphrases", share=0.0))

    assert sorted(unchanged[1]) == sorted(plain[1])


def test_seeds_draw_other_sentences_and_equal_seeds_the_same(tiny: str) -> None:
    recipe = Recipe(method="paraphrases", made=6)

    draws = [rows_of(tiny, recipe, seed)[1] for seed in (0, 0, 1)]

    assert draws[0] == draws[1] != draws[2]


def test_what_data_cannot_give_is_known_beforehand(tiny: str) -> None:
    alone = load_material(str(Path(tiny) / "train.conll"))

    assert available(alone, "paraphrases", 8) == 0
    assert available(alone, "mention-replacement", 8) > 8
    assert available(load_material(tiny), "paraphrases", 4) == 8
    assert available(load_material(tiny), "gold", 6) == 6
    with pytest.raises(UsageError, match="no recorded paraphrases"):
        rows_of(str(Path(tiny) / "train.conll"), Recipe(method="paraphrases"))


def test_every_parent_gives_about_as_many_children(tiny: str) -> None:
    made = training_rows(
        Cell(tiny, "arm", 0, Recipe(method="paraphrases")), load_material(tiny)
    ).made

    drawn = evenly(made, 16, random.Random(0))

    parents = Counter(s.provenance.parent for s in drawn if s.provenance)
    assert len(drawn) == 16
    assert set(parents.values()) == {1, 2}


def test_an_unknown_method_is_refused(tiny: str) -> None:
    with pytest.raises(UsageError, match="no method is named 'bogus'"):
        rows_of(tiny, Recipe(method="bogus"))


def test_a_cell_is_another_when_its_pool_or_its_saved_tagger_changes(
    tiny: str, tmp_path: Path
) -> None:
    for name in ("pool", "model"):
        keys = set()
        for text in ("one", "another"):
            file = tmp_path / name
            file.write_text(text, "utf-8")
            execution._digest.cache_clear()
            recipe = Recipe(pool=str(file)) if name == "pool" else Recipe(model=str(file))
            keys.add(execution.key_of(Cell(tiny, "arm", 0, recipe)))

        assert len(keys) == 2


def test_paraphrases_are_not_promised_beyond_what_is_recorded(tiny: str) -> None:
    arms = LOW_RESOURCE.arms(Setting(), load_material(tiny), ())
    promised = {arm.recipe.method: arm.recipe.made for arm in arms}

    assert promised["paraphrases"] == available(load_material(tiny), "paraphrases", 12)
    assert promised["mention-replacement"] == 24
