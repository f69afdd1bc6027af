import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE, many
from tests.augment.llm.killable import LIMITS, as_lines, run
from tests.augment.llm.server import (
    Body,
    Reply,
    Server,
    answered,
    as_json,
    asked_for,
    prompt_of,
    recorded_answers,
    refused,
    replay,
    rewordings,
    serving,
)

from paner.augment.llm.budget import Caps
from paner.augment.llm.model import Sampling
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.paraphrase_work import BLOCK
from paner.augment.llm.paraphraser import AHEAD, Paraphrased
from paner.augment.llm.replay import journal_runs, read_journal
from paner.augment.paraphrases import Answered, judge
from paner.augment.similarity import LexicalEmbedder
from paner.augment.template import mask
from paner.data.sentence import Sentence
from paner.errors import JournalError

TWO = ParaphraseSettings()
THREE_TOGETHER = ParaphraseSettings(sentences_per_request=3)


def kept(outcomes: list[Paraphrased]) -> list[int]:
    return [len(one.judged.kept) for one in outcomes]


def test_sentences_get_the_paraphrases_that_were_asked_for(tmp_path: Path) -> None:
    with serving(replay) as server:
        outcomes = run(server.url, tmp_path / "j")

    assert [one.sentence for one in outcomes] == list(FIVE)
    assert kept(outcomes) == [2, 2, 2, 2, 2]
    assert outcomes[0].judged.kept[0].text == (
        "In 1999 , <organisation_1> gained <person_1> as a member ."
    )


def test_only_what_was_rejected_is_asked_for_again_with_the_reason(tmp_path: Path) -> None:
    with serving(replay) as server:
        outcomes = run(server.url, tmp_path / "j")

    again = [p for p in map(prompt_of, server.requests) if "could not be used" in p]
    assert len(server.requests) == 7
    assert sorted(r.reason for one in outcomes for r in one.judged.rejections) == [
        "copy",
        "placeholders",
    ]
    assert [prompt for prompt in again if "<work_1> is missing" in prompt]
    assert all("in 1 different way" in prompt for prompt in again)


