"""What people decided, read and obeyed."""

import json
from pathlib import Path

import pytest

from paner.augment.augmented import Made
from paner.augment.decisions import FORMAT, Decisions, decide, obeyed, read_decisions
from paner.augment.rejection import Rejection
from paner.data.read import write
from paner.data.sentence import Entity, Provenance, Sentence
from paner.errors import DataError

ANN = Sentence.from_words(
    ["Ann", "left", "Rome", "."],
    [Entity(0, 1, "person"), Entity(2, 3, "place")],
    id="s1/paraphrase-1",
    provenance=Provenance("answers.jsonl", 1, "paraphrase", "s1"),
)
BO = Sentence.from_words(["Bo", "stayed", "."], [Entity(0, 1, "person")])


def saved(folder: Path, value: object) -> Path:
    path = folder / "decisions.json"
    path.write_text(json.dumps(value), "utf-8")
    return path


def exported(folder: Path, *sentences: Sentence) -> Path:
    path = folder / "export.labelstudio.json"
    write(sentences, path, format="labelstudio")
    return path


def test_a_rejected_sentence_is_counted_and_the_others_stay(tmp_path: Path) -> None:
    path = saved(tmp_path, {"format": FORMAT, "rejected": [{"text": ANN.text}]})

    made = obeyed(Made("paraphrase", (ANN, BO)), read_decisions(path))

    assert made.sentences == (BO,)
    assert [(r.reason, r.text, r.method, r.parent) for r in made.rejections] == [
        ("review", ANN.text, "paraphrase", "s1")
    ]
    assert made.account.asked == 2


def test_without_a_review_nothing_changes() -> None:
    made = Made("paraphrase", (ANN, BO))

    assert obeyed(made, None) is made


def test_label_studio_rejects_what_was_skipped(tmp_path: Path) -> None:
    path = exported(tmp_path, ANN, BO)
    tasks = json.loads(path.read_text("utf-8"))
    tasks[0]["annotations"][0]["was_cancelled"] = True

    decisions = read_decisions(saved(tmp_path, tasks))

    assert isinstance(decide(ANN, decisions), Rejection)
    assert decide(BO, decisions) == BO


def test_label_studio_rejects_all_where_all_were_skipped(tmp_path: Path) -> None:
    tasks = [{"data": {"text": BO.text}, "annotations": [{"result": [], "was_cancelled": True}]}]

    assert read_decisions(saved(tmp_path, tasks)).rejected == {BO.text}


def test_a_correction_in_label_studio_changes_the_entities(tmp_path: Path) -> None:
    better = ANN.with_entities([Entity(0, 1, "animal")])

    outcome = decide(ANN, read_decisions(exported(tmp_path, better, BO)))

    assert isinstance(outcome, Sentence)
    assert outcome.entities == (Entity(0, 1, "animal"),)
    assert (outcome.id, outcome.provenance) == (ANN.id, ANN.provenance)


def test_a_correction_inside_a_word_takes_the_word() -> None:
    whole = Sentence.from_words(["Rome-based", "clerks"])
    cut = Sentence("Rome-based clerks", ((0, 4), (4, 10), (11, 17)), (Entity(0, 1, "place"),))

    outcome = decide(whole, Decisions(corrected={whole.text: cut}))

    assert isinstance(outcome, Sentence)
    assert outcome.entities == (Entity(0, 1, "place"),)


def test_a_sentence_that_was_not_reviewed_stays(tmp_path: Path) -> None:
    assert decide(ANN, read_decisions(exported(tmp_path, BO))) == ANN


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"format": "other", "rejected": []}, "holds no decisions"),
        ({"format": FORMAT}, "no list `rejected`"),
        ({"format": FORMAT, "rejected": ["text"]}, "has no `text`"),
        (["text"], "holds no decisions"),
    ],
)
def test_a_file_of_another_kind_is_an_error(value: object, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=message):
        read_decisions(saved(tmp_path, value))
