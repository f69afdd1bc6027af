"""The options of `paner augment` that concern a live language model."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Attempts",
    "Concurrency",
    "Domain",
    "DryRun",
    "HideMentions",
    "JournalFile",
    "JournalRun",
    "KeyVariable",
    "Language",
    "Local",
    "MaxAnswerTokens",
    "MaxCost",
    "MaxFailed",
    "MaxRequests",
    "MaxTokens",
    "Model",
    "PriceTable",
    "PromptFile",
    "RequestsPerMinute",
    "SentencesPerRequest",
    "Temperature",
    "Timeout",
    "TokensPerMinute",
    "Url",
    "Variants",
]

Url = Annotated[
    str,
    typer.Option(
        "--llm", metavar="URL", help="Ask the language model behind this OpenAI-compatible address."
    ),
]
Local = Annotated[
    str,
    typer.Option(help="Ask a model in this process instead: its name on the hub, or its folder."),
]
Model = Annotated[str, typer.Option(help="The model's name on the server.")]
KeyVariable = Annotated[
    str,
    typer.Option(
        "--key-env", help="The environment variable with the key; PANER_API_KEY if that is set."
    ),
]
Variants = Annotated[
    int,
    typer.Option(
        min=0, help="Paraphrases to ask for of each sentence; 0 is as many as --per-sentence."
    ),
]
Attempts = Annotated[int, typer.Option(min=1, help="How often a sentence is asked for, at most.")]
SentencesPerRequest = Annotated[
    int, typer.Option(min=1, help="Sentences that share a request at the first attempt.")
]
Temperature = Annotated[
    float, typer.Option(min=0, help="Of the first attempt; later ones are adjusted.")
]
MaxAnswerTokens = Annotated[
    int, typer.Option(min=0, help="Tokens of an answer; 0 is what the sentences need.")
]
Language = Annotated[
    str, typer.Option(help="The language of the sentences, for prompt and checks: `de`, `German`.")
]
Domain = Annotated[str, typer.Option(help="What the sentences are about, for the prompt.")]
HideMentions = Annotated[
    bool,
    typer.Option("--hide-mentions", help="Never show the model what a placeholder stands for."),
]
PromptFile = Annotated[
    str, typer.Option("--prompt", help="Your own prompt: a Jinja file; see docs/llm.md.")
]
JournalFile = Annotated[
    Path | None,
    typer.Option("--journal", help="Where answers are kept; OUT.journal without it."),
]
JournalRun = Annotated[
    int, typer.Option(min=0, help="Which run of a recorded journal to use, where it holds several.")
]
Concurrency = Annotated[int, typer.Option(min=1, help="Requests at once, at most; it adapts.")]
RequestsPerMinute = Annotated[float, typer.Option(min=0, help="0 is no limit.")]
TokensPerMinute = Annotated[float, typer.Option(min=0, help="Read and written; 0 is no limit.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds for a request.")]
MaxRequests = Annotated[
    int | None, typer.Option(min=1, help="Stop before more requests; retries count.")
]
MaxTokens = Annotated[
    int | None, typer.Option(min=1, help="Stop before more tokens, read and written.")
]
MaxCost = Annotated[
    float | None, typer.Option(min=0, help="Stop before a higher cost; needs --prices.")
]
PriceTable = Annotated[
    Path | None, typer.Option("--prices", help="TOML: prices of a million tokens, by model.")
]
MaxFailed = Annotated[
    float,
    typer.Option(min=0, max=1, help="Exit 1 where a greater share of what was asked for failed."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Estimate requests, tokens, cost and time; ask nothing.")
]
