"""Estimates of mentions and new sentences, held against what is really asked for."""

from pathlib import Path

from tests.augment.llm.corpus import FIVE, SCHEMA
from tests.augment.llm.questioning import asking, by_opening
from tests.augment.llm.server import prompt_of, serving
from tests.augment.llm.test_proposals import all_fit, endless

from paner.augment.llm.estimate import tokens_of
from paner.augment.llm.estimate_further import estimate_proposals, estimate_sentences
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.proposals import ProposalSettings, propose_entities
from paner.augment.llm.synthesis import SynthesisSettings

ASKING = ParaphraseSettings()


def test_proposals_are_estimated_as_they_are_asked_for(tmp_path: Path) -> None:
    settings = ProposalSettings(30)
    with serving(by_opening(list=endless, which=all_fit)) as server:
        asking(
            server.url,
            tmp_path / "j",
            lambda questions: propose_entities(FIVE, questions, schema=SCHEMA, settings=settings),
        )
    read = sum(tokens_of(prompt_of(body)) for body in server.requests)

    found = estimate_proposals(FIVE, settings, ASKING, SCHEMA)

    # all that the server proposes passes, while the estimate has a fifth asked for again
    assert len(server.requests) == 4 * 2
    assert found.requests == 2 * len(server.requests)
    assert 1.5 < found.prompt_tokens / read < 2.5


def test_a_second_reading_costs_as_many_requests_again() -> None:
    once, twice = (
        estimate_sentences(FIVE, SynthesisSettings(10, second_reading=again), ASKING, SCHEMA)
        for again in (False, True)
    )

    assert (once.requests, twice.requests) == (1 + 2, 1 + 4)
    assert twice.answer_tokens > 1.5 * once.answer_tokens
