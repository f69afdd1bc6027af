"""Label Studio's JSON export (tasks with annotations) and its JSON_MIN."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from paner.data.formats.format import Format, ReadOptions
from paner.data.formats.json_fields import (
    head_records,
    name_of,
    objects,
    record,
    text_of,
    values,
)
from paner.data.formats.source import Source
from paner.data.formats.span_fields import (
    FoundSpan,
    char_spans,
    checked_spans,
    object_span,
    span_losses,
)
from paner.data.formats.span_records import reading, write_json_list
from paner.data.formats.target import Target
from paner.data.sentence import Provenance, Sentence
from paner.data.words import sentence_from_spans
from paner.errors import DataError

__all__ = ["LABELSTUDIO"]

_MINIMAL = frozenset({"annotator", "annotation_id", "lead_time"})
_IGNORED = {"predictions": "predictions left out", "drafts": "drafts left out"}
_FURTHER = "further annotations of a task left out"
_CANCELLED = "cancelled annotations left out"
_UNANNOTATED = "tasks without an annotation (left out)"
_OTHER = "regions that label no text left out"

Row = Mapping[str, object]


def _sentences(
    value: object, options: ReadOptions, counts: Counter[str], provenance: Provenance
) -> Iterator[Sentence]:
    row = record(value, expected="a task with `data` and `annotations`")
    data = record(row["data"], expected="`data` with the text") if "data" in row else row
    text = text_of(data, _text_key(data))
    regions = _minimal_regions(row) if data is row else _task_regions(row, counts)
    if regions is None:
        counts[_UNANNOTATED] += 1
        return
    found = [span for region in regions for span in _spans(region, counts)]
    yield sentence_from_spans(
        text,
        checked_spans(text, found, counts),
        overlaps=options.overlaps,
        counts=counts,
        id=name_of(row, "id") if row.get("id") is not None else "",
        provenance=provenance,
    )


def _text_key(data: Row) -> str:
    """`text`, or the only field that holds a string: projects may name it as they like."""
    strings = [key for key, value in data.items() if isinstance(value, str)]
    return strings[0] if "text" not in data and len(strings) == 1 else "text"


def _task_regions(row: Row, counts: Counter[str]) -> list[Row] | None:
    """The values of the first annotation that nobody cancelled."""
    for key, reason in _IGNORED.items():
        if isinstance(row.get(key), list) and (number := len(values(row, key))):
            counts[reason] += number
    annotations = objects(row, "annotations" if "annotations" in row else "completions")
    valid = [a for a in annotations if not a.get("was_cancelled")]
    if len(valid) < len(annotations):
        counts[_CANCELLED] += len(annotations) - len(valid)
    if not valid:
        return None
    if len(valid) > 1:
        counts[_FURTHER] += len(valid) - 1
    regions = []
    for result in objects(valid[0], "result"):
        if result.get("type", "labels") == "labels":
            regions.append(record(result.get("value"), expected="a region with `value`"))
        else:
            counts[_OTHER] += 1
    return regions


def _minimal_regions(row: Row) -> list[Row]:
    """JSON_MIN names the list of regions as the project named its labels."""
    return objects(row, _region_key(row) or "label")


def _region_key(row: Row) -> str | None:
    for key, value in row.items():
        if isinstance(value, list) and value and all(_is_region(item) for item in value):
            return key
    return None


def _is_region(value: object) -> bool:
    return isinstance(value, dict) and "start" in value and "labels" in value


def _spans(region: Row, counts: Counter[str]) -> list[FoundSpan]:
    labels = values(region, "labels") if "labels" in region else []
    if not labels:
        counts[_OTHER] += 1
    if labels and isinstance(region.get("start"), str):
        raise DataError(
            "a region counts from an HTML element",
            found=region["start"],
            expected="a project of plain text, whose offsets are numbers",
        )
    return [object_span({**region, "label": label}) for label in labels]


def _matches(source: Source) -> bool:
    return any(_is_task(row) for row in head_records(source))


def _is_task(row: object) -> bool:
    if not isinstance(row, dict):
        return False
    if isinstance(row.get("data"), dict):
        return any(key in row for key in ("annotations", "completions", "predictions"))
    return _region_key(row) is not None or len(_MINIMAL & row.keys()) > 1


def _write(sentences: Iterable[Sentence], target: Target) -> None:
    write_json_list(map(_row, sentences), target)


def _row(sentence: Sentence) -> dict[str, object]:
    results = [
        {
            "id": f"r{number}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": start,
                "end": end,
                "text": sentence.text[start:end],
                "labels": [label],
            },
        }
        for number, (start, end, label) in enumerate(char_spans(sentence))
    ]
    row: dict[str, object] = {"data": {"text": sentence.text}, "annotations": [{"result": results}]}
    return {"id": sentence.id, **row} if sentence.id else row


def _losses(sentence: Sentence) -> list[str]:
    return span_losses(sentence, ids=False)


LABELSTUDIO = Format(
    name="labelstudio",
    about="Label Studio's JSON export: tasks with annotations",
    read=reading(_sentences),
    write=_write,
    matches=_matches,
    losses=_losses,
    suffixes=(".labelstudio.json",),
)
