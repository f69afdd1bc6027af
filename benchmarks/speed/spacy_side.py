"""spaCy's efficient pipeline, on the corpus's words, so that it loses none to its tokenizer."""

import io
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paner.data.sentence import Entity, Sentence
from speed.records import Tag, keep_training

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["spacy_tagger", "train_spacy"]

BATCH = 128  # sentences; small enough that two processes both have work


def train_spacy(
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    folder: Path,
    *,
    max_steps: int,
    eval_every: int,
    seed: int,
) -> dict[str, Any]:
    """Train `spacy init config --lang en --pipeline ner --optimize efficiency`, best on dev.

    Args:
        train: Sentences to train on.
        dev: Sentences to stop early on.
        folder: Where the pipeline is written.
        max_steps: Steps at most; spaCy's own limits are 20,000 and 1,600 without a gain.
        eval_every: Steps between two looks at dev.
        seed: Where chance starts.
    """
    from spacy.cli.init_config import init_config
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as run_training

    folder.mkdir(parents=True, exist_ok=True)
    config = init_config(lang="en", pipeline=["ner"], optimize="efficiency", gpu=False)
    for name, sentences in (("train", train), ("dev", dev)):
        config["paths"][name] = str(_write_docs(sentences, folder / f"{name}.spacy"))
        config["corpora"][name]["gold_preproc"] = True  # the corpus's words, not spaCy's
    config["system"]["seed"] = seed
    config["training"] |= {"max_steps": max_steps, "eval_frequency": eval_every}
    began = time.perf_counter()
    nlp = init_nlp(config)
    log = io.StringIO()
    run_training(nlp, folder, stdout=log, stderr=io.StringIO())
    best = json.loads((folder / "model-best" / "meta.json").read_text("utf-8"))["performance"]
    lines = [line.split() for line in log.getvalue().splitlines()]
    steps = [int(line[1]) for line in lines if len(line) > 2 and line[1].isdigit()]
    return keep_training(
        folder, steps=max(steps), dev_f1=100 * best["ents_f"], seconds=time.perf_counter() - began
    )


def spacy_tagger(folder: Path, *, processes: int = 1) -> Tag:
    """A trained spaCy pipeline at work."""
    import spacy

    nlp = spacy.load(folder / "model-best")

    def tag(sentences: Sequence[Sentence]) -> list[Sentence]:
        docs = (_doc(nlp.vocab, sentence) for sentence in sentences)
        found = nlp.pipe(docs, n_process=processes, batch_size=BATCH)
        return [
            sentence.with_entities(Entity(span.start, span.end, span.label_) for span in doc.ents)
            for sentence, doc in zip(sentences, found, strict=True)
        ]

    return tag


def _doc(vocab: "Vocab", sentence: Sentence) -> "Doc":
    from spacy.tokens import Doc

    spaces = [bool(gap) for gap in sentence.gaps[1:]]
    return Doc(vocab, words=list(sentence.words), spaces=spaces)


def _write_docs(sentences: Sequence[Sentence], path: Path) -> Path:
    from spacy.tokens import DocBin, Span
    from spacy.vocab import Vocab

    vocab, docs = Vocab(), DocBin()
    for sentence in sentences:
        doc = _doc(vocab, sentence)
        doc.set_ents([Span(doc, e.start, e.end, label=e.label) for e in sentence.entities])
        docs.add(doc)
    docs.to_disk(path)
    return path
