"""One TOML file that says what a run does; a key that nobody reads is an error."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from paner.data.formats.format import Overlaps
from paner.errors import ConfigError

__all__ = [
    "AugmentConfig",
    "DataConfig",
    "EvaluateConfig",
    "ReportConfig",
    "RunConfig",
    "TrainConfig",
    "read_config",
]


@dataclass(frozen=True, slots=True)
class DataConfig:
    """The corpora of a run; paths count from the configuration file's folder.

    Args:
        train: Annotated sentences to learn from.
        test: Annotated sentences that the figures are reported on, never chosen on.
        dev: Annotated sentences for choices (decoding weight, calibration); may be absent.
        schema: YAML with each type's definition and guidelines; may be absent.
        limit: Use only the first so many training sentences; 0 uses all.
        overlaps: `error` or `longest`, for corpora with nested spans.
    """

    train: str
    test: str
    dev: str = ""
    schema: str = ""
    limit: int = 0
    overlaps: Overlaps = "error"


@dataclass(frozen=True, slots=True)
class AugmentConfig:
    """Where further training sentences come from; nothing where `recorded` and `method` are empty.

    Args:
        recorded: Files of recorded answers of a large language model.
        method: A simple augmenter instead (`mention-replacement`, …).
        per_sentence: Paraphrases (or copies) kept of each sentence.
        language: The language of the sentences, for the checks; detected where empty.
        substitution_share: Probability with which an entity of a substituted copy gets another
            mention.
        seed: For the choices that are drawn by chance.
    """

    recorded: tuple[str, ...] = ()
    method: str = ""
    per_sentence: int = 2
    language: str = ""
    substitution_share: float = 0.5
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How the tagger is trained.

    Args:
        backbone: `compact`, or the name or folder of another encoder.
        init_from: Folder of a saved model to start from.
        seed: For initialisation and the order of sentences.
        gold_only: Also train on the annotated sentences alone, for comparison.
        steps: Optimiser steps; 0 takes the backbone's default for the data's size.
    """

    backbone: str = "compact"
    init_from: str = ""
    seed: int = 0
    gold_only: bool = True
    steps: int = 0


@dataclass(frozen=True, slots=True)
class EvaluateConfig:
    """How figures are computed.

    Args:
        resamples: Bootstrap resamples behind each interval.
        seed: For the resampling.
    """

    resamples: int = 1000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ReportConfig:
    """What the report shows.

    Args:
        title: Its heading.
        learning_curve: Numbers of annotated sentences to train on besides all of them; each costs
            one more training.
        examples: Test sentences shown with gold beside predicted.
    """

    title: str = "Named entity recognition"
    learning_curve: tuple[int, ...] = ()
    examples: int = 12


@dataclass(frozen=True, slots=True)
class RunConfig:
    """All of a run's settings, by the table of the TOML file they stand in."""

    data: DataConfig
    augment: AugmentConfig = field(default_factory=AugmentConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    evaluate: EvaluateConfig = field(default_factory=EvaluateConfig)
    report: ReportConfig = field(default_factory=ReportConfig)


def read_config(path: str | Path) -> RunConfig:
    """Read a run's settings.

    Raises:
        ConfigError: The file is missing, is no TOML, lacks a required key, or has an unknown key
            or a value of the wrong type.
    """
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError("the configuration is not UTF-8", path=path) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"this is no TOML: {error}", path=path) from error
    sections = {
        "data": DataConfig,
        "augment": AugmentConfig,
        "train": TrainConfig,
        "evaluate": EvaluateConfig,
        "report": ReportConfig,
    }
    _refuse_unknown(raw, sections, path, "table")
    if "data" not in raw:
        raise ConfigError("the table [data] is missing", path=path, expected="train and test in it")
    read = {name: _section(kind, raw.get(name, {}), name, path) for name, kind in sections.items()}
    return RunConfig(**read)


def _section(kind: type[Any], raw: object, name: str, path: Path) -> Any:
    if not isinstance(raw, dict):
        raise ConfigError(f"{name} must be a table", path=path, found=raw, expected=f"[{name}]")
    hints = get_type_hints(kind)
    _refuse_unknown(raw, hints, path, f"key in [{name}]")
    values = {key: _value(value, hints[key], f"{name}.{key}", path) for key, value in raw.items()}
    required = [item.name for item in fields(kind) if _is_required(item)]
    for key in required:
        if key not in values:
            raise ConfigError(
                f"{name}.{key} is missing", path=path, expected=f"{key} = … in [{name}]"
            )
    return kind(**values)


def _is_required(item: Any) -> bool:
    from dataclasses import MISSING

    return item.default is MISSING and item.default_factory is MISSING


def _value(value: object, hint: Any, name: str, path: Path) -> object:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if not isinstance(value, list):
            raise ConfigError(
                f"{name} has the wrong value", path=path, found=value, expected="a list"
            )
        return tuple(_value(item, inner, name, path) for item in value)
    if get_origin(hint) is Literal:
        fits, wanted = value in get_args(hint), " or ".join(get_args(hint))
    else:
        if hint is float and type(value) is int:
            return float(value)
        fits, wanted = type(value) is hint, hint.__name__
    if not fits:
        raise ConfigError(f"{name} has the wrong value", path=path, found=value, expected=wanted)
    return value


def _refuse_unknown(
    raw: Mapping[str, object], known: Mapping[str, object], path: Path, what: str
) -> None:
    for key in raw:
        if key not in known:
            raise ConfigError(
                f"unknown {what}", path=path, found=key, expected=f"one of {', '.join(known)}"
            )
