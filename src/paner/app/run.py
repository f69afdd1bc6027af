"""The whole way from one configuration file: augment, train, tag, evaluate, report."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from paner.app.augmentation import augment_sentences
from paner.app.config import RunConfig, read_config
from paner.app.stages import RunFolder, hash_path, write_json
from paner.app.versions import versions
from paner.data.audit import audit
from paner.data.corpus import Corpus
from paner.data.read import read, write
from paner.data.sampling import first_annotated
from paner.errors import ConfigError
from paner.evaluate.bootstrap import f1_difference
from paner.evaluate.evaluation import evaluate_corpus
from paner.schema.files import read_schema

if TYPE_CHECKING:
    from paner.data.sentence import Sentence

__all__ = ["RunResult", "run", "write_run_report"]

GOLD, AUGMENTED = "gold", "augmented"
AUGMENTED_FILE, ACCOUNT_FILE = "augmented.jsonl", "augmentation.json"
AUDIT_FILE, COMPARISON_FILE, REPORT_FILE = "audit.json", "comparison.json", "report.html"

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

    def read(self, name: str) -> Corpus:
        corpus = read(self.files[name], overlaps=self.config.data.overlaps)  # type: ignore[arg-type]  # checked when the file is read
        if name != "train":
            return corpus
        kept = first_annotated(corpus.sentences, self.config.data.limit)
        return Corpus(tuple(kept), corpus.source, corpus.format, corpus.counts)


def run(
    config: str | Path,
    folder: str | Path,
    *,
    announce: Announce = lambda _name, _state: None,
    progress: Progress = lambda _done, _total: None,
) -> RunResult:
    """Do everything a configuration asks for; stages that nothing changed for are left as they are.

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
    _audit(job)
    systems = _systems(settings)
    if AUGMENTED in systems:
        _augment(job)
    for system in systems:
        _train(job, system)
        _evaluate(job, system)
    for size in settings.report.learning_curve:
        _train(job, f"gold-{size}", size)
        _evaluate(job, f"gold-{size}")
    if len(systems) > 1:
        _compare(job, systems)
    _describe(job, config)
    best = systems[-1]
    report = _report(job)
    return RunResult(
        folder=job.folder.path,
        model=job.folder.path / "models" / best,
        tagged=job.folder.path / "tagged" / f"{best}.jsonl",
        report=report,
        evaluations={name: _read_json(job, f"evaluation/{name}.json") for name in systems},
    )


def write_run_report(folder: str | Path) -> Path:
    """Write a run's report from the files in its folder.

    Raises:
        ConfigError: The folder is no finished run.
    """
    from paner.app.report import write_report
    from paner.app.run_report import report_data

    folder = Path(folder)
    if not (folder / COMPARISON_FILE).exists() and not (folder / "evaluation").is_dir():
        raise ConfigError(
            "this is no finished run", path=folder, expected="a folder that `paner run` wrote"
        )
    write_report(report_data(folder), folder / REPORT_FILE)
    return folder / REPORT_FILE


def _files(settings: RunConfig, config: Path) -> dict[str, Path]:
    named = {
        key: value
        for key, value in asdict(settings.data).items()
        if key in {"train", "dev", "test", "schema"} and value
    }
    files = {key: config.parent / value for key, value in named.items()}
    files |= {
        f"recorded {number}": config.parent / name
        for number, name in enumerate(settings.augment.recorded)
    }
    for key, file in files.items():
        if not file.exists():
            raise ConfigError(
                f"the file named as {key} does not exist", path=config, found=str(file)
            )
    return files


def _systems(settings: RunConfig) -> list[str]:
    augments = bool(settings.augment.recorded or settings.augment.method)
    if augments:
        return [GOLD, AUGMENTED] if settings.train.gold_only else [AUGMENTED]
    return [GOLD]


def _audit(job: _Job) -> None:
    def make() -> None:
        corpora = {name: job.read(name) for name in ("train", "dev", "test") if name in job.files}
        found = {
            name: audit(corpus, against=[c for n, c in corpora.items() if n != name]).to_dict()
            for name, corpus in corpora.items()
        }
        write_json(job.folder.path / AUDIT_FILE, found)

    job.folder.stage(
        "audit",
        depends_on={**_data_files(job), "data": asdict(job.config.data)},
        outputs=[AUDIT_FILE],
        make=make,
    )


def _augment(job: _Job) -> None:
    settings = job.config.augment
    recorded = [file for key, file in job.files.items() if key.startswith("recorded")]

    def make() -> None:
        made = augment_sentences(
            job.read("train").sentences,
            recorded=recorded,
            method=settings.method or None,
            per_sentence=settings.per_sentence,
            seed=settings.seed,
            schema=read_schema(job.files["schema"]) if "schema" in job.files else None,
            held_out=[
                s for name in ("dev", "test") if name in job.files for s in job.read(name).sentences
            ],
        )
        write(made.sentences, job.folder.path / AUGMENTED_FILE)
        write_json(job.folder.path / ACCOUNT_FILE, made.account())

    job.folder.stage(
        AUGMENTED,
        depends_on={
            **_data_files(job),
            **{str(number): file for number, file in enumerate(recorded)},
            "data": asdict(job.config.data),
            "augment": asdict(settings),
        },
        outputs=[AUGMENTED_FILE, ACCOUNT_FILE],
        make=make,
    )


