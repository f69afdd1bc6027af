"""The whole way from one configuration file: augment, train, tag, evaluate, report."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from paner.app.augmentation import augment_sentences
from paner.app.config import RunConfig, read_config
from paner.app.run_report import write_run_report
from paner.app.stages import RunFolder, hash_path, write_json
from paner.app.training import train_tagger
from paner.app.versions import versions
from paner.data.audit import audit
from paner.data.lineage import first_with_descendants
from paner.data.read import read, write
from paner.data.sentence import Sentence
from paner.errors import ConfigError
from paner.evaluate.bootstrap import f1_difference
from paner.evaluate.evaluation import evaluate_corpus
from paner.schema.entity_types import Schema
from paner.schema.files import read_schema

__all__ = ["RunResult", "run"]

GOLD, AUGMENTED = "gold", "augmented"
SPLITS = ("train", "dev", "test")

Announce = Callable[[str, str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RunResult:
    """Where a run's results are.

    Args:
        folder: The run's folder.
        model: The folder of the trained tagger.
        tagged: The test sentences with its entities.
        report: The page to look at.
        evaluations: By system (`gold`, `augmented`), as `Evaluation.to_dict` gives it.
    """

    folder: Path
    model: Path
    tagged: Path
    report: Path
    evaluations: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class _Job:
    """A run's settings, inputs and folder."""

    config: RunConfig
    files: Mapping[str, Path]
    folder: RunFolder
    progress: Progress

    def path(self, name: str) -> Path:
        return self.folder.path / name

    def sentences(self, split: str) -> tuple[Sentence, ...]:
        return read(self.path(f"data/{split}.jsonl"), format="jsonl").sentences

    def has(self, name: str) -> bool:
        return name in self.files

    def schema(self) -> Schema | None:
        return read_schema(self.files["schema"]) if self.has("schema") else None


def run(
    config: str | Path,
    folder: str | Path,
    *,
    announce: Announce = lambda _name, _state: None,
    progress: Progress = lambda _done, _total: None,
) -> RunResult:
    """Do everything a configuration asks for; what nothing changed for is left as it is.

    Args:
        config: The TOML file.
        folder: Where the results go: a new folder or the one of an earlier run.
        announce: Called with each stage's name and whether it was made or unchanged.
        progress: Called with steps done and in all during trainings.

    Raises:
        PanerError: The configuration, the data or the folder are wrong.
    """
    config = Path(config)
    settings = read_config(config)
    files = _files(settings, config)
    job = _Job(settings, files, RunFolder(Path(folder), announce), progress)
    _read(job)
    systems = _systems(settings)
    if AUGMENTED in systems:
        _augment(job)
    for system in systems:
        _train(job, system)
        _evaluate(job, system)
    for size in settings.report.learning_curve:
        _train(job, f"{GOLD}-{size}", size)
        _evaluate(job, f"{GOLD}-{size}")
    if len(systems) > 1:
        _compare(job, systems)
    best = systems[-1]
    report = _report(job, config, systems)
    return RunResult(
        folder=job.folder.path,
        model=job.path(f"models/{best}"),
        tagged=job.path(f"tagged/{best}.jsonl"),
        report=report,
        evaluations={
            name: json.loads(job.path(f"evaluation/{name}.json").read_text("utf-8"))
            for name in systems
        },
    )


def _files(settings: RunConfig, config: Path) -> dict[str, Path]:
    data = settings.data
    named = {"train": data.train, "dev": data.dev, "test": data.test, "schema": data.schema}
    named |= {f"recorded {n}": name for n, name in enumerate(settings.augment.recorded, 1)}
    named["init_from"] = settings.train.init_from
    files = {key: config.parent / name for key, name in named.items() if name}
    for key, file in files.items():
        if not file.exists():
            raise ConfigError(
                f"{key} names a file that does not exist", path=config, found=str(file)
            )
    return files


def _systems(settings: RunConfig) -> list[str]:
    if not (settings.augment.recorded or settings.augment.method):
        return [GOLD]
    return [GOLD, AUGMENTED] if settings.train.gold_only else [AUGMENTED]


def _read(job: _Job) -> None:
    settings = job.config.data
    splits = [split for split in SPLITS if job.has(split)]

    def make() -> None:
        corpora = {split: read(job.files[split], overlaps=settings.overlaps) for split in splits}
        for split, corpus in corpora.items():
            sentences: Sequence[Sentence] = corpus.sentences
            if split == "train":
                sentences = first_with_descendants(sentences, settings.limit)
            named = (replace(s, id=s.id or f"{split}-{n}") for n, s in enumerate(sentences, 1))
            job.path("data").mkdir(exist_ok=True)
            write(named, job.path(f"data/{split}.jsonl"))
        found = {
            split: {
                **audit(corpus, against=[c for s, c in corpora.items() if s != split]).to_dict(),
                "counts": dict(corpus.counts),
            }
            for split, corpus in corpora.items()
        }
        write_json(job.path("audit.json"), found)

    job.folder.stage(
        "read",
        depends_on={**{split: job.files[split] for split in splits}, "data": asdict(settings)},
        outputs=[*(f"data/{split}.jsonl" for split in splits), "audit.json"],
        make=make,
    )


