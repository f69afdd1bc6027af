"""A tiny corpus of our own with recorded answers, and a setting that trains for four steps."""

import json

import pytest

from paner.app.experiments.experiment import Setting
from paner.augment.template import mask
from paner.data.read import write
from paner.data.sentence import Entity, Sentence

PEOPLE = ["Ada Lovelace", "Emmy Noether", "Kurt Goedel", "Mary Somerville", "Alan Turing"]
PLACES = ["London", "Erlangen", "Brno", "Jedburgh", "New York"]
FRAMES = ["{p} wrote a long letter from {c} .", "In {c} the work of {p} was well known ."]
REWORDED = {
    FRAMES[0]: [
        "From {c} , {p} sent a long letter .",
        "A letter of great length by {p} left {c} .",
    ],
    FRAMES[1]: ["The work of {p} had a name in {c} .", "People in {c} knew what {p} had done ."],
}


def sentence(frame: str, person: str, place: str) -> Sentence:
    words: list[str] = []
    entities: list[Entity] = []
    for word in frame.split():
        label, mention = {"{p}": ("person", person), "{c}": ("place", place)}.get(word, ("", word))
        parts = mention.split()
        if label:
            entities.append(Entity(len(words), len(words) + len(parts), label))
        words += parts
    return Sentence.from_words(words, entities)


def corpus(frame_first: int, number: int) -> list[Sentence]:
    return [
        sentence(
            FRAMES[(frame_first + n) % 2], PEOPLE[n % 5], PLACES[(n * 2 + n // 5 + frame_first) % 5]
        )
        for n in range(number)
    ]


def recorded(train: list[Sentence]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, one in enumerate(train):
        names = {"{p}": "<person_1>", "{c}": "<place_1>"}
        texts = [" ".join(names.get(w, w) for w in t.split()) for t in REWORDED[FRAMES[number % 2]]]
        rows.append({"template": " ".join(mask(one).words), "paraphrases": texts})
    rows.append({"type": "person", "mentions": ["Grace Hopper", "Sofia Kovalevskaya"]})
    rows.append({"type": "place", "mentions": ["Vienna", "Stockholm"]})
    rows.append({"text": "Some said that [Hedy Lamarr|person] had once lived near [Wien|place] ."})
    return rows


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder as `--data` takes it."""
    folder = tmp_path_factory.mktemp("tiny")
    train = corpus(0, 12)
    write(train, folder / "train.conll")
    write(corpus(1, 3), folder / "dev.conll")
    write(corpus(1, 5), folder / "test.conll")
    (folder / "schema.yaml").write_text("- name: person\n- name: place\n", "utf-8")
    (folder / "recorded").mkdir()
    lines = [json.dumps(row) for row in recorded(train)]
    (folder / "recorded" / "answers.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return str(folder)


@pytest.fixture(scope="session")
def setting(tiny: str) -> Setting:
    """One seed, four steps."""
    return Setting(data=(tiny,), seeds=1, steps=4)
