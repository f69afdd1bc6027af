"""Damaged records end in an error that names file, place, what was found and what was expected."""

import copy
import json
import tempfile
from collections.abc import Iterable  # noqa: TC003 - beside the other imports
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paner.data.read import read
from paner.errors import DataError, PanerError

TOKENS = [
    {"text": "Rome", "start": 0, "end": 4, "id": 0},
    {"text": "is", "start": 5, "end": 7, "id": 1},
    {"text": "old", "start": 8, "end": 11, "id": 2},
]
TEXT = "Rome is old"
RECORDS: dict[str, list[Any]] = {
    "jsonl": [
        {
            "id": "a",
            "text": TEXT,
            "words": [[0, 4], [5, 7], [8, 11]],
            "entities": [
                {"start": 0, "end": 4, "label": "city", "text": "Rome", "confidence": 0.5}
            ],
            "provenance": {"source": "x", "line": 1, "similarity": 0.5, "checks": ["c"]},
        },
        {"text": TEXT, "spans": [[0, 4, "city"]]},
    ],
    "spacy-tuples": [
        [TEXT, {"entities": [[0, 4, "city"]]}],
        {"classes": ["city"], "annotations": [[TEXT, {"entities": []}], None]},
    ],
    "spacy-json": [
        {
            "id": 0,
            "paragraphs": [
                {
                    "raw": TEXT,
                    "sentences": [
                        {
                            "tokens": [
                                {"orth": "Rome", "space": " ", "ner": "U-city"},
                                {"orth": "is", "ner": "O"},
                                {"orth": "old", "ner": "-"},
                            ]
                        }
                    ],
                    "entities": [[0, 4, "city"]],
                }
            ],
        },
        {"text": TEXT, "ents": [{"start": 0, "end": 4, "label": "city"}], "tokens": TOKENS},
    ],
    "labelstudio": [
        {
            "id": 1,
            "data": {"text": TEXT},
            "annotations": [
                {
                    "was_cancelled": False,
                    "result": [
                        {
                            "type": "labels",
                            "value": {"start": 0, "end": 4, "text": "Rome", "labels": ["city"]},
                        }
                    ],
                }
            ],
            "predictions": [{}],
        },
        {"text": TEXT, "label": [{"start": 0, "end": 4, "labels": ["city"]}], "annotator": 1},
    ],
    "doccano": [
        {"id": 1, "text": TEXT, "label": [[0, 4, "city"]], "relations": []},
        {
            "text": TEXT,
            "annotations": [{"label": 1, "start_offset": 0, "end_offset": 4, "user": 1}],
        },
    ],
    "prodigy": [
        {
            "text": TEXT,
            "tokens": TOKENS,
            "spans": [{"start": 0, "end": 4, "token_start": 0, "token_end": 0, "label": "city"}],
            "answer": "accept",
        }
    ],
    "gliner": [{"tokenized_text": ["Rome", "is", "old"], "ner": [[0, 0, "city"]]}],
    "pilener": [
        {"id": 1, "text": TEXT, "entities": [{"text": "Rome", "label": "city"}], "negatives": []}
    ],
}

ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 10**9, 10**30, 1.5, float("nan")),
        *("", " ", "x", "4", "\ud800", [], [[]], {}, [None], {"a": 1}),
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def damaged(value: Any, path: tuple[Any, ...], odd: Any, *, delete: bool) -> Any:
    if not path:
        return odd
    value = copy.deepcopy(value)
    node = value
    for key in path[:-1]:
        node = node[key]
    if delete:
        del node[path[-1]]
    else:
        node[path[-1]] = odd
    return value


