"""Further mentions of each type: asked for in batches, checked, looked at twice."""

import re
from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE, SCHEMA
from tests.augment.llm.questioning import asking, by_opening
from tests.augment.llm.server import answered, prompt_of, refused, serving

from paner.augment.llm.budget import Budget, Caps
from paner.augment.llm.proposals import (
    Proposals,
    ProposalSettings,
    mention_problem,
    propose_entities,
)
from paner.augment.mentions import build_pool

WANTED = re.compile(r"^List (\d+) further .* as: (.*)\.$", re.MULTILINE)
JUDGED = re.compile(r"To judge:\n(.*?)\n\n", re.DOTALL)


def wanted(prompt: str) -> tuple[int, str]:
    found = WANTED.search(prompt)
    assert found
    return int(found.group(1)), found.group(2)


def endless(prompt: str) -> object:
    """New mentions for ever: numbered on from those that must not be repeated."""
    count, label = wanted(prompt)
    begun = prompt.count(f"\n- New {label}")
    return {"mentions": [f"New {label} no {begun + n}" for n in range(count)]}


def all_fit(prompt: str) -> object:
    judged = JUDGED.search(prompt)
    assert judged
    return {"fitting": [line.removeprefix("- ") for line in judged.group(1).splitlines()]}


def proposed(
    url: str, journal: Path, count: int, *, second_look: bool = False, budget: Budget | None = None
) -> Proposals:
    settings = ProposalSettings(count, second_look=second_look)
    return asking(
        url,
        journal,
        lambda questions: propose_entities(FIVE, questions, schema=SCHEMA, settings=settings),
        budget=budget,
    )


def test_each_type_gets_as_many_mentions_as_were_wanted_over_several_batches(
    tmp_path: Path,
) -> None:
    with serving(by_opening(list=endless)) as server:
        found = proposed(server.url, tmp_path / "j", 40)

    assert {label: len(set(texts)) for label, texts in found.rows.items()} == {
        "organisation": 40, "person": 40, "place": 40, "work": 40,
    }  # fmt: skip
    assert found.account.kept == 160
    assert not found.failed
    assert found.complete
    assert len(server.requests) == 8


def test_every_mention_is_kept_or_rejected_by_name(tmp_path: Path) -> None:
    answers = {
        "person": ["Zoe Fay", "ann lee", "Rome", "[Bo]", "Zoe  fay", "x " * 20, "?!", "Kim Su"],
        "place": ["Oslo", "Kim Su", "Bath"],
        "organisation": [],
        "work of art": ["A Fine Day"],
    }
    with serving(by_opening(list=lambda p: {"mentions": answers[wanted(p)[1]]})) as server:
        found = proposed(server.url, tmp_path / "j", 10)

    reasons = {(r.parent, r.text.strip()): r.reason for r in found.rejections}
    assert found.rows == {
        "organisation": (), "person": ("Zoe Fay",), "place": ("Bath",), "work": ("A Fine Day",),
    }  # fmt: skip
    assert reasons["person", "ann lee"] == "in the data"
    assert reasons["person", "Rome"] == "another type"
    assert reasons["person", "[Bo]"] == "characters"
    assert reasons["person", "Zoe  fay"] == "duplicate"
    assert reasons["person", ("x " * 20).strip()] == "length"
    assert reasons["person", "?!"] == "empty"
    assert reasons["person", "Kim Su"] == reasons["place", "Kim Su"] == "two types"
    assert set(found.failed) == {"no new ones came"}
    assert found.account.asked == found.account.kept + len(found.rejections) + sum(
        found.failed.values()
    )


def test_what_the_second_look_leaves_out_is_dropped_and_replaced(tmp_path: Path) -> None:
    def odd_ones_fit(prompt: str) -> object:
        fitting = all_fit(prompt)
        assert isinstance(fitting, dict)
        return {"fitting": [text.upper() for text in fitting["fitting"] if text[-1] in "13579"]}

    with serving(by_opening(list=endless, which=odd_ones_fit)) as server:
        found = proposed(server.url, tmp_path / "j", 5, second_look=True)

    assert all(text[-1] in "13579" for texts in found.rows.values() for text in texts)
    assert {r.reason for r in found.rejections} >= {"does not fit"}


def test_mentions_are_split_into_words_as_the_data_are(tmp_path: Path) -> None:
    with serving(by_opening(list=lambda p: {"mentions": [f"O'Neil, {wanted(p)[1]}"]})) as server:
        found = proposed(server.url, tmp_path / "j", 1)

    assert found.rows["person"] == ("O'Neil , person",)


def test_no_request_grows_with_those_before(tmp_path: Path) -> None:
    with serving(by_opening(list=endless)) as server:
        proposed(server.url, tmp_path / "j", 300)

    longest = [prompt_of(body).count("\n- New") for body in server.requests]
    assert max(longest) == 60


def test_a_run_taken_up_again_asks_nothing_twice(tmp_path: Path) -> None:
    with serving(by_opening(list=endless, which=all_fit)) as server:
        cut = proposed(
            server.url, tmp_path / "j", 40, second_look=True, budget=Budget(Caps(requests=5))
        )
        whole = proposed(server.url, tmp_path / "j", 40, second_look=True)
        asked = len(server.requests)
        again = proposed(server.url, tmp_path / "j", 40, second_look=True)

    assert not cut.complete
    assert "over budget" in cut.failed
    assert whole.complete
    assert asked == len(server.requests) == 16
    assert again == whole


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (lambda prompt: refused(401, "expired"), "key refused"),
        (lambda prompt: answered("I cannot do that."), "unreadable answer"),
    ],
)
def test_what_never_came_is_counted(reply: object, reason: str, tmp_path: Path) -> None:
    with serving(by_opening(list=reply)) as server:  # type: ignore[arg-type]  # a Callable
        found = proposed(server.url, tmp_path / "j", 3)

    assert found.failed == {reason: 12}
    assert not found.complete


def test_the_rows_join_the_pool_of_mentions(tmp_path: Path) -> None:
    with serving(by_opening(list=endless)) as server:
        found = proposed(server.url, tmp_path / "j", 3)

    pool = build_pool(FIVE, found.recorded("e.jsonl"))
    assert not pool.dropped
    assert {m.text for m in pool.mentions["place"]} >= {"Oslo", "Rome", "New place no 2"}


@pytest.mark.parametrize("mention", ["a\nb", "a|b", "<a>", "{a}", "a\u2028b"])
def test_what_would_break_an_annotation_is_refused(mention: str) -> None:
    problem = mention_problem(mention, "x", {}, set())

    assert problem is not None
    assert problem[0] == "characters"
