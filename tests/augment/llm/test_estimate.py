from pathlib import Path

import pytest
from tests.augment.llm.corpus import FIVE, SCHEMA, many

from paner.augment.llm.budget import Prices, Spent, read_prices
from paner.augment.llm.estimate import estimate
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.scheduler import Limits
from paner.errors import ConfigError

ONCE = ParaphraseSettings(attempts=1)


def test_an_estimate_counts_requests_and_tokens() -> None:
    found = estimate(FIVE, ONCE, SCHEMA)

    assert (found.sentences, found.spent.requests) == (5, 5)
    assert 5 * 200 < found.spent.prompt_tokens < 5 * 700
    assert 5 * 30 < found.spent.answer_tokens < 5 * 150


def test_sentences_that_share_a_request_cost_less() -> None:
    alone = estimate(many(40), ONCE, SCHEMA)
    together = estimate(many(40), ParaphraseSettings(attempts=1, sentences_per_request=8), SCHEMA)

    assert together.spent.requests == 5
    assert together.spent.prompt_tokens < alone.spent.prompt_tokens / 2


def test_asking_again_is_part_of_the_estimate() -> None:
    once, again = (
        estimate(many(100), ParaphraseSettings(attempts=attempts)) for attempts in (1, 2)
    )

    assert again.spent.requests == 115
    assert again.spent.tokens > once.spent.tokens


def test_the_cost_is_the_tokens_at_their_prices() -> None:
    found = estimate(FIVE, ONCE, prices=Prices(2.0, 10.0))

    spent = found.spent
    assert found.cost == pytest.approx(
        spent.prompt_tokens * 2 / 1e6 + spent.answer_tokens * 10 / 1e6
    )
    assert estimate(FIVE, ONCE).cost is None


def test_rates_make_a_run_longer() -> None:
    assert estimate(FIVE, ONCE, limits=Limits(requests_per_minute=1)).seconds == 300
    assert estimate(FIVE, ONCE).seconds < 10


def test_what_is_asked_for_beside_paraphrases_is_added() -> None:
    further = {"entities": Spent(10, 1000, 500)}

    alone, both = estimate(FIVE, ONCE), estimate(FIVE, ONCE, further=further)

    assert both.spent == alone.spent + Spent(10, 1000, 500)
    assert both.seconds > alone.seconds
    assert both.to_dict()["entities"] == {
        "requests": 10,
        "prompt tokens": 1000,
        "answer tokens": 500,
    }


def test_prices_are_read_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text('["org/model-1"]\nprompt = 0.12\nanswer = 3\n', encoding="utf-8")

    assert read_prices(path, "org/model-1") == Prices(0.12, 3.0)
    with pytest.raises(ConfigError, match="no row for 'other'"):
        read_prices(path, "other")


@pytest.mark.parametrize(
    "text", ["[m", "[m]\nprompt = 1", '[m]\nprompt = "1"\nanswer = 1', "[m]\nprompt = -1\nanswer=1"]
)
def test_a_damaged_price_table_is_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"prices\.toml"):
        read_prices(path, "m")
