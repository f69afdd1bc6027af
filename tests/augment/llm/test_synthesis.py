"""New sentences: by topic, checked, read again."""

import json
import re
from pathlib import Path

from tests.augment.llm.corpus import FIVE, SCHEMA
from tests.augment.llm.questioning import asking, by_opening
from tests.augment.llm.server import Reply, answered, prompt_of, serving

from paner.augment.inline import read_inline
from paner.augment.llm.budget import Budget, Caps
from paner.augment.llm.synthesis import Synthesis, SynthesisSettings, synthesize
from paner.data.sentence import Sentence

TOPIC = re.compile(r"on this topic: (.*)\.$", re.MULTILINE)
NAMED = re.compile(r"(Pat|Port|Firm) \w+")
OF = {"Pat": "person", "Port": "place", "Firm": "organisation"}
LISTED = re.compile(r"^\d+\. (.*)$", re.MULTILINE)
MANY = (
    "The mayor thanked [Pat {t}{n}|person] , who had run {t} for {n} years .",
    "In [Port {t}{n}|place] nobody remembers {t} or its {n} streets .",
    "Once {n} clerks of [Firm {t}{n}|organisation] walked out over {t} .",
)


def topics(prompt: str) -> object:
    return {"topics": [f"t{n}" for n in range(int(prompt.split()[1]))]}


def ten(prompt: str) -> object:
    found = TOPIC.search(prompt)
    assert found
    topic = found.group(1)
    return {"sentences": [MANY[n % 3].format(t=topic, n=f"{topic}{n}") for n in range(10)]}


def agrees(prompt: str) -> object:
    texts = LISTED.findall(prompt.rpartition("Sentences:")[2])
    return {"sentences": [NAMED.sub(lambda m: f"[{m[0]}|{OF[m[1]]}]", text) for text in texts]}


def written(
    url: str,
    journal: Path,
    count: int,
    *,
    second_reading: bool = False,
    held_out: tuple[Sentence, ...] = (),
    budget: Budget | None = None,
) -> Synthesis:
    settings = SynthesisSettings(count, second_reading=second_reading)
    return asking(
        url,
        journal,
        lambda questions: synthesize(
            FIVE, questions, schema=SCHEMA, held_out=held_out, settings=settings
        ),
        budget=budget,
    )


def test_sentences_come_topic_by_topic_with_their_annotation(tmp_path: Path) -> None:
    with serving(by_opening(list=topics, write=ten)) as server:
        found = written(server.url, tmp_path / "j", 25)

    asked = [TOPIC.search(prompt_of(body)) for body in server.requests[1:]]
    assert len(found.sentences) == 25
    assert found.sentences[0].mention(found.sentences[0].entities[0]) == "Pat t0t00"
    assert len({topic.group(1) for topic in asked if topic}) == 3
    assert found.account.rejected == {"surplus": 5}
    assert found.complete


def test_prompts_show_the_schema_and_examples(tmp_path: Path) -> None:
    with serving(by_opening(list=topics, write=ten)) as server:
        written(server.url, tmp_path / "j", 5)

    prompt = prompt_of(server.requests[1])
    assert "- work of art: A book, picture or film." in prompt
    assert "[Blue Door|work of art]" in prompt


def test_each_fault_of_a_sentence_has_its_name(tmp_path: Path) -> None:
    sentences = [
        "[Zoe Fay|person] opened a shop by the river .",
        "[Zoe Fay|person opened a shop .",
        "[Zoe Fay|animal] opened a shop .",
        "[Al Poe|person] and [Mia Ray|person] met at [Acme|organisation] .",
        "[Zoe Fay|person] opened a shop by the river .",
        "The road to [Zoe Fay|place] was closed for months .",
        "[Rome|person] wrote three long letters home .",
        "[Kim|person] told everyone that kim was right about it .",
        "A guarded sentence that nobody may ever copy at all .",
    ]
    held_out = (Sentence.from_words(sentences[-1].split()),)
    with serving(by_opening(list=topics, write=lambda p: {"sentences": sentences})) as server:
        found = written(server.url, tmp_path / "j", 9, held_out=held_out)

    assert [s.text for s in found.sentences] == ["Zoe Fay opened a shop by the river ."]
    first = [rejection.reason for rejection in found.rejections][:8]
    assert first == [
        "annotation", "unknown type", "train copy", "duplicate", "contradiction", "contradiction",
        "untagged repeat", "held-out copy",
    ]  # fmt: skip
    assert found.failed == {"too few sentences": 8}


def test_a_second_reading_that_differs_drops_the_sentence(tmp_path: Path) -> None:
    def reads_otherwise(prompt: str) -> object:
        found = agrees(prompt)
        assert isinstance(found, dict)
        texts = found["sentences"]
        texts[0] = texts[0].replace("|person", "|place")
        texts[1] = texts[1].replace("nobody", "no one")
        texts[2] = texts[2].replace("clerks", "[clerks|person]")
        return {"sentences": texts}

    with serving(by_opening(list=topics, write=ten, copy=reads_otherwise)) as server:
        found = written(server.url, tmp_path / "j", 10, second_reading=True)

    rejected = [r for r in found.rejections if r.reason == "disagreement"]
    assert [r.detail for r in rejected[:3]] == [
        "only the first reading has Pat t0t00 (person)",
        "the second reading changed the text",
        "only the second reading has clerks (person)",
    ]
    assert len(found.sentences) == 10  # more were asked for in the next round


def test_sentences_that_both_readings_annotate_alike_stay(tmp_path: Path) -> None:
    with serving(by_opening(list=topics, write=ten, copy=agrees)) as server:
        found = written(server.url, tmp_path / "j", 10, second_reading=True)

    assert len(found.sentences) == 10
    assert not found.rejections


def test_one_unreadable_answer_spoils_only_its_own_topic(tmp_path: Path) -> None:
    def behave(prompt: str) -> object:
        return answered("Sorry.") if "topic: t0" in prompt else ten(prompt)

    with serving(by_opening(list=topics, write=behave)) as server:
        found = written(server.url, tmp_path / "j", 20)

    assert len(found.sentences) >= 10
    assert found.complete


def test_a_run_stopped_by_its_budget_goes_on_to_the_same_end(tmp_path: Path) -> None:
    with serving(by_opening(list=topics, write=ten, copy=agrees)) as server:
        cut = written(
            server.url, tmp_path / "j", 30, second_reading=True, budget=Budget(Caps(requests=4))
        )
        whole = written(server.url, tmp_path / "j", 30, second_reading=True)
        fresh = written(server.url, tmp_path / "other", 30, second_reading=True)

    assert not cut.complete
    assert cut.failed["over budget"] > 0
    assert whole == fresh


def test_the_rows_read_back_as_they_were_written(tmp_path: Path) -> None:
    with serving(by_opening(list=topics, write=ten)) as server:
        found = written(server.url, tmp_path / "j", 6)

    types = {label: label for label in ("person", "place", "organisation", "work")}
    rows = found.recorded("s.jsonl")
    assert [read_inline(row.text, types) for row in rows] == list(found.sentences)


def test_without_topics_it_is_asked_all_the_same(tmp_path: Path) -> None:
    def no_topics(prompt: str) -> Reply:
        return answered(json.dumps({"topics": []}))

    with serving(by_opening(list=no_topics, write=ten)) as server:
        found = written(server.url, tmp_path / "j", 5)

    assert len(found.sentences) == 0 or found.complete