def _augment(job: _Job) -> None:
    settings = job.config.augment
    recorded = [file for key, file in job.files.items() if key.startswith("recorded")]
    held_out = [split for split in ("dev", "test") if job.has(split)]

    def make() -> None:
        made = augment_sentences(
            job.sentences("train"),
            recorded=recorded,
            method=settings.method or None,
            per_sentence=settings.per_sentence,
            schema=job.schema(),
            held_out=[sentence for split in held_out for sentence in job.sentences(split)],
            language=settings.language,
            share=settings.substitution_share,
            seed=settings.seed,
        )
        write(made.sentences, job.path("augmented.jsonl"))
        account = {**made.account(), "rejections": [asdict(r) for r in made.rejections]}
        write_json(job.path("augmentation.json"), account)

    job.folder.stage(
        "augment",
        depends_on={
            "train": job.path("data/train.jsonl"),
            **{split: job.path(f"data/{split}.jsonl") for split in held_out},
            "schema": job.files.get("schema"),
            **{f"recorded {number}": file for number, file in enumerate(recorded)},
            "augment": asdict(settings),
        },
        outputs=["augmented.jsonl", "augmentation.json"],
        make=make,
    )


def _train(job: _Job, system: str, size: int = 0) -> None:
    settings = job.config.train
    augmented = job.path("augmented.jsonl") if system == AUGMENTED else None
    dev = job.path("data/dev.jsonl") if job.has("dev") else None
    base = job.files.get("init_from")

    def make() -> None:
        sentences = first_with_descendants(job.sentences("train"), size)
        if augmented is not None:
            sentences += read(augmented, format="jsonl").sentences
        tagger = train_tagger(
            sentences,
            dev=None if dev is None else job.sentences("dev"),
            schema=job.schema(),
            backbone=settings.backbone,
            init_from=base,
            seed=settings.seed,
            steps=settings.steps,
            progress=job.progress,
        )
        tagger.save(job.path(f"models/{system}"))
        write_json(job.path(f"training/{system}.json"), dict(tagger.summary))

    job.folder.stage(
        f"train {system}",
        depends_on={
            "train": job.path("data/train.jsonl"),
            "dev": dev,
            "schema": job.files.get("schema"),
            "augmented": augmented,
            "init_from": base,
            "settings": {**asdict(settings), "gold_only": None, "size": size},
        },
        outputs=[f"models/{system}", f"training/{system}.json"],
        make=make,
    )


def _evaluate(job: _Job, system: str) -> None:
    from paner.models.tagger import Tagger

    model, settings = job.path(f"models/{system}"), job.config.evaluate
    tagged, scores = f"tagged/{system}.jsonl", f"evaluation/{system}.json"

    def make() -> None:
        gold = job.sentences("test")
        predicted = list(Tagger.load(model).tag(gold))
        job.path("tagged").mkdir(exist_ok=True)
        write(predicted, job.path(tagged))
        train = job.sentences("train")
        found = evaluate_corpus(
            gold, predicted, train=train, resamples=settings.resamples, seed=settings.seed
        )
        write_json(job.path(scores), found.to_dict())

    job.folder.stage(
        f"evaluate {system}",
        depends_on={
            "model": model,
            "test": job.path("data/test.jsonl"),
            "train": job.path("data/train.jsonl"),
            "settings": asdict(settings),
        },
        outputs=[tagged, scores],
        make=make,
    )


def _compare(job: _Job, systems: Sequence[str]) -> None:
    before, after = (job.path(f"tagged/{system}.jsonl") for system in systems)
    settings = job.config.evaluate

    def make() -> None:
        gold = job.sentences("test")
        scored = [
            evaluate_corpus(gold, read(file, format="jsonl").sentences, resamples=0)
            for file in (after, before)
        ]
        difference = f1_difference(
            *(found.counts for found in scored),
            resamples=settings.resamples or 1000,
            seed=settings.seed,
        )
        found = {"system": systems[1], "baseline": systems[0], "difference": difference.to_dict()}
        write_json(job.path("comparison.json"), found)

    job.folder.stage(
        "compare",
        depends_on={
            "before": before,
            "after": after,
            "test": job.path("data/test.jsonl"),
            "settings": asdict(settings),
        },
        outputs=["comparison.json"],
        make=make,
    )


def _report(job: _Job, config: Path, systems: Sequence[str]) -> Path:
    stages = list(job.folder.made)
    description = {
        "config": asdict(job.config),
        "config_file": config.name,
        "systems": list(systems),
        "files": {
            key: {"name": file.name, "sha256": hash_path(file)} for key, file in job.files.items()
        },
        "versions": versions(),
        "seconds": {name: job.folder.seconds(name) for name in stages},
    }
    write_json(job.path("run.json"), description)

    def write_report() -> None:
        write_run_report(job.folder.path)

    job.folder.stage(
        "report",
        depends_on={
            **{name: job.folder.record(name) for name in stages},
            "report": asdict(job.config.report),
        },
        outputs=["report.html"],
        make=write_report,
    )
    return job.path("report.html")
