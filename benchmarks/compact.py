"""F1 of the compact backbone on CrossNER's domains, by what it was trained on.

    PANER_DATA=… python benchmarks/compact.py [--seeds 3] [--domains ai …] [--arms gold …]

Every arm trains on the first 100 train sentences of a domain. The arms that are compared with each
other take the same number of optimiser steps, of one training; the default recipe averages several
longer ones. Weights for decoding and calibration are chosen on dev; F1 is strict, on all of test.
Finished cells stand in benchmarks/results/compact.jsonl and are not run again; the table is
benchmarks/results/compact.md. `--workers 2` runs two cells at once, each on one thread.
"""

import os
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cells import DOMAINS, Table, mean, spread
from corpora import data_folder

from paner import __version__
from paner.app.augmentation import augment_sentences
from paner.augment.corpus import augment_corpus
from paner.augment.settings import AugmentSettings
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.evaluate.evaluation import evaluate_corpus
from paner.schema.files import read_schema

SENTENCES = 100
ARMS = {
    "gold": "gold only",
    "duplicates": "gold + 300 duplicates",
    "mentions": "gold + 300 with mention replacement",
    "paraphrases": "gold + 300 paraphrases",
    "entities": "+ proposed entities",
    "everything": "+ 200 new sentences",
    "default": "**the same, default recipe**",
    "pretrained": "the same, from an encoder pre-trained on CoNLL-2003 and Pile-NER",
}
EQUAL_STEPS = 300  # of the arms that are compared with each other
AT_DEFAULT = ("default", "pretrained")
AIM = {"ai": 70.0, "literature": 67.0, "music": 73.0, "science": 69.0}
MUST = {"ai": 66.0, "literature": 64.0, "music": 69.0, "science": 64.0}


@dataclass(frozen=True)
class Cell:
    """One training and what came of it; F1 in per cent."""

    arm: str
    domain: str
    seed: int
    f1: float
    dev_f1: float
    set_f1: float
    seen_recall: float
    unseen_recall: float
    sentences: int
    steps: int
    members: int
    seconds: float


def training_rows(arm: str, domain: str, data: Path, seed: int) -> list[Sentence]:
    """What an arm trains on: gold, then what was made from it."""
    train = list(read(data / "crossner" / domain / "train.txt").sentences[:SENTENCES])
    if arm == "gold":
        return train
    if arm in {"duplicates", "mentions"}:
        method = {"duplicates": "duplication", "mentions": "mention-replacement"}[arm]
        made = augment_corpus(train, method=method, per_sentence=3, seed=seed)
        return [*train, *made.sentences]
    kinds = {"paraphrases": ["paraphrases"], "entities": ["paraphrases", "entities"]}
    names = kinds.get(arm, ["paraphrases", "entities", "synthetic"])
    made = augment_sentences(
        train,
        recorded=[data / name / f"{domain}.jsonl" for name in names],
        per_sentence=3,
        schema=read_schema(data / "schemas" / f"{domain}.yaml"),
        seed=seed,
    )
    return [*train, *made.sentences]


def run_cell(arm: str, domain: str, seed: int, base: Path | None) -> Cell:
    """Train, tag and score once."""
    from paner.models.compact.config import CompactConfig
    from paner.models.tagger import Tagger

    data = data_folder()
    rows = training_rows(arm, domain, data, seed)
    dev = read(data / "crossner" / domain / "dev.txt").sentences
    test = read(data / "crossner" / domain / "test.txt").sentences
    config = CompactConfig() if arm in AT_DEFAULT else CompactConfig(steps=EQUAL_STEPS, members=1)
    started = time.perf_counter()
    tagger = Tagger.train(
        rows,
        dev=dev,
        schema=read_schema(data / "schemas" / f"{domain}.yaml"),
        config=config,
        seed=seed,
        init_from=base if arm == "pretrained" else None,
    )
    seconds = time.perf_counter() - started
    scores = evaluate_corpus(test, tagger.tag(test), train=rows[:SENTENCES], resamples=0).to_dict()
    on_dev = evaluate_corpus(dev, tagger.tag(dev), resamples=0)
    unseen = scores["unseen"]
    return Cell(
        arm=arm,
        domain=domain,
        seed=seed,
        f1=100 * scores["strict"]["f1"],
        dev_f1=100 * on_dev.strict.f1,
        set_f1=100 * scores["set"]["f1"],
        seen_recall=100 * unseen["seen"]["recall"],
        unseen_recall=100 * unseen["unseen"]["recall"],
        sentences=len(rows),
        steps=int(tagger.summary["steps"]),
        members=config.members,
        seconds=seconds,
    )


