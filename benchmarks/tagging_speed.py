"""Tagging speed and F1 of the compact backbone, beside spaCy and a plain token classifier.

    PANER_DATA=… python benchmarks/tagging_speed.py [--domains ai …] [--models FOLDER] [--quick]

All sides are trained on the first 100 train sentences of a CrossNER domain, scored on its whole
test set by the same scorer, and timed in turns, so that whatever else the machine does falls on
all of them alike. The table is benchmarks/results/tagging_speed.md, every single time is in
benchmarks/results/tagging_speed.json.
"""

import argparse
import dataclasses
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from corpora import data_folder
from speed.page import FLOAT32, INT8, LIBRARIES, OURS, PLAIN, SPACY, SPACY_TWO, page
from speed.records import Results, Score, Tag, Timing, kept_training, strict_f1
from speed.spacy_side import spacy_tagger, train_spacy
from speed.transformers_side import train_transformers, transformers_tagger

from paner import __version__
from paner.data.read import read
from paner.data.sentence import Sentence
from paner.schema.files import read_schema

if TYPE_CHECKING:
    from paner.models.tagger import Tagger

RESULTS = Path(__file__).parent / "results"
DOMAINS = ("ai", "literature", "music", "science")
EVAL_EVERY = 200  # steps, as in spaCy's own configuration


def sides(
    domain: str, options: argparse.Namespace, models: Path
) -> tuple[dict[str, Tag], dict[str, Any]]:
    """Every side of a domain, trained unless it was saved before, and how each was trained."""
    crossner = data_folder() / "crossner" / domain
    train = read(crossner / "train.txt").sentences[: options.train_sentences]
    dev = read(crossner / "dev.txt").sentences
    saved = models / domain
    ours = our_tagger(train, dev, domain, options, saved / "paner")
    backbone: Any = ours.backbone
    training = {
        "paner": {
            **{name: ours.summary[name] for name in ("sentences", "steps", "seed", "seconds")},
            "members": backbone.config.members,
        },
        "spacy": kept_training(saved / "spacy")
        or train_spacy(
            train,
            dev,
            saved / "spacy",
            max_steps=options.spacy_steps,
            eval_every=min(EVAL_EVERY, options.spacy_steps),
            seed=options.seed,
        ),
        "token classifier": kept_training(saved / "transformers")
        or train_plain(train, dev, ours, options, saved / "transformers"),
    }
    taggers = {
        OURS: tag_with(in_precision(ours, "auto")),
        FLOAT32: tag_with(in_precision(ours, "float32")),
        INT8: tag_with(in_precision(ours, "int8")),
        SPACY: spacy_tagger(saved / "spacy"),
        SPACY_TWO: spacy_tagger(saved / "spacy", processes=2),
        PLAIN: transformers_tagger(saved / "transformers"),
    }
    return taggers, training


def our_tagger(
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    domain: str,
    options: argparse.Namespace,
    folder: Path,
) -> "Tagger":
    """Our tagger, trained in its default configuration unless there is one, and read again."""
    from paner.models.compact.config import CompactConfig
    from paner.models.tagger import Tagger

    schema = data_folder() / "schemas" / f"{domain}.yaml"
    if not folder.exists():
        Tagger.train(
            train,
            dev=dev,
            schema=read_schema(schema) if schema.exists() else None,
            config=CompactConfig(steps=options.steps or None),
            seed=options.seed,
        ).save(folder)
    return Tagger.load(folder)


def train_plain(
    train: Sequence[Sentence],
    dev: Sequence[Sentence],
    ours: "Tagger",
    options: argparse.Namespace,
    folder: Path,
) -> dict[str, Any]:
    """Train the token classifier for as many steps as ours."""
    from paner.models.embedder import find_minilm

    backbone: Any = ours.backbone
    return train_transformers(
        train,
        dev,
        folder,
        encoder=find_minilm(),
        steps=int(ours.summary["steps"]),
        batch_size=backbone.config.batch_size,
        rates=options.rates[:1] if options.quick else options.rates,
        seed=options.seed,
    )


def in_precision(tagger: "Tagger", precision: str) -> "Tagger":
    """The same weights, multiplied in other numbers; else it tags as today's default does."""
    from paner.models.compact.config import CompactConfig

    default, model = CompactConfig(), cast("Any", tagger.backbone)
    config = dataclasses.replace(
        model.config,
        precision=precision,
        threads=default.threads,
        tag_batch_tokens=default.tag_batch_tokens,
    )
    return type(tagger)(dataclasses.replace(model, config=config))


def tag_with(tagger: "Tagger") -> Tag:
    """Our tagger as a side."""

    def tag(sentences: Sequence[Sentence]) -> list[Sentence]:
        return list(tagger.tag(sentences))

    return tag


