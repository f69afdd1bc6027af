"""Proposals, new sentences, review and drafted schemas on the command line."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE
from tests.augment.llm.questioning import by_opening
from tests.augment.llm.server import Body, Reply, prompt_of, replay, serving

from paner.data.read import read, write
from paner.schema.files import read_schema

Paner = Callable[..., subprocess.CompletedProcess[str]]
JUDGED = re.compile(r"To judge:\n(.*?)\n\n", re.DOTALL)
GOOD = {
    "definition": "Something that has a name of its own.",
    "guidelines": "Leave out the article. Do not mark pronouns.",
}


def lists(prompt: str) -> object:
    if "different topics" in prompt:
        return {"topics": ["trains", "weather"]}
    label = prompt.partition("as: ")[2].partition(".\n")[0]
    return {"mentions": [f"New {label} {number}" for number in "ABC"]}


def fits(prompt: str) -> object:
    found = JUDGED.search(prompt)
    assert found
    return {"fitting": [line.removeprefix("- ") for line in found.group(1).splitlines()]}


NEW = "Late trains annoyed [Kay Dee|person] all winter ."
questions = by_opening(
    list=lists,
    which=fits,
    write=lambda prompt: {"sentences": [NEW]},
    copy=lambda prompt: {"sentences": [NEW]},
    annotators=lambda prompt: GOOD,
)


def behave(number: int, body: Body) -> Reply:
    return (
        replay(number, body) if prompt_of(body).startswith("Rewrite") else questions(number, body)
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "five.jsonl"
    write(FIVE, path)
    return path


def test_all_is_asked_for_kept_in_files_and_made_into_one(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "more.jsonl"
    with serving(behave) as server:
        command = (
            "augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny", "--json",
            "--propose-entities", 3, "--synthesize", 1,
        )  # fmt: skip
        result = paner(*command)
        asked = len(server.requests)
        again = paner(*command)
        requests = len(server.requests)

    found = json.loads(result.stdout)
    methods = set(found["made"]["methods"])
    entities = tmp_path / "more.jsonl.entities.jsonl"
    sentences = tmp_path / "more.jsonl.sentences.jsonl"
    assert result.returncode == 0, result.stderr
    assert found["asked"]["entities"]["kept"] == 12
    assert found["asked"]["new sentences"]["kept"] == 1
    assert methods >= {"paraphrase", "new-sentence", "substitution", "paraphrase+substitution"}
    assert json.loads(sentences.read_text("utf-8")) == {"text": NEW}
    assert "New place A" in entities.read_text("utf-8")
    assert any("New place" in s.text for s in read(out).sentences)
    assert requests == asked
    assert json.loads(again.stdout)["made"] == found["made"]


def test_the_share_of_entities_that_copies_change_can_be_set(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    recorded, originals = tmp_path / "mentions.jsonl", {one.id: one for one in FIVE}
    row = {"type": "person", "mentions": [f"New Name {n}" for n in "ABCDEFGH"]}
    recorded.write_text(json.dumps(row) + "\n", "utf-8")
    changed = {}

    for share in ("0.1", "1"):
        out = tmp_path / f"{share}.jsonl"
        paner("augment", corpus, "-o", out, "--recorded", recorded, "--substitution-share", share)
        made = [s for s in read(out).sentences if s.provenance and s.provenance.parent in originals]
        known = {s.mention(e) for s in FIVE for e in s.entities}
        persons = [s.mention(e) for s in made for e in s.entities if e.label == "person"]
        changed[share] = sum(person not in known for person in persons) / len(persons)

    assert changed["0.1"] < 0.6 < changed["1"]


def test_what_people_rejected_on_the_page_is_not_made_again(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    out, page, decisions = (tmp_path / n for n in ("more.jsonl", "page.html", "decisions.json"))
    with serving(behave) as server:
        command = ["augment", corpus, "-o", out, "--llm", server.url, "--model", "tiny", "--json"]
        first = paner(*command, "--review", page)
        unwanted = read(out).sentences[0].text
        rows = {"format": "paner decisions 1", "rejected": [{"text": unwanted}]}
        decisions.write_text(json.dumps(rows), "utf-8")
        second = paner(*command, "--decisions", decisions)

    before, after = json.loads(first.stdout), json.loads(second.stdout)
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert "sentences to review" in first.stderr
    assert "Reject</button>" in page.read_text("utf-8")
    assert unwanted not in [sentence.text for sentence in read(out).sentences]
    assert after["kept"] == before["kept"] - 1
    assert after["rejected"]["review"] == 1
    assert after["asked"] == before["asked"]


def test_a_recorded_run_obeys_a_review_too_and_makes_no_copies(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    recorded, decisions = tmp_path / "answers.jsonl", tmp_path / "decisions.json"
    lines = [{"text": NEW}, {"type": "person", "mentions": ["New Name"]}]
    recorded.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    rows = {
        "format": "paner decisions 1",
        "rejected": [{"text": "Late trains annoyed Kay Dee all winter ."}],
    }
    decisions.write_text(json.dumps(rows), "utf-8")
    out = tmp_path / "more.jsonl"

    result = paner(
        "augment", corpus, "-o", out, "--recorded", recorded, "--decisions", decisions, "--json"
    )

    found = json.loads(result.stdout)
    assert result.returncode == 0, result.stderr
    assert found["methods"]["new-sentence"]["rejected"] == {"review": 1}
    assert "Late trains" not in out.read_text("utf-8")


def test_a_schema_is_drafted_marked_and_readable(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "schema.yaml"
    with serving(behave) as server:
        result = paner("schema", "draft", corpus, "-o", out, "--llm", server.url, "--model", "tiny")

    assert result.returncode == 0, result.stderr
    assert "4 types are drafted" in result.stderr
    assert out.read_text("utf-8").count("drafted: true") == 5  # once in the explanation
    assert {one.definition for one in read_schema(out).types} == {GOOD["definition"]}


def test_a_draft_stops_before_its_cap_and_goes_on_from_there(
    paner: Paner, corpus: Path, tmp_path: Path
) -> None:
    command = ["schema", "draft", corpus, "-o", tmp_path / "schema.yaml", "--model", "tiny"]
    with serving(behave) as server:
        capped = paner(*command, "--llm", server.url, "--max-requests", 3)
        asked = len(server.requests)
        whole = paner(*command, "--llm", server.url)

    assert capped.returncode == whole.returncode == 0, capped.stderr + whole.stderr
    assert asked == 3
    assert "3 types are drafted" in capped.stderr
    assert "not drafted: over budget" in capped.stderr
    assert "4 types are drafted" in whole.stderr
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--propose-entities", "3", "--method", "duplication"], "need --llm URL"),
        (["--method", "duplication", "--decisions", "none.json"], "decisions cannot be read"),
    ],
)
def test_wrong_options_are_told(
    paner: Paner, corpus: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = paner("augment", corpus, "-o", tmp_path / "more.jsonl", *arguments)

    assert result.returncode in {1, 2}
    assert message in result.stderr
