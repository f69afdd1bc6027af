"""The TOML file that reruns an experiment: a setting, written and read back."""

import json
import tomllib
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from paner.app.experiments.experiment import Setting
from paner.errors import ConfigError

__all__ = ["read_setting", "write_setting"]

NAME = "experiment"
LEAST = {"seeds": 1, "members": 1}  # of the other numbers 0


def write_setting(name: str, setting: Setting, path: Path) -> None:
    """Write the file."""
    values = {NAME: name, **asdict(setting)}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    about = f"# Runs this experiment again: paner experiment {path.name} -o DIR"
    path.write_text("\n".join([about, "", *lines, ""]), "utf-8")


def read_setting(path: Path) -> tuple[str, Setting]:
    """The inverse of `write_setting`: the experiment's name, and its setting.

    Raises:
        ConfigError: The file cannot be read, has an unknown key or a value of the wrong type.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"this is no TOML: {error}", path=path) from error
    name = values.pop(NAME, None)
    if not isinstance(name, str):
        raise ConfigError(f"{NAME} is missing", path=path, expected=f'{NAME} = "scaling" or so')
    known = {item.name: item.default for item in fields(Setting)}
    for key, value in values.items():
        if key not in known:
            raise ConfigError(
                "unknown key", path=path, found=key, expected=f"one of {', '.join(known)}"
            )
        _check(value, known[key], key, path)
        if isinstance(value, int) and value < LEAST.get(key, 0):
            raise ConfigError(
                f"{key} is too small",
                path=path,
                found=value,
                expected=f"{LEAST.get(key, 0)} or more",
            )
    return name, replace(Setting(), **{key: _frozen(value) for key, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _check(value: object, default: object, key: str, path: Path) -> None:
    if isinstance(default, tuple):
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        wanted = "a list of texts"
    else:
        fits, wanted = type(value) is type(default), type(default).__name__
    if not fits:
        raise ConfigError(f"{key} has the wrong value", path=path, found=value, expected=wanted)