def _train(job: _Job, system: str, size: int = 0) -> None:
    from paner.models.tagger import Tagger

    settings = job.config.train
    augmented = job.folder.path / AUGMENTED_FILE
    base = Path(settings.init_from) if settings.init_from else None

    def make() -> None:
        sentences: Sequence[Sentence] = job.read("train").sentences
        if size:
            sentences = first_annotated(sentences, size)
        if system == AUGMENTED:
            sentences = [*sentences, *read(augmented).sentences]
        tagger = Tagger.train(
            sentences,
            dev=job.read("dev").sentences if "dev" in job.files else None,
            schema=read_schema(job.files["schema"]) if "schema" in job.files else None,
            backbone=settings.backbone,
            init_from=base,
            seed=settings.seed,
            steps=settings.steps or None,
            progress=job.progress,
        )
        tagger.save(job.folder.path / "models" / system)

    job.folder.stage(
        f"train-{system}",
        depends_on={
            **_data_files(job),
            "data": asdict(job.config.data),
            "train": asdict(settings),
            "size": size,
            "augmented": augmented if system == AUGMENTED else None,
            "init_from": base,
        },
        outputs=[f"models/{system}"],
        make=make,
    )


def _evaluate(job: _Job, system: str) -> None:
    from paner.models.tagger import Tagger

    model = job.folder.path / "models" / system

    def make() -> None:
        gold = job.read("test").sentences
        tagged = list(Tagger.load(model).tag(gold))
        write(tagged, job.folder.path / "tagged" / f"{system}.jsonl")
        found = evaluate_corpus(
            gold,
            tagged,
            train=job.read("train").sentences,
            resamples=job.config.evaluate.resamples,
            seed=job.config.evaluate.seed,
        )
        write_json(job.folder.path / "evaluation" / f"{system}.json", found.to_dict())

    (job.folder.path / "tagged").mkdir(exist_ok=True)
    job.folder.stage(
        f"evaluate-{system}",
        depends_on={
            "model": model,
            "test": job.files["test"],
            "train": job.files["train"],
            "data": asdict(job.config.data),
            "evaluate": asdict(job.config.evaluate),
        },
        outputs=[f"tagged/{system}.jsonl", f"evaluation/{system}.json"],
        make=make,
    )


def _compare(job: _Job, systems: Sequence[str]) -> None:
    first, second = (job.folder.path / "tagged" / f"{system}.jsonl" for system in systems)
    settings = job.config.evaluate

    def make() -> None:
        gold = job.read("test").sentences
        before, after = (
            evaluate_corpus(gold, read(file).sentences, resamples=0) for file in (first, second)
        )
        difference = f1_difference(
            before.counts, after.counts, resamples=settings.resamples or 1000, seed=settings.seed
        )
        write_json(
            job.folder.path / COMPARISON_FILE, {"systems": list(systems), **asdict(difference)}
        )

    job.folder.stage(
        "compare",
        depends_on={
            "first": first,
            "second": second,
            "test": job.files["test"],
            "evaluate": asdict(settings),
        },
        outputs=[COMPARISON_FILE],
        make=make,
    )


def _describe(job: _Job, config: Path) -> None:
    description = {
        "config": asdict(job.config),
        "config_file": config.name,
        "files": {
            key: {"name": file.name, "sha256": hash_path(file)} for key, file in job.files.items()
        },
        "versions": versions(),
        "seconds": {name: job.folder.seconds(name) for name in job.folder.made},
    }
    write_json(job.folder.path / "run.json", description)


def _report(job: _Job) -> Path:
    inputs = [p for p in job.folder.path.rglob("*.json*") if "stages" not in p.parts]
    job.folder.stage(
        "report",
        depends_on={
            **{
                p.relative_to(job.folder.path).as_posix(): p
                for p in sorted(inputs)
                if p.name != "run.json"
            },
            "report": asdict(job.config.report),
            **_data_files(job),
        },
        outputs=[REPORT_FILE],
        make=lambda: _written(job),
    )
    return job.folder.path / REPORT_FILE


def _written(job: _Job) -> None:
    write_run_report(job.folder.path)


def _data_files(job: _Job) -> dict[str, object]:
    return {key: job.files.get(key) for key in ("train", "dev", "test", "schema")}


def _read_json(job: _Job, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((job.folder.path / name).read_text("utf-8"))
    return found
