"""A run's folder to the records that its report shows."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from paner.data.read import read
from paner.data.sentence import Sentence
from paner.errors import ConfigError

__all__ = ["write_run_report"]

Json = Mapping[str, Any]

GOLD = "gold"
NAMES = {GOLD: "gold only", "augmented": "gold + augmented"}
REWRITINGS, REJECTIONS = 8, 12


def write_run_report(folder: str | Path) -> Path:
    """Write the report of a finished run from the files in its folder.

    Returns:
        The report's path.

    Raises:
        ConfigError: The folder holds no finished run.
    """
    from paner.app.report import ReportData, write_report

    folder = Path(folder)
    try:
        about = _json(folder / "run.json")
        data = ReportData(
            title=about["config"]["report"]["title"],
            summary=_summary(folder),
            systems=tuple(_systems(folder, about)),
            comparisons=tuple(_comparisons(folder)),
            curves=tuple(_curves(folder, about)),
            losses=tuple(_losses(folder, about)),
            examples=tuple(_examples(folder, about)),
            rewritings=tuple(_rewritings(folder)),
            augmentations=tuple(_augmentations(folder)),
            rejections=tuple(_rejections(folder)),
            provenance=_provenance(about),
            versions=about["versions"],
            commands=(f"paner run {about['config_file']} -o {folder.name}",),
            warnings=tuple(_warnings(folder)),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"this is no finished run ({error})", path=folder, expected="a folder of `paner run`"
        ) from error
    write_report(data, folder / "report.html")
    return folder / "report.html"


def _summary(folder: Path) -> str:
    audit = _json(folder / "audit.json")
    splits = ", ".join(f"{found['sentences']} {split}" for split, found in audit.items())
    types = len(audit["train"]["types"])
    return (
        f"Sentences: {splits}; {types} entity types. F1 is measured on test; decoding and "
        "calibration were chosen on dev where there is one."
    )


def _systems(folder: Path, about: Json) -> Iterator[Any]:
    from paner.app.report import System

    for name in about["systems"]:
        seconds = about["seconds"].get(f"train {name}", 0.0)
        note = f"trained in {seconds:.0f} s"
        yield System(NAMES[name], _json(folder / "evaluation" / f"{name}.json"), note)


def _comparisons(folder: Path) -> Iterator[Any]:
    from paner.app.report import Comparison

    if (folder / "comparison.json").exists():
        found = _json(folder / "comparison.json")
        yield Comparison(NAMES[found["system"]], NAMES[found["baseline"]], found["difference"])


def _curves(folder: Path, about: Json) -> Iterator[Any]:
    from paner.app.report import Curve, CurvePoint

    everything = _json(folder / "audit.json")["train"]["sentences"]
    limit = about["config"]["data"]["limit"] or everything
    sizes = {f"{GOLD}-{size}": size for size in about["config"]["report"]["learning_curve"]}
    sizes |= {name: min(limit, everything) for name in about["systems"]}
    for curve in about["systems"]:
        names = [name for name in sizes if name.split("-")[0] == curve]
        points = []
        for name in sorted(names, key=lambda name: sizes[name]):
            strict = _json(folder / "evaluation" / f"{name}.json")["strict"]
            low, high = strict["interval"] or (None, None)
            points.append(CurvePoint(sizes[name], strict["f1"], low, high))
        yield Curve(NAMES[curve], tuple(points))


def _losses(folder: Path, about: Json) -> Iterator[Any]:
    from paner.app.report import Losses

    for name in about["systems"]:
        curve = _json(folder / "training" / f"{name}.json").get("loss_curve") or []
        if curve:
            yield Losses(NAMES[name], tuple((int(step), float(loss)) for step, loss in curve))


def _examples(folder: Path, about: Json) -> Iterator[Any]:
    """Test sentences, those with errors first in a random but fixed order."""
    from paner.app.report import Example, mark_entities

    best = about["systems"][-1]
    gold = read(folder / "data" / "test.jsonl", format="jsonl").sentences
    predicted = read(folder / "tagged" / f"{best}.jsonl", format="jsonl").sentences
    pairs = list(zip(gold, predicted, strict=True))
    random.Random(0).shuffle(pairs)
    wrong = [pair for pair in pairs if pair[0].entities != pair[1].entities]
    right = [pair for pair in pairs if pair[0].entities == pair[1].entities and pair[0].entities]
    wanted = about["config"]["report"]["examples"]
    shown = [*wrong[: wanted - wanted // 3], *right[: wanted // 3]]
    for one, other in shown:
        yield Example(mark_entities(one), mark_entities(other))


def _rewritings(folder: Path) -> Iterator[Any]:
    """Sampled sentences with everything that was made from them by rewording."""
    from paner.app.report import Rewriting, mark_entities

    if not (folder / "augmented.jsonl").exists():
        return
    originals = {s.id: s for s in read(folder / "data" / "train.jsonl", format="jsonl").sentences}
    made: dict[str, list[Sentence]] = {}
    for sentence in read(folder / "augmented.jsonl", format="jsonl").sentences:
        parent = sentence.provenance.parent if sentence.provenance else None
        if parent in originals:
            made.setdefault(str(parent), []).append(sentence)
    parents = [parent for parent in made if originals[parent].entities]
    for parent in random.Random(0).sample(parents, min(REWRITINGS, len(parents))):
        texts = [mark_entities(sentence, _origin(sentence)) for sentence in made[parent][:5]]
        yield Rewriting(mark_entities(originals[parent]), tuple(texts))


def _origin(sentence: Sentence) -> str:
    origin = sentence.provenance
    if origin is None:
        return ""
    similar = "" if origin.similarity is None else f", similarity {origin.similarity:.2f}"
    return f"{origin.method}{similar}"


def _augmentations(folder: Path) -> Iterator[Any]:
    from paner.app.report import Augmentation

    if (folder / "augmentation.json").exists():
        for method, found in _json(folder / "augmentation.json")["methods"].items():
            yield Augmentation(
                method, found["asked"], found["kept"], found["rejected"], found["failed"]
            )


def _rejections(folder: Path) -> Iterator[Any]:
    from paner.app.report import Rejected

    if (folder / "augmentation.json").exists():
        rejections: Sequence[Json] = _json(folder / "augmentation.json")["rejections"]
        drawn = random.Random(0).sample(rejections, min(REJECTIONS, len(rejections)))
        for found in drawn:
            yield Rejected(found["reason"], found["text"], found["detail"])


def _provenance(about: Json) -> dict[str, str]:
    files = {
        key: f"{file['name']}, SHA-256 {file['sha256'][:16]}…"
        for key, file in about["files"].items()
    }
    config = about["config"]
    settings = {
        f"{table}.{key}": json.dumps(value, ensure_ascii=False)
        for table in ("augment", "train", "evaluate")
        for key, value in config[table].items()
        if value not in ("", [], ())
    }
    seconds = {f"seconds: {name}": f"{spent:.1f}" for name, spent in about["seconds"].items()}
    return {**files, **settings, **seconds}


def _warnings(folder: Path) -> Iterator[str]:
    audit = _json(folder / "audit.json")
    for split, found in audit.items():
        for other, leaks in found.get("leaks", {}).items():
            if leaks:
                yield f"{leaks} sentences of {split} also stand in {other}."
        for reason, count in found["counts"].items():
            yield f"{split}: {count} {reason}."
    best = _json(folder / "run.json")["systems"][-1]
    for line in _json(folder / "evaluation" / f"{best}.json").get("cautions", []):
        yield f"Test: {line}."
    yield "Every figure is of one training seed; another seed moves F1 by about a point."


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
