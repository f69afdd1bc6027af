"""`paner export modal`: a Modal app that runs what `paner export axolotl` wrote.

Source:
    https://modal.com/docs/reference (Image, Volume, App.function), checked against modal 1.6.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from paner.app.exports.axolotl import CONFIG, DATA, template
from paner.errors import UsageError

__all__ = ["MODAL_APP", "ModalSettings", "export_modal"]

MODAL_APP = "modal_app.py"


@dataclass(frozen=True, slots=True)
class ModalSettings:
    """Where and how long.

    Args:
        gpu: As Modal names them (`H100`, `A100-80GB`, `H100:2`).
        hours: The run is stopped after them.
        secret: A secret of Modal with `HF_TOKEN`, for models that need one.
        axolotl: What pip installs there.
    """

    gpu: str = "H100"
    hours: int = 12
    secret: str = ""
    axolotl: str = "axolotl==0.19.0"


def export_modal(folder: Path, *, settings: ModalSettings) -> Path:
    """Write the app beside its configuration and data.

    Raises:
        UsageError: The folder holds none.
    """
    missing = [name for name in (CONFIG, DATA) if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"{folder} has no {missing[0]}: run `paner export axolotl` first")
    name = re.sub(r"[^a-z0-9-]+", "-", f"paner-{folder.resolve().name}".lower()).strip("-")
    text = template(
        f"{MODAL_APP}.jinja",
        name=name,
        volume=f"{name}-results",
        gpu=settings.gpu,
        hours=settings.hours,
        secret=settings.secret,
        axolotl=settings.axolotl,
    )
    path = folder / MODAL_APP
    path.write_text(text, encoding="utf-8")
    return path
