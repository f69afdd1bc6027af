"""Cells and outcomes: lines of a file, and names that change with what matters."""

from dataclasses import replace

import pytest

from paner.app.experiments.cell import Cell, Outcome, Recipe

CELL = Cell("ai", "gold", 0, Recipe(gold=100, without=("field",)))
OUTCOME = Outcome(
    CELL,
    "key",
    3,
    {"person": ((0, 1, 1, 1), (2, 0, 1, 2)), "place": ((2, 1, 1, 1),)},
    {"person": ((0, 1, 2, 1),)},
    {"seconds": 1.5},
    {"drawn": ["train-1"]},
)


def test_an_outcome_reads_back_from_its_line() -> None:
    assert Outcome.from_json(OUTCOME.to_json()) == OUTCOME


@pytest.mark.parametrize("line", ["", "{}", OUTCOME.to_json()[:-9], '{"cell": 1}', "[]"])
def test_a_line_that_is_cut_off_is_no_outcome(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Outcome.from_json(line)


def test_a_cells_key_changes_with_its_recipe_and_its_data() -> None:
    longer = replace(CELL, recipe=replace(CELL.recipe, steps=1))

    keys = {CELL.key("a"), CELL.key("b"), longer.key("a"), replace(CELL, seed=1).key("a")}

    assert len(keys) == 4
    assert CELL.key("a") == replace(CELL).key("a") == replace(CELL, arm="another").key("a")


def test_counts_are_summed_by_sentence_over_the_types_asked_for() -> None:
    assert OUTCOME.counts().tolist() == [[1, 1, 1], [0, 0, 0], [1, 2, 3]]
    assert OUTCOME.counts({"place"}).tolist() == [[0, 0, 0], [0, 0, 0], [1, 1, 1]]


def test_f1_is_that_of_all_entities() -> None:
    assert OUTCOME.f1 == 2 * 2 / (3 + 4)
    assert OUTCOME.dev_f1 == 2 / 3


def test_a_line_whose_counts_are_none_or_of_no_sentence_is_no_outcome() -> None:
    for damaged in (replace(OUTCOME, sentences=2), replace(OUTCOME, sentences="x")):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"no line of cells\.jsonl"):
            Outcome.from_json(damaged.to_json())
