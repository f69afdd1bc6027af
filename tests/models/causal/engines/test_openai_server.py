"""Tests of tagging by a server: held to the form of answers where it can be, repaired where not."""

from functools import partial
from pathlib import Path

import pytest
from tests.augment.llm.server import Behaviour, Body, Reply, answered, refused, serving
from tests.models.causal.engines.obedient import chatter, obeying

from paner.augment.llm.endpoint import Endpoint
from paner.augment.llm.scheduler import Limits
from paner.data.sentence import Entity, Sentence
from paner.errors import LanguageModelError
from paner.models.causal.engines.openai_server import ServerEngine
from paner.models.causal.engines.server_forms import AnswerHold
from paner.models.causal.engines.task import REPAIRED, UNUSABLE, TaggingTask, Unusable
from paner.schema.entity_types import EntityType, Schema

SCHEMA = Schema((EntityType("person"), EntityType("city")))
TEXTS = [f"then Ada{n} met Bob{n} ." for n in range(20)]
FAST = Limits(retries=1, first_wait=0.01)


def engine(
    url: str, *, unusable: Unusable = "outside", journal: Path | None = None
) -> ServerEngine:
    task = TaggingTask(SCHEMA, unusable=unusable)
    return ServerEngine(partial(Endpoint, url, "tiny"), task, journal=journal, limits=FAST)


def tagged(behaviour: Behaviour, texts: list[str] = TEXTS) -> tuple[list[Sentence], ServerEngine]:
    sentences = [Sentence.from_words(text.split()) for text in texts]
    with serving(behaviour) as server:
        one = engine(server.url)
        return list(one.tag(sentences)), one


@pytest.mark.parametrize(
    ("field", "hold"),
    [
        ("structured_outputs", AnswerHold.STRUCTURED),
        ("grammar", AnswerHold.GRAMMAR),
        ("guided_regex", AnswerHold.GUIDED),
        ("regex", AnswerHold.REGEX),
        ("response_format", AnswerHold.JSON),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_the_field_that_a_server_obeys_is_found_and_its_answers_are_exact(
    field: str, hold: AnswerHold, *, strict: bool
) -> None:
    found, one = tagged(obeying(field, strict=strict))

    assert one.hold is hold
    assert [sentence.text for sentence in found] == TEXTS
    assert all(s.entities == (Entity(1, 2, "person"), Entity(3, 4, "person")) for s in found)
    assert one.counts["answers exact"] == one.counts["sentences"] == len(TEXTS)


@pytest.mark.parametrize("strict", [False, True])
def test_without_any_answers_are_repaired_and_the_repairs_counted(*, strict: bool) -> None:
    found, one = tagged(obeying(None, strict=strict))

    assert one.hold is AnswerHold.FREE
    assert found[0].entities == (Entity(1, 2, "person"), Entity(3, 4, "person"))
    assert one.counts[REPAIRED] == len(TEXTS)
    assert one.counts["repaired: words missing at the end"] == len(TEXTS)


def every_third(number: int, body: Body) -> Reply:
    """Nonsense, a refusal, an answer, in turn; by what is asked, since requests overlap."""
    words = str(body["messages"][0]["content"]).splitlines()[-1]
    for n in range(20):
        if f"Ada{n} " in words:
            return [answered("No idea."), refused(422, "too odd"), answered(chatter(body))][n % 3]
    return answered("Hello!")


def test_nothing_is_lost_where_answers_are_unusable_or_do_not_come() -> None:
    found, one = tagged(every_third)

    assert [sentence.text for sentence in found] == TEXTS
    assert [bool(sentence.entities) for sentence in found] == [n % 3 == 2 for n in range(20)]
    assert one.counts[UNUSABLE] == 7
    assert one.counts["failed: request refused"] == 7
    assert one.counts[REPAIRED] == 6


@pytest.mark.parametrize("text", ["then Ada0 met Bob0 .", "then Ada1 met Bob1 ."])
def test_an_unusable_answer_is_an_error_where_that_is_asked_for(text: str) -> None:
    with (
        serving(every_third) as server,
        pytest.raises(LanguageModelError, match="a sentence cannot be tagged"),
    ):
        list(engine(server.url, unusable="error").tag([Sentence.from_words(text.split())]))


def test_a_refused_key_is_an_error() -> None:
    with pytest.raises(LanguageModelError, match="cannot be asked"):
        tagged(lambda number, body: refused(401, "expired"))


def test_answers_that_were_paid_for_are_not_asked_for_again(tmp_path: Path) -> None:
    sentences = [Sentence.from_words(text.split()) for text in TEXTS]

    with serving(obeying("grammar")) as server:
        first = list(engine(server.url, journal=tmp_path / "journal").tag(sentences))
        asked = len(server.requests)
        second = list(engine(server.url, journal=tmp_path / "journal").tag(sentences))

    assert second == first
    assert len(server.requests) == asked == len(TEXTS) + 2  # two ways were tried


def test_requests_go_out_together() -> None:
    sentences = [Sentence.from_words(text.split()) for text in TEXTS]

    with serving(obeying("grammar"), latency=0.02) as server:
        found = list(engine(server.url).tag(sentences))

    assert server.most_inside > 3
    assert [sentence.text for sentence in found] == TEXTS


def test_long_and_empty_texts_come_back_whole() -> None:
    long = " ".join(["Then Ada came ."] * 100)

    found, one = tagged(obeying("grammar"), ["", long, "Ada ."])

    assert [sentence.text for sentence in found] == ["", long, "Ada ."]
    assert len(found[1].entities) == 100
    assert one.counts["answers exact"] == 101


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_answers_nothing_is_an_error_before_any_sentence(status: int) -> None:
    with pytest.raises(LanguageModelError, match=f"tiny does not answer.*status {status}"):
        tagged(lambda _number, _body: refused(status, "broken"))


def test_a_server_that_is_not_there_is_an_error_after_one_question() -> None:
    one = engine("http://127.0.0.1:9")

    with pytest.raises(LanguageModelError, match="tiny does not answer: no connection"):
        list(one.tag([Sentence.from_words(["Ada"])]))
