"""What all tests share: where the public corpora are."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("paner", deadline=None)
settings.load_profile("paner")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of public corpora: `PANER_DATA`, or `../shared/data` beside the checkout."""
    folder = Path(os.environ.get("PANER_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no public corpora at {folder}: set PANER_DATA to run this test")
    return folder
