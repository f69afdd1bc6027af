"""Long documents and large schemas cut to a model's budget: into what, and how fast.

Run: python benchmarks/cutting.py > benchmarks/results/cutting.md
"""

import time
from itertools import islice

from corpora import data_folder
from prompt_tokens import counter
from transformers import AutoTokenizer

from paner.data.pieces import join_sentences
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.instruct.chunks import BUDGET, ROOM, split_document, split_schema
from paner.instruct.prompt import instruction
from paner.models.causal.smollm2 import smollm2_file
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

DOMAINS = ["ai", "music", "science", "literature"]
WORDS = 100_000
PIECE = 600  # tokens of a sentence and its answer


def long_document() -> Sentence:
    """The domains' test and dev sentences, one behind the other."""
    folder = data_folder() / "crossner"
    files = [folder / domain / name for domain in DOMAINS for name in ("test.txt", "dev.txt")]
    words = (word for file in files for one in read(file).sentences for word in one.words)
    return Sentence.from_words(islice(words, WORDS))


def main() -> None:
    """Print the page."""
    path = smollm2_file()
    tokens = counter(AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name))
    document = long_document()
    started = time.process_time()
    pieces = split_document(document, budget=PIECE, cost=lambda word: 2 * tokens(f" {word}") + 2)
    document_time = time.process_time() - started
    whole = join_sentences(document, pieces) == document
    ends = [sum(one.words[-1] in marks for one in pieces) for marks in (".!?", ",;:")]

    pile = read_schema(data_folder() / "schemas" / "pilener.jsonl")
    schema = Schema(pile.types[:200])
    started = time.process_time()
    parts = split_schema(schema, budget=BUDGET - ROOM, cost=lambda one: tokens(instruction(one)))
    schema_time = time.process_time() - started
    costs = sorted(tokens(instruction(part)) for part in parts)

    print("# Cutting to a budget\n")
    print("SmolLM2's tokenizer, CPU seconds of one run on one core of a shared machine with two;")
    print("no chance is involved. Command: `python benchmarks/cutting.py`\n")
    print("| what | into | joined again | CPU s |\n| --- | --- | --- | --- |")
    print(
        f"| {len(document.words):,} words of CrossNER as one document, {PIECE} tokens a piece | "
        f"{len(pieces)} pieces; {ends[0]} end a sentence, {ends[1]} a clause | "
        f"{'the same' if whole else 'NOT the same'} | {document_time:.1f} |"
    )
    print(
        f"| {len(schema.types)} types of Pile-NER, {BUDGET - ROOM:,} tokens a part | "
        f"{len(parts)} parts of {costs[0]:,} to {costs[-1]:,} tokens | - | {schema_time:.1f} |"
    )


if __name__ == "__main__":
    main()