def outcome(content: bytes, name: str | None) -> str | None:
    """The error's message, if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        path.write_bytes(content)
        try:
            read(path, format=name, overlaps="longest")
        except PanerError as error:
            message = str(error)
            if isinstance(error, DataError):
                assert message.startswith(folder)
            return message
    return None


@pytest.mark.parametrize("name", RECORDS)
def test_sound_records_are_read_from_lines_and_from_a_list(name: str) -> None:
    records = RECORDS[name]

    for text in ("\n".join(map(json.dumps, records)), json.dumps(records)):
        assert outcome(text.encode(), name) is None
        assert outcome(text.encode(), None) is None


@pytest.mark.parametrize("name", RECORDS)
@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_record_is_read_or_refused_but_never_crashes(
    name: str, data: st.DataObject
) -> None:
    records = RECORDS[name]
    place = data.draw(st.sampled_from(places(records)[1:]))
    broken = damaged(records, place, data.draw(ODD), delete=data.draw(st.booleans()))
    text = "\n".join(map(json.dumps, broken)) if data.draw(st.booleans()) else json.dumps(broken)

    outcome(text.encode(), name)
    outcome(text.encode(), None)


@pytest.mark.parametrize("name", RECORDS)
@settings(max_examples=50)
@given(data=st.data())
def test_a_file_cut_off_anywhere_never_crashes(name: str, data: st.DataObject) -> None:
    whole = json.dumps(RECORDS[name], ensure_ascii=False, indent=1).encode()
    cut = data.draw(st.integers(1, len(whole.rstrip()) - 1))

    message = outcome(whole[:cut], name)

    assert message is not None
    outcome(whole[:cut], None)


@settings(max_examples=100)
@given(st.binary(max_size=60), st.sampled_from([*RECORDS, "text", "brat", "spacy-docbin", None]))
def test_arbitrary_bytes_never_crash_a_reader(content: bytes, name: str | None) -> None:
    outcome(content, name)


@pytest.mark.parametrize(
    ("name", "record", "message"),
    [
        ("jsonl", {"entities": []}, "no `text`"),
        ("jsonl", {"text": 3}, "`text` has the wrong type"),
        ("jsonl", {"text": "a", "entities": "b"}, "`entities` has the wrong type"),
        ("jsonl", {"text": "a", "label": "positive"}, "expected a list"),
        ("jsonl", {"text": "a", "entities": [{"start": "0", "end": 1, "label": "x"}]}, "integer"),
        ("jsonl", {"text": "a", "entities": [[0, 2, "x"]]}, "does not lie in the text"),
        ("jsonl", {"text": "a", "entities": [[0, 1, None]]}, "`label` has the wrong type"),
        ("jsonl", {"text": "a", "words": [[0, 2]]}, "word 0 has impossible offsets"),
        ("jsonl", {"text": "a b", "words": [[0, 1.0]]}, "a word is no pair"),
        ("spacy-tuples", ["a"], "no pair"),
        ("spacy-json", {"paragraphs": [{"raw": "a", "sentences": [{"tokens": [{}]}]}]}, "`orth`"),
        ("labelstudio", {"data": {"a": "x", "b": "y"}, "annotations": []}, "no `text`"),
        ("doccano", {"text": "a", "label": [[0, 1]]}, "no triple"),
        ("prodigy", {"text": "a", "answer": ["accept"]}, "answer is unknown"),
        ("gliner", {"tokenized_text": ["a"], "ner": [[0, 1, "x"]]}, "last < 1 words"),
        ("gliner", {"tokenized_text": ["a", 1], "ner": []}, "a word is no string"),
        ("gliner", {"tokenized_text": ["a", " "], "ner": []}, "white space"),
        ("pilener", {"text": "a", "entities": ["a"]}, "no JSON object"),
    ],
)
def test_the_error_says_what_is_wrong_and_in_which_line(
    tmp_path: Path, name: str, record: object, message: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n" + json.dumps(record) + "\n" + json.dumps(record))

    with pytest.raises(DataError, match=message) as caught:
        read(path, format=name)

    assert str(caught.value).startswith(f"{path}:3: ")
    assert "found" in str(caught.value)


@pytest.mark.parametrize(
    "line", ['{"text": ' + "9" * 5000 + "}", "[" * 100_000, '{"text": "a"} x', '{"text": "a"']
)
def test_monstrous_json_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\n' + line)

    with pytest.raises(DataError, match=r"x\.jsonl:2: "):
        read(path)
