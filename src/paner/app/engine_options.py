"""The options of `paner tag` that concern servers and vLLM."""

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "Adapter",
    "Engine",
    "Hold",
    "Instruction",
    "Journal",
    "TagForm",
    "TagSchema",
    "Unusable",
]

Engine = Annotated[
    Literal["transformers", "openai", "vllm"],
    typer.Option(
        help="`openai` asks the server at --llm, `vllm` loads MODEL into vLLM; both need --schema."
    ),
]
TagSchema = Annotated[
    Path | None,
    typer.Option(
        "--schema", help="YAML: what to find instead of what a language model was trained for."
    ),
]
Instruction = Annotated[
    Literal["guidelines", "definitions", "names"],
    typer.Option(help="What a model that was not trained by paner is told of each type."),
]
TagForm = Annotated[
    Literal["word-tag", "word-tag-lossless", "bio"],
    typer.Option("--tag-format", help="How its answers tag words."),
]
Hold = Annotated[
    Literal["structured_outputs", "grammar", "guided_regex", "regex", "json", "free"] | None,
    typer.Option(
        "--hold", help="What holds a server's answers to their form; found out without it."
    ),
]
Unusable = Annotated[
    Literal["outside", "error"],
    typer.Option(help="Sentences without a usable answer: no entities, and counted; or an error."),
]
Journal = Annotated[
    Path | None,
    typer.Option("--journal", help="A file where a server's answers are kept, for a next run."),
]
Adapter = Annotated[
    Path | None, typer.Option(help="A folder with a LoRA adapter that vllm is to apply.")
]
