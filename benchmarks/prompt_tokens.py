"""How many tokens instructions have, by schema and kind, with SmolLM2's tokenizer.

Run: python benchmarks/prompt_tokens.py > benchmarks/results/prompt_tokens.md
"""

from collections.abc import Callable
from typing import Any, get_args

from corpora import data_folder
from transformers import AutoTokenizer

from paner.instruct.chunks import BUDGET, ROOM, split_schema
from paner.instruct.kinds import InstructionKind
from paner.instruct.prompt import instruction, load_template
from paner.models.causal.smollm2 import smollm2_file
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

SCHEMAS = ["ai", "literature", "music", "science", "conll2003", "mit_movie", "buster"]
KINDS = get_args(InstructionKind)


def counter(tokenizer: Any) -> Callable[[str], int]:
    """How many tokens a text has."""
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False))


def row(name: str, schema: Schema, tokens: Callable[[str], int]) -> str:
    """One schema's line: types, tokens of each kind, of guidelines in the other formats, parts."""
    counts = [tokens(instruction(schema, kind=kind)) for kind in KINDS]
    lossless = tokens(instruction(schema, tag_format="word-tag-lossless"))
    bio = tokens(instruction(schema, kind="names", tag_format="bio"))
    parts = split_schema(schema, budget=BUDGET - ROOM, cost=lambda part: tokens(instruction(part)))
    figures = [len(schema.types), *counts, lossless, bio, len(parts)]
    return f"| {name} | " + " | ".join(f"{figure:,}" for figure in figures) + " |"


def main() -> None:
    """Print the page."""
    path = smollm2_file()
    tokens = counter(AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name))
    folder = data_folder() / "schemas"
    header = ["types", *KINDS, "guidelines, lossless", "bio, names", "parts"]
    print("# Tokens of an instruction\n")
    print("Tokenizer of SmolLM2-135M-Instruct (49,152 tokens), without the chat template's own.")
    print(f"Templates: {load_template().version}, {load_template(tag_format='bio').version}.")
    print(f"`parts`: into how many a schema is split at {BUDGET:,} tokens, {ROOM} of them kept for")
    print("sentence and answer (`guidelines`). Command: `python benchmarks/prompt_tokens.py`; the")
    print("counts depend on neither seed nor hardware.\n")
    print("| schema | " + " | ".join(header) + " |\n" + "| --- " * (len(header) + 1) + "|")
    for name in SCHEMAS:
        print(row(name, read_schema(folder / f"{name}.yaml"), tokens))
    pile = read_schema(folder / "pilener.jsonl")
    print(row("Pile-NER, first 200", Schema(pile.types[:200]), tokens))
    print(row("Pile-NER, all", pile, tokens))


if __name__ == "__main__":
    main()