def table_rows(cells: Sequence[Cell]) -> Iterator[str]:
    """The table: mean and spread of test F1 by arm and domain."""
    yield "| trained on | " + " | ".join(DOMAINS) + " | mean | seeds | train s |"
    yield "| --- | " + "--- | " * (len(DOMAINS) + 3)
    for arm, name in ARMS.items():
        of_arm = [cell for cell in cells if cell.arm == arm]
        if not of_arm:
            continue
        columns: list[str] = []
        for domain in DOMAINS:
            f1 = [cell.f1 for cell in of_arm if cell.domain == domain]
            around = f" ± {spread(f1):.1f}" if len(f1) > 1 else ""
            columns.append(f"{mean(f1):.1f}{around}" if f1 else "-")
        by_domain = [mean(c.f1 for c in of_arm if c.domain == d) for d in DOMAINS]
        seconds = mean(cell.seconds for cell in of_arm)
        counts = {sum(cell.domain == domain for cell in of_arm) for domain in DOMAINS}
        seeds = " to ".join(str(count) for count in sorted(counts))
        average = f"{mean(by_domain):.1f}"
        yield f"| {name} | {' | '.join(columns)} | {average} | {seeds} | {seconds:.0f} |"
    for name, figures in (("must reach", MUST), ("aim", AIM)):
        columns = [f"{figures[domain]:.0f}" for domain in DOMAINS]
        yield f"| *{name}, everything* | {' | '.join(columns)} | {mean(figures.values()):.1f} | | |"


def difference_rows(cells: Sequence[Cell]) -> Iterator[str]:
    """Paired differences to gold only: same domain, same seed."""
    yield "| trained on | pairs | test F1 less gold only | standard error | better | dev |"
    yield "| --- | --- | --- | --- | --- | --- |"
    gold = {(cell.domain, cell.seed): cell for cell in cells if cell.arm == "gold"}
    for arm, name in ARMS.items():
        pairs = [
            (cell, gold[cell.domain, cell.seed])
            for cell in cells
            if cell.arm == arm != "gold" and (cell.domain, cell.seed) in gold
        ]
        if not pairs:
            continue
        gains = [cell.f1 - base.f1 for cell, base in pairs]
        error = spread(gains) / len(gains) ** 0.5
        on_dev = mean(cell.dev_f1 - base.dev_f1 for cell, base in pairs)
        better = sum(gain > 0 for gain in gains)
        figures = f"{mean(gains):+.2f} | {error:.2f} | {better} | {on_dev:+.2f}"
        yield f"| {name} | {len(gains)} | {figures} |"


def unseen_rows(cells: Sequence[Cell]) -> Iterator[str]:
    """Recall on mentions that the 100 sentences had and had not, mean of the domains."""
    yield "| trained on | recall, seen mentions | recall, unseen mentions | set F1 | dev F1 |"
    yield "| --- | --- | --- | --- | --- |"
    for arm, name in ARMS.items():
        of_arm = [cell for cell in cells if cell.arm == arm]
        if of_arm:
            figures = ("seen_recall", "unseen_recall", "set_f1", "dev_f1")
            values = [f"{mean(getattr(cell, figure) for cell in of_arm):.1f}" for figure in figures]
            yield f"| {name} | {' | '.join(values)} |"


def page(cells: Sequence[Cell]) -> str:
    """All of benchmarks/results/compact.md."""
    defaults = [cell for cell in cells if cell.arm in AT_DEFAULT]
    longer = sorted({(cell.members, cell.steps) for cell in defaults})
    seeds = sorted({cell.seed for cell in cells})
    copies = AugmentSettings()
    about = (
        f"Strict span F1 on the whole test set, first {SENTENCES} train sentences of each domain, "
        f"mean ± standard deviation over seeds {', '.join(map(str, seeds))} (or as many of them "
        "as the column says); "
        f"{EQUAL_STEPS} optimiser steps of 8 sentences in every arm; the default recipe averages "
        f"{' or '.join(f'{m} trainings of {n} steps' for m, n in longer)}. Decoding weight and "
        "calibration chosen on dev, nothing on test. No other annotated data, except in the "
        "pre-trained row. Recorded answers of a language model: 3 paraphrases a sentence, 60 "
        f"proposed entities a type ({copies.copies_per_paraphrase} substituted copies a "
        f"paraphrase, {copies.copies_per_original} an original, "
        f"{copies.copies_per_new_sentence} a new sentence, share {copies.share}), 200 new "
        "sentences. The proposals come from the memory of a language model and hold famous names "
        "that occur in the tests too: see the recall on unseen mentions."
    )
    command = (
        "Command: `python benchmarks/compact.py --base MODEL`. "
        f"paner {__version__}, Python {platform.python_version()}, "
        f"{platform.machine()}, {os.cpu_count()} processors shared with other work: the seconds "
        "are upper bounds."
    )
    pairs = (
        "Pairs share domain, sentences and seed. They are no independent samples: 4 domains, "
        "and one set of recorded answers each."
    )
    parts = ["# The compact backbone on CrossNER", "", about, "", command, "", *table_rows(cells)]
    parts += ["", "## Paired differences", "", pairs, "", *difference_rows(cells)]
    parts += ["", "## Seen and unseen mentions", "", *unseen_rows(cells), ""]
    return "\n".join(parts)


def main() -> None:
    """Run what is missing and write the page."""
    table = Table("compact", Cell, ARMS)
    parser = table.parser(__doc__, seeds=3)
    parser.add_argument("--base", type=Path, help="saved model for the arm `pretrained`")
    options = parser.parse_args()
    if options.cell:
        arm, domain, seed = options.cell
        table.add(run_cell(arm, domain, int(seed), options.base))
        return
    rest = ["--base", str(options.base)] if options.base else []
    table.run_missing(options, rest, but=() if options.base else ("pretrained",))
    table.write(page(table.finished()))


if __name__ == "__main__":
    main()