def score_sides(domain: str, test: Sequence[Sentence], taggers: dict[str, Tag]) -> Iterator[Score]:
    """Score every side on the whole test set; this also warms each of them up."""
    ours = taggers[OURS](test)
    for side, tag in taggers.items():
        found = tag(test)
        equal = sum(a.entities == b.entities for a, b in zip(ours, found, strict=True))
        if side != SPACY_TWO:  # the same pipeline
            yield Score(side, domain, strict_f1(test, found), equal / len(test))


def time_sides(
    domain: str, test: Sequence[Sentence], taggers: dict[str, Tag], rounds: int, threads: int
) -> Iterator[Timing]:
    """Time all sides in turns; each round begins with another side."""
    import torch

    torch.set_num_threads(threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
    names = [side for side in taggers if threads > 1 or side != SPACY_TWO]
    for number in range(rounds):
        first = number % len(names)
        for side in [*names[first:], *names[:first]]:
            cpu, wall = time.process_time(), time.perf_counter()
            taggers[side](test)
            seconds, used = time.perf_counter() - wall, time.process_time() - cpu
            own = None if side == SPACY_TWO else used
            yield Timing(side, domain, threads, number, len(test), seconds, own)


def evenly(sentences: Sequence[Sentence], number: int) -> list[Sentence]:
    """So many sentences from all over a corpus; all with 0 or too few to choose from."""
    if not 0 < number < len(sentences):
        return list(sentences)
    return [sentences[at * len(sentences) // number] for at in range(number)]


def measure(options: argparse.Namespace, models: Path) -> Results:
    """Train, score and time, domain by domain."""
    import torch

    left_out = {"models", "out"}
    settings = {name: value for name, value in vars(options).items() if name not in left_out}
    results = Results(machine(), settings, {}, [], [])
    for domain in options.domains:
        torch.set_num_threads(max(options.threads))
        taggers, results.training[domain] = sides(domain, options, models)
        test = read(data_folder() / "crossner" / domain / "test.txt").sentences
        results.scores.extend(score_sides(domain, test, taggers))
        timed = evenly(test, options.timed_sentences)
        for threads in options.threads:
            for timing in time_sides(domain, timed, taggers, options.rounds, threads):
                results.timings.append(timing)
                print(f"{domain} {threads} {timing.side} {timing.seconds:.2f} s", file=sys.stderr)
        results.machine["load"].append(round(os.getloadavg()[0], 1))
    return results


def machine() -> dict[str, Any]:
    """What the times were taken on and with."""
    import torch

    about = Path("/proc/cpuinfo")
    lines = about.read_text("utf-8").splitlines() if about.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return {
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "processors": os.cpu_count(),
        "numbers": [n for n in capabilities if ("bf16" in n or "vnni" in n) and capabilities[n]],
        "load": [round(os.getloadavg()[0], 1)],
        "date": time.strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "paner": __version__,
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
    }


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--domains", nargs="+", default=list(DOMAINS), metavar="DOMAIN")
    options.add_argument("--train-sentences", type=int, default=100, metavar="N")
    options.add_argument("--timed-sentences", type=int, default=0, metavar="N", help="0: all")
    options.add_argument("--rounds", type=int, default=5, metavar="N")
    options.add_argument("--threads", type=int, nargs="+", default=[2, 1], metavar="N")
    options.add_argument("--steps", type=int, default=0, metavar="N", help="0: our default")
    options.add_argument("--spacy-steps", type=int, default=1000, metavar="N", help="at most")
    options.add_argument(
        "--rates",
        type=float,
        nargs="+",
        default=[2e-4, 5e-4],
        metavar="RATE",
        help="of the token classifier; the best on dev is taken",
    )
    options.add_argument("--seed", type=int, default=0, metavar="N")
    options.add_argument(
        "--models",
        type=Path,
        metavar="FOLDER",
        help="FOLDER/<domain>/{paner,spacy,transformers}: those there are used, others added",
    )
    options.add_argument("--out", type=Path, default=RESULTS, metavar="FOLDER")
    options.add_argument("--quick", action="store_true", help="two steps, one round: a trial")
    return options


def command(options: argparse.Namespace) -> str:
    """The command, without the places of files."""
    words = ["python", "benchmarks/tagging_speed.py"]
    for name, value in vars(options).items():
        if value == parser().get_default(name) or name in {"models", "out"}:
            continue
        values = value if isinstance(value, list) else [value] * (value is not True)
        words += [f"--{name.replace('_', '-')}", *map(str, values)]
    return " ".join(words)


def main() -> None:
    """Measure and write the page."""
    options = parser().parse_args()
    called = command(options)
    if options.quick:
        options.steps = options.spacy_steps = 2
        options.rounds = 1
    with tempfile.TemporaryDirectory() as scratch:
        results = measure(options, options.models or Path(scratch))
    options.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(dataclasses.asdict(results), indent=1, ensure_ascii=False)
    (options.out / "tagging_speed.json").write_text(f"{text}\n", "utf-8")
    (options.out / "tagging_speed.md").write_text(page(results, called), "utf-8")
    print(page(results, called))


if __name__ == "__main__":
    main()
