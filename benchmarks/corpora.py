"""Where the benchmarks find the public corpora."""

import os
import sys
from pathlib import Path

__all__ = ["data_folder"]


def data_folder() -> Path:
    """The folder that PANER_DATA names, or `shared/data` beside the checkout; exits without it."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PANER_DATA", default))
    if not folder.is_dir():
        sys.exit(f"no public corpora at {folder}: set PANER_DATA")
    return folder
