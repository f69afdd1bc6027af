"""Train a model to start from, on CoNLL-2003 and the Pile-NER sample: other data, other labels.

    python benchmarks/pretrain.py OUT [--steps 800] [--seed 0]

The result is for `paner train --init-from OUT` and `benchmarks/compact.py --base OUT`. Both corpora
are for research only, so the model is too.
"""

import argparse
import random
import sys
from pathlib import Path

from corpora import data_folder

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.data.words import split_sentences
from paner.models import CompactConfig, Tagger
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

NEWS, WEB = 5_000, 8_000  # sentences of CoNLL-2003 and of Pile-NER


def main() -> None:
    """Read, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    data = data_folder()
    tagger = Tagger.train(
        sentences(data, random.Random(options.seed)),
        schema=schema(data),
        config=CompactConfig(steps=options.steps, batch_size=16, members=1, gazetteer=False),
        seed=options.seed,
        progress=lambda done, steps, loss: (
            print(f"{done}/{steps} {loss:.3f}", file=sys.stderr) if done % 50 == 0 else None
        ),
    )
    tagger.save(options.out)


def sentences(data: Path, rng: random.Random) -> list[Sentence]:
    """A sample of both corpora, passages cut into sentences of ten words and more."""
    news = [s for s in read(data / "crossner/conll2003/train.txt").sentences if s.entities]
    passages = read(data / "pilener/sample.jsonl", overlaps="longest").sentences
    web = [piece for passage in passages for piece in split_sentences(passage)]
    web = [piece for piece in web if len(piece.offsets) >= 10 and piece.entities]
    return rng.sample(news, NEWS) + rng.sample(web, WEB)


def schema(data: Path) -> Schema:
    """What the labels of both mean."""
    web = read_schema(data / "schemas/pilener.jsonl")
    news = read_schema(data / "schemas/conll2003.yaml")
    known = set(web.names)
    return Schema((*web.types, *(kind for kind in news.types if kind.name not in known)))


if __name__ == "__main__":
    main()
