"""The commands `paner export …`: training data and settings for other trainers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from paner.app.reading import Reading
from paner.data.formats.format import Overlaps

__all__ = ["export_app"]

export_app = typer.Typer(
    help="Write training data and settings for other trainers.", no_args_is_help=True
)


@export_app.command("axolotl")
def export_axolotl_command(
    data: Annotated[
        list[str],
        typer.Argument(metavar="DATA...", help="Annotated and augmented files to learn from."),
    ],
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write into.")],
    schema: Annotated[
        Path | None,
        typer.Option("--schema", help="YAML: each type with definition and guidelines."),
    ] = None,
    base: Annotated[
        str, typer.Option(help="The model to fine-tune: its name on the hub, or a folder.")
    ] = "Qwen/Qwen2.5-7B-Instruct",
    instruction: Annotated[
        Literal["guidelines", "definitions", "names"],
        typer.Option(help="What the instruction says of each type, beside what stands before."),
    ] = "guidelines",
    tag_format: Annotated[
        Literal["word-tag", "word-tag-lossless", "bio"],
        typer.Option(help="How answers tag words; `word-tag` is the paper's."),
    ] = "word-tag",
    max_words: Annotated[
        int, typer.Option(min=1, help="Longer sentences become several conversations.")
    ] = 120,
    mix: Annotated[
        list[str] | None,
        typer.Option(
            help="Sentences of a base corpus, as `paner prepare pile-ner` writes them; may be "
            "repeated."
        ),
    ] = None,
    mix_schema: Annotated[
        Path | None, typer.Option(help="YAML: what the types of --mix mean.")
    ] = None,
    mixed: Annotated[
        int, typer.Option(min=0, help="How many sentences of --mix to draw.")
    ] = 10_000,
    seed: Annotated[int, typer.Option(help="For what is drawn, and the order.")] = 0,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Read as this format instead of detecting it.")
    ] = None,
    overlaps: Annotated[
        Overlaps,
        typer.Option(
            "--overlaps",
            help="Nested or overlapping spans: `error`, or `longest` keeps the longest.",
        ),
    ] = "error",
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="BIO, IOB1, IOBES or BILOU.")
    ] = None,
) -> None:
    """Write the paper's training for Axolotl: config.yml and conversations."""
    from paner.app.export_command import export_for_axolotl
    from paner.app.exports.axolotl import AxolotlSettings
    from paner.app.exports.chat_rows import ChatForm

    form = ChatForm(instruction, tag_format, max_words)
    export_for_axolotl(
        data,
        out,
        schema=schema,
        mix=mix or [],
        mix_schema=mix_schema,
        settings=AxolotlSettings(base, form, mixed=mixed, seed=seed),
        reading=Reading(format_name, overlaps, scheme),
    )


@export_app.command("modal")
def export_modal_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `paner export axolotl` wrote.")
    ],
    *,
    gpu: Annotated[str, typer.Option(help="As Modal names them: H100, A100-80GB, H100:2.")] = (
        "H100"
    ),
    hours: Annotated[int, typer.Option(min=1, help="The run is stopped after them.")] = 12,
    secret: Annotated[
        str, typer.Option(help="A secret of Modal that holds HF_TOKEN, for gated models.")
    ] = "",
) -> None:
    """Write a Modal app that runs Axolotl on a GPU."""
    from paner.app.exports.modal_app import ModalSettings, export_modal
    from paner.app.show import note

    path = export_modal(folder, settings=ModalSettings(gpu, hours, secret))
    note(f"wrote {path}: now run modal run {path}")
