"""Any setting from the command line: it arrives, or an error says what was expected."""

import pytest

from paner.app.overrides import with_overrides
from paner.errors import ConfigError, UsageError
from paner.models.causal.config import CausalConfig
from paner.models.compact.config import CompactConfig


@pytest.mark.parametrize(
    ("override", "name", "value"),
    [
        ("learning_rate=1e-4", "learning_rate", 1e-4),
        ("learning-rate = 1", "learning_rate", 1),
        ("prompt=guidelines", "prompt", "guidelines"),
        ('prompt="names"', "prompt", "names"),
        ("gazetteer=false", "gazetteer", False),
        ("betas=[0.9, 0.95]", "betas", (0.9, 0.95)),
        ("steps=7", "steps", 7),
        ("epochs=1.5", "epochs", 1.5),
        ('target=["q_proj", "v_proj"]', "target", ("q_proj", "v_proj")),
        ("target=all-linear", "target", "all-linear"),
        ('source_shares=[["gold", 1.0]]', "source_shares", (("gold", 1.0),)),
    ],
)
def test_a_setting_arrives(override: str, name: str, value: object) -> None:
    changed = with_overrides(CausalConfig(), [override])

    assert getattr(changed, name) == value
    assert changed != CausalConfig() or getattr(CausalConfig(), name) == value


def test_several_settings_arrive_and_the_rest_stays() -> None:
    changed = with_overrides(CompactConfig(), ["members=1", "steps=20"])

    assert (changed.members, changed.steps) == (1, 20)
    assert changed.batch_size == CompactConfig().batch_size


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("learning_rate", "expected NAME=VALUE"),
        ("speed=3", "with NAME one of accumulate, alpha"),
        ("learning_rate=fast", "found 'fast', expected a number"),
        ("steps=1.5", "expected a whole number"),
        ("gazetteer=yes", "expected true or false"),
        ("batch_size=true", "expected a whole number"),
        ("betas=[0.9]", "expected a list"),
        ("betas=0.9", "expected a list"),
        ("prompt=3", "expected one of"),
        ("base=smollm2", "it is named with --backbone"),
    ],
)
def test_what_cannot_be_set_is_an_error(override: str, said: str) -> None:
    with pytest.raises(UsageError, match="--set") as error:
        with_overrides(CausalConfig(), [override])

    assert said in str(error.value)


def test_values_out_of_range_are_the_configurations_to_refuse() -> None:
    with pytest.raises(ConfigError, match="there is no such prompt"):
        with_overrides(CausalConfig(), ["prompt=poem"])


@pytest.mark.parametrize(
    "override",
    [
        "steps=0",
        "epochs=-1",
        "learning_rate=nan",
        "learning_rate=-1",
        "head_learning_rate=inf",
        "betas=[2, 3]",
        "weight_decay=-1",
        "clip=-1",
        "alpha=nan",
        "threads=-1",
        "context_tokens=-5",
        "transition_weight=nan",
        "dev_transition_weights=[-1.0]",
        'source_shares=[["gold", -1.0]]',
        "other_share=-1",
    ],
)
def test_a_value_out_of_range_is_refused_before_training(override: str) -> None:
    with pytest.raises(ConfigError, match="out of range"):
        with_overrides(CausalConfig(), [override])
