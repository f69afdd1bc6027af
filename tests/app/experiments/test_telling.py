"""What is said of a difference beside the paper's."""

from dataclasses import replace

from paner.app.experiments.cell import Cell, Outcome, Recipe
from paner.app.experiments.experiment import Arm, Results, Setting
from paner.app.experiments.material import Material
from paner.app.experiments.telling import say_beside_paper

ARMS = (
    Arm("gold", "100 gold", Recipe(), "gold 100"),
    Arm("more", "100 gold + 200", Recipe(), "label-wise replacement 100"),
    Arm("ours", "100 gold + ours", Recipe()),
)


def results(right: dict[tuple[str, str], int], *data: str) -> Results:
    """Three hundred sentences with an entity each, the first so many of them found."""
    outcomes = [
        Outcome(
            Cell(name, arm, 0, Recipe()),
            key=f"{name} {arm}",
            sentences=300,
            types={"place": tuple((n, int(n < hits), int(n < hits), 1) for n in range(300))},
        )
        for (name, arm), hits in right.items()
    ]
    return Results(
        Setting(data, seeds=1), {name: Material(name, ()) for name in data}, ARMS, outcomes
    )


def test_a_gain_beside_the_papers_gain() -> None:
    found = results({("conll2003", "gold"): 150, ("conll2003", "more"): 200}, "conll2003")

    (told,) = say_beside_paper(found, "more", "gold", "Table V")

    assert told.startswith(
        "“100 gold + 200” beside “100 gold”: the paper has +10.8 points (Table V)"
    )
    assert told.endswith("the directions agree.")


def test_a_loss_beside_the_papers_gain() -> None:
    found = results({("conll2003", "gold"): 200, ("conll2003", "more"): 150}, "conll2003")

    (told,) = say_beside_paper(found, "more", "gold", "Table V")

    assert "outside our interval: the directions do not agree." in told


def test_no_difference_beside_the_papers_gain() -> None:
    found = results({("conll2003", "gold"): 200, ("conll2003", "more"): 200}, "conll2003")

    (told,) = say_beside_paper(found, "more", "gold", "Table V")

    assert told.endswith("ours cannot be told from none.")


def test_data_that_the_paper_lacks_are_not_averaged_in() -> None:
    right = {(name, arm): 150 for name in ("conll2003", "own") for arm in ("gold", "more")}
    right["own", "more"] = 300
    found = results(right, "conll2003", "own")

    (told,) = say_beside_paper(found, "more", "gold", "Table V")

    assert "“100 gold” on conll2003: " in told
    assert "ours cannot be told from none" in told


def test_arms_that_the_paper_lacks_are_passed_over() -> None:
    found = results({("conll2003", "gold"): 150, ("conll2003", "ours"): 200}, "conll2003")

    assert say_beside_paper(found, "ours", "gold", "Table V") == ()
    assert say_beside_paper(found, "more", "gold", "Table V") == ()
    assert say_beside_paper(found, "absent", "gold", "Table V") == ()


def test_data_on_which_one_of_the_two_was_not_run_are_not_averaged_in() -> None:
    right = {
        ("crossner-ai", "gold"): 150,
        ("crossner-ai", "more"): 200,
        ("crossner-music", "gold"): 9,
    }
    found = results(right, "crossner-ai", "crossner-music")
    rows = ("100 gold + 200 duplicates", "100 gold + 200 paraphrases")
    arms = [replace(arm, paper=row) for arm, row in zip(ARMS, rows, strict=False)]

    (told,) = say_beside_paper(replace(found, arms=arms), "more", "gold", "Table IV")

    assert "on crossner-ai: the paper has +3.1 points" in told
