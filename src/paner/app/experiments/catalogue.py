"""All experiments, by name, in the order in which they are told."""

from collections.abc import Mapping

from paner.app.experiments.augmentation import AUGMENTATION
from paner.app.experiments.duplication import DUPLICATION
from paner.app.experiments.experiment import Experiment
from paner.app.experiments.formats import FORMATS
from paner.app.experiments.guidelines import GUIDELINES
from paner.app.experiments.is_it_worth_it import IS_IT_WORTH_IT
from paner.app.experiments.languages import LANGUAGES
from paner.app.experiments.low_resource import LOW_RESOURCE
from paner.app.experiments.scaling import SCALING
from paner.app.experiments.substitution import SUBSTITUTION
from paner.app.experiments.zero_shot import ZERO_SHOT
from paner.errors import UsageError

__all__ = ["EXPERIMENTS", "experiment_named"]

EXPERIMENTS: Mapping[str, Experiment] = {
    experiment.name: experiment
    for experiment in (
        FORMATS,
        AUGMENTATION,
        SCALING,
        DUPLICATION,
        LOW_RESOURCE,
        ZERO_SHOT,
        GUIDELINES,
        SUBSTITUTION,
        LANGUAGES,
        IS_IT_WORTH_IT,
    )
}


def experiment_named(name: str) -> Experiment:
    """The experiment of a name.

    Raises:
        UsageError: There is none.
    """
    if name not in EXPERIMENTS:
        raise UsageError(
            f"no experiment is named {name!r}; expected all, list, a config.toml of an experiment,"
            f" or one of {', '.join(EXPERIMENTS)}"
        )
    return EXPERIMENTS[name]
