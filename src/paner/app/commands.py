"""What each command does: read, call the library, show; one function a command."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from paner.app.reading import Reading, blaming
from paner.app.show import note, note_counts, print_json, print_table, progress, tracked
from paner.data.corpus import Corpus
from paner.data.formats.tagged import MALFORMED_BY_REPAIR
from paner.data.lineage import first_with_descendants
from paner.data.read import write
from paner.data.sentence import Sentence
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema
from paner.schema.fit import compare

if TYPE_CHECKING:
    from paner.app.engine_command import EngineChoice
    from paner.app.opening import Told

__all__ = [
    "augment",
    "convert",
    "draft",
    "evaluate",
    "inspect_data",
    "report",
    "run_all",
    "tag",
    "tag_with_engine",
    "train",
]


def inspect_data(data: str, against: Sequence[str], *, reading: Reading, as_json: bool) -> None:
    """Show counts and an audit of a corpus."""
    from paner.data.audit import audit

    corpus = reading.corpus(data)
    found = audit(corpus, against=[reading.beside(other) for other in against]).to_dict()
    if as_json:
        print_json(found)
        return
    from paner.app.tables import print_audit

    print_audit(found, data)


def convert(data: str, out: str, *, to: str | None, reading: Reading) -> None:
    """Convert a corpus, streaming; say what the target format cannot carry."""
    counts: Counter[str] = Counter()
    sentences = reading.stream(data, counts)
    _write(sentences, out, to)
    note_counts(counts, data)


def draft(data: str, out: Path | None, *, reading: Reading) -> None:
    """Write a schema skeleton."""
    from paner.schema.draft import draft_schema

    text = draft_schema(reading.corpus(data).sentences)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8")
        note(f"wrote {out}: now fill in definitions and guidelines")


def augment(
    data: str,
    out: str,
    *,
    schema: Path | None,
    recorded: Sequence[Path],
    journal_run: int,
    method: str | None,
    held_out: Sequence[str],
    per_sentence: int,
    limit: int,
    seed: int,
    language: str,
    share: float,
    decisions: Path | None,
    review: Path | None,
    reading: Reading,
    as_json: bool,
) -> None:
    """Make augmented sentences, write them, and account for every one that was asked for."""
    from paner.app.augmentation import augment_sentences

    corpus = reading.corpus(data)
    sentences = first_with_descendants(corpus.sentences, limit)
    fitted = _schema(schema, sentences)
    made = augment_sentences(
        sentences,
        schema=fitted,
        recorded=recorded,
        journal_run=journal_run or None,
        method=method,
        per_sentence=per_sentence,
        held_out=[s for file in held_out for s in reading.beside(file).sentences],
        decisions=decisions,
        language=language,
        share=share,
        seed=seed,
    )
    _write(made.sentences, out, None)
    if review is not None:
        from paner.app.reviewing import review_page

        review_page(sentences, made.sentences, review, title=data)
    account = made.account()
    if as_json:
        print_json(account)
        return
    print_table(_rows(account), ("what", "count"), title=out)


def train(
    data: Sequence[str],
    out: Path,
    *,
    schema: Path | None,
    dev: str | None,
    backbone: str,
    init_from: Path | None,
    seed: int,
    steps: int,
    limit: int,
    tagging: str,
    preset: str,
    mix: Sequence[str],
    mix_schema: Path | None,
    checkpoints: Path | None,
    settings: Sequence[str],
    reading: Reading,
    as_json: bool,
) -> None:
    """Train a tagger and save it."""
    from paner.app.training import LanguageModelOptions, train_tagger

    sentences = [s for file in data for s in reading.corpus(file).sentences]
    kept = first_with_descendants(sentences, limit)
    if len(kept) < len(sentences):
        note(f"training on {len(kept)} of {len(sentences)} sentences (--limit {limit})")
    mixed = tuple(s for file in mix for s in reading.beside(file).sentences)
    described = None if mix_schema is None else read_schema(mix_schema)
    options = LanguageModelOptions(tagging, preset, mixed, described, checkpoints)
    with progress("training") as advance:
        tagger = train_tagger(
            kept,
            dev=None if dev is None else reading.beside(dev).sentences,
            schema=_schema(schema, kept),
            backbone=backbone,
            init_from=init_from,
            seed=seed,
            steps=steps,
            options=options,
            settings=settings,
            progress=advance,
        )
    tagger.save(out)
    if as_json:
        print_json(tagger.summary)
    else:
        note(f"saved {out}")
        print_table(_rows(tagger.summary), ("training", "value"))


def tag(
    model: Path,
    data: str,
    out: str,
    *,
    to: str | None,
    base: str,
    draft: Path | None,
    told: "Told | None",
    reading: Reading,
) -> None:
    """Tag a file or stdin, streaming."""
    from paner.app.opening import open_tagger
    from paner.models.tagger import Tagger

    tagger = open_tagger(model, base=base, told=told)
    if draft is not None:
        tagger = tagger.drafted_by(Tagger.load(draft))
    counts: Counter[str] = Counter()
    sentences = reading.stream(data, counts)
    with progress("tagging") as advance:
        _write(tracked(tagger.tag(sentences), advance), out, to)
    note_counts(counts, data)


def tag_with_engine(
    choice: "EngineChoice", data: str, out: str, *, to: str | None, reading: Reading
) -> None:
    """Tag a file or stdin by a server or vLLM, streaming."""
    from paner.app.engine_command import tag_by_engine

    tag_by_engine(choice, data, write=lambda tagged: _write(tagged, out, to), reading=reading)


def evaluate(
    gold: str,
    *,
    predicted: str | None,
    model: Path | None,
    train: str | None,
    resamples: int,
    reading: Reading,
    as_json: bool,
) -> None:
    """Score predictions, read from a file or made by a model now."""
    from paner.evaluate.evaluation import evaluate_corpus

    right = reading.corpus(gold)
    gold_sentences, guessed = right.sentences, None
    if model is not None:
        from paner.models.tagger import Tagger

        with progress("tagging") as advance:
            tagged = list(tracked(Tagger.load(model).tag(gold_sentences), advance))
    else:
        guessed = reading.predictions(str(predicted))
        tagged = list(guessed.sentences)
    trained_on = None if train is None else reading.beside(train).sentences
    with blaming(str(predicted if model is None else model)):
        scored = evaluate_corpus(gold_sentences, tagged, train=trained_on, resamples=resamples)
    counts = {
        "gold": _malformed(right, reading),
        "predicted": 0 if guessed is None else _malformed(guessed, reading),
    }
    found = scored.to_dict() | {"malformed": {**counts, "rule": reading.repair}}
    if as_json:
        print_json(found)
    else:
        from paner.app.tables import print_evaluation

        print_evaluation(found)


def run_all(config: Path, out: Path | None) -> None:
    """Do everything that a configuration file asks for, and say where the results are."""
    from paner.app.run import run
    from paner.app.tables import print_comparison

    folder = out if out is not None else Path(config.stem)
    with progress("training") as advance:
        result = run(
            config, folder, announce=lambda name, state: note(f"{name}: {state}"), progress=advance
        )
    print_comparison(result.evaluations)
    print_table(
        [
            ("model", str(result.model)),
            ("tagged text", str(result.tagged)),
            ("report", str(result.report)),
        ],
        ("result", "where"),
    )


def report(folder: Path) -> None:
    """Write a run's report again."""
    from paner.app.run_report import write_run_report

    note(f"wrote {write_run_report(folder)}")


def _malformed(corpus: Corpus, reading: Reading) -> int:
    return corpus.counts.get(MALFORMED_BY_REPAIR[reading.repair], 0)


def _write(sentences: Iterable[Sentence], out: str, to: str | None) -> None:
    if out == "-" and to is None:
        to = "jsonl"
    note_counts(write(sentences, out, format=to), out)


def _schema(path: Path | None, sentences: Sequence[Sentence]) -> Schema | None:
    if path is None:
        return None
    schema = read_schema(path)
    fit = compare(schema, sentences)
    if fit.without_entry:
        note(f"{path}: types in the data without an entry: {', '.join(fit.without_entry)}")
    if fit.never_seen:
        note(f"{path}: entries never seen in the data: {', '.join(fit.never_seen)}")
    return schema


def _rows(found: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Flatten nested figures into rows of a table."""
    for key, value in found.items():
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from _rows(value, f"{name}: ")
        elif not isinstance(value, list | tuple):
            yield name, value
        elif value:
            yield name, ", ".join(map(str, value[:8])) + (" …" if len(value) > 8 else "")