def test_all_that_was_asked_for_is_accounted_for(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        (_, template), *_ = asked_for(body)[0]
        if "Nobody" in template:
            return answered("I would rather not.")
        return refused(413) if "painted" in template else replay(number, body)

    with serving(behaviour) as server:
        outcomes = run(server.url, tmp_path / "j")

    failed = sum((Counter(one.failed) for one in outcomes), Counter[str]())
    assert kept(outcomes) == [2, 0, 2, 2, 0]
    assert failed == {"request refused": 2, "unreadable answer": 2 * 3}


def test_a_model_that_never_gets_it_right_is_not_asked_for_ever(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        sentences, ways = asked_for(body)
        return answered(as_json({n: [text] * ways for n, text in sentences}))

    with serving(behaviour) as server:
        outcomes = run(server.url, tmp_path / "j", settings=replace(TWO, attempts=4))

    assert kept(outcomes) == [0] * 5
    assert len(server.requests) == 5 * 4
    sizes = [len(prompt_of(body)) for body in server.requests]
    assert max(sizes[10:]) <= max(sizes[5:10])


def test_later_attempts_are_hotter_where_answers_were_copies(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        sentences, _ = asked_for(body)
        return answered(as_json({n: [text] for n, text in sentences}))

    with serving(behaviour) as server:
        run(server.url, tmp_path / "j", settings=ParaphraseSettings(variants=1))

    assert sorted({body["temperature"] for body in server.requests}) == [0.7, 0.9, 1.1]


def test_later_attempts_are_cooler_where_placeholders_were_lost(tmp_path: Path) -> None:
    settings = ParaphraseSettings(variants=1, sampling=Sampling(1.0, seed=5))

    with serving(lambda n, body: answered('{"paraphrases": ["Lost <x_1> ."]}')) as server:
        run(server.url, tmp_path / "j", settings=settings)

    asked = {(body["temperature"], body["seed"]) for body in server.requests}
    assert asked == {(1.0, 5), (0.6, 6), (0.36, 7)}


def test_a_bad_answer_does_not_spoil_its_neighbours(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        sentences, ways = asked_for(body)
        known = recorded_answers()
        found = {n: rewordings(text, known)[1 : 1 + ways] for n, text in sentences}
        if len(sentences) > 1:
            found[2] = ["Something about <nothing_1> ."]
        return answered(as_json(found))

    with serving(behaviour) as server:
        outcomes = run(server.url, tmp_path / "j", settings=THREE_TOGETHER)

    assert kept(outcomes) == [2] * 5
    assert [len(asked_for(body)[0]) for body in server.requests[2:]] == [1, 1]


def test_sentences_of_an_unreadable_answer_are_asked_for_one_by_one(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        return answered("{") if len(asked_for(body)[0]) > 1 else replay(number, body)

    with serving(behaviour) as server:
        outcomes = run(server.url, tmp_path / "j", settings=THREE_TOGETHER)

    assert kept(outcomes) == [2] * 5
    assert sum(one.failed["unreadable answer"] for one in outcomes) == 10


def damaged(number: int, body: Body) -> Reply:
    """A recorded answer with its placeholders in other brackets."""
    whole = json.loads(replay(number, body).body)["choices"][0]["message"]["content"]
    return answered(re.sub(r"<(\w+)_(\d)>", r"[\1 \2]", whole))


def test_damaged_placeholders_are_mapped_once_nobody_is_asked_again(tmp_path: Path) -> None:
    with serving(damaged) as server:
        outcomes = run(server.url, tmp_path / "j")

    assert len(server.requests) == 5 * 3 - 2  # the sentence without entities needs one
    assert sum(one.judged.noted.get("placeholders mapped", 0) for one in outcomes) >= 6
    for one in outcomes:
        lost = len(one.judged.rejections)
        assert len(one.judged.kept) + lost == len(one.judged.answered.answers)
        for template in one.judged.kept:
            assert template.placeholders == mask(one.sentence).placeholders


def test_damaged_placeholders_are_not_mapped_where_asking_again_helps(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        again = "could not be used" in prompt_of(body)
        return replay(number, body) if again else damaged(number, body)

    with serving(behaviour) as server:
        (outcome,) = run(server.url, tmp_path / "j", sentences=FIVE[:1])

    assert kept([outcome]) == [2]
    assert "placeholders mapped" not in outcome.judged.noted


def test_what_came_before_a_cap_is_mapped_too(tmp_path: Path) -> None:
    settings = replace(TWO, attempts=2)

    with serving(damaged) as server:
        (outcome,) = run(
            server.url, tmp_path / "j", sentences=FIVE[:1], caps=Caps(requests=1), settings=settings
        )

    assert outcome.judged.noted["placeholders mapped"] == 2


def test_mended_answers_are_counted(tmp_path: Path) -> None:
    def behaviour(number: int, body: Body) -> Reply:
        whole = json.loads(replay(number, body).body)["choices"][0]["message"]["content"]
        return answered(whole.replace("]", ",]"))

    with serving(behaviour) as server:
        outcomes = run(server.url, tmp_path / "j", settings=replace(TWO, attempts=1))

    assert all(one.read == {"repaired": 1} for one in outcomes)


def test_a_run_that_reaches_a_cap_keeps_what_it_has_and_says_what_is_missing(
    tmp_path: Path,
) -> None:
    with serving(replay) as server:
        capped = run(server.url, tmp_path / "j", caps=Caps(requests=3))
        assert len(server.requests) == 3
        whole = run(server.url, tmp_path / "j")
        undisturbed = run(server.url, tmp_path / "other")

    assert sum(kept(capped)) >= 4
    assert sum(one.failed.get("over budget", 0) for one in capped) >= 4
    assert as_lines(whole) == as_lines(undisturbed)
    assert len(server.requests) == 7 + 7


def test_a_cap_holds_for_all_runs_with_a_journal(tmp_path: Path) -> None:
    with serving(replay) as server:
        for _ in range(3):
            run(server.url, tmp_path / "j", caps=Caps(requests=3))

    assert len(server.requests) == 3


@pytest.mark.parametrize("latency", [0.0, 0.01])
def test_the_outcome_does_not_depend_on_which_answer_comes_first(
    tmp_path: Path, latency: float
) -> None:
    def shuffled(number: int, body: Body) -> Reply:
        return replace(replay(number, body), delay=(number * 7 % 5) * latency)

    with serving(replay) as server:
        straight = run(server.url, tmp_path / "a", sentences=many(30))
    with serving(shuffled) as server:
        crossed = run(server.url, tmp_path / "b", sentences=many(30))

    assert as_lines(straight) == as_lines(crossed)


def test_a_corpus_is_read_only_a_little_ahead_of_its_answers(tmp_path: Path) -> None:
    ahead = []

    def corpus(server: Server) -> Iterator[Sentence]:
        for number, sentence in enumerate(many(400)):
            ahead.append(number - len(server.requests))
            yield sentence

    with serving(replay) as server:
        outcomes = run(server.url, tmp_path / "j", sentences=corpus(server))

    assert len(outcomes) == 400
    assert max(ahead) <= AHEAD * LIMITS.most + 2 * BLOCK


def test_equal_sentences_are_asked_for_each_for_itself(tmp_path: Path) -> None:
    with serving(replay) as server:
        run(server.url, tmp_path / "j", sentences=[FIVE[0], FIVE[1], FIVE[0]])
        run(server.url, tmp_path / "j", sentences=[FIVE[0], FIVE[1], FIVE[0]])

    assert len(server.requests) == 3
    assert [record.row for record in read_journal(tmp_path / "j").paraphrases] == [0, 1, 2]


def test_a_sentence_without_words_is_not_asked_for(tmp_path: Path) -> None:
    with serving(replay) as server:
        (outcome,) = run(server.url, tmp_path / "j", sentences=[Sentence.from_words([])])

    assert outcome.failed == {"nothing to reword": 2}
    assert not server.requests


def test_a_changed_prompt_model_or_setting_replays_nothing(tmp_path: Path) -> None:
    hotter = replace(TWO, sampling=Sampling(0.9))
    other = replace(TWO, prompt=replace(TWO.prompt, text=TWO.prompt.text + "\nThink first."))
    hidden = replace(TWO, show_mentions=False)

    with serving(replay) as server:
        for settings in (TWO, hotter, other, hidden, TWO):
            run(server.url, tmp_path / "j", settings=settings)

    assert len(server.requests) == 4 * 7
    assert len(journal_runs(tmp_path / "j")) == 4


def test_a_journal_is_a_recording_of_its_run(tmp_path: Path) -> None:
    with serving(replay) as server:
        outcomes = run(server.url, tmp_path / "j", sentences=[*FIVE, *many(10)])

    recorded = read_journal(tmp_path / "j").paraphrases
    by_row = {record.row: record for record in recorded}
    gates = partial(judge, per_sentence=2, embedder=LexicalEmbedder())
    answers = [
        Answered(
            mask(one.sentence),
            by_row[row].paraphrases,
            one.sentence.id,
            by_row[row].source,
            by_row[row].line,
            last=one.judged.answered.last,
        )
        for row, one in enumerate(outcomes)
    ]
    assert gates(answers) == [one.judged for one in outcomes]


def test_a_journal_of_several_runs_asks_which(tmp_path: Path) -> None:
    with serving(replay) as server:
        run(server.url, tmp_path / "j")
        run(server.url, tmp_path / "j", settings=replace(TWO, language="English"))

    with pytest.raises(JournalError, match="several runs: say which"):
        read_journal(tmp_path / "j")
    assert len(read_journal(tmp_path / "j", run=2).paraphrases) == 5


def test_a_missing_journal_is_not_created_by_reading(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no journal"):
        read_journal(tmp_path / "j")

    assert not (tmp_path / "j").exists()
