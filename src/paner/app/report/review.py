"""A page on which a person reads augmented sentences beside their originals, and rejects some."""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from paner.app.report.content import MarkedText, mark_entities
from paner.app.report.templating import page_template
from paner.augment.decisions import FORMAT
from paner.data.read import write
from paner.data.sentence import Sentence

__all__ = ["Reviewed", "render_review", "reviewed_of", "write_review"]

BY_HAND = frozenset({"paraphrase", "new-sentence"})
MOST = 2_000  # originals on one page: more than anyone reads


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One original and what was made from it; new sentences have no original.

    Args:
        original: The original, where there is one.
        made: The sentences to judge.
    """

    original: Sentence | None
    made: tuple[Sentence, ...]


def reviewed_of(
    originals: Iterable[Sentence], made: Sequence[Sentence], *, most: int = MOST
) -> list[Reviewed]:
    """Join what was made with its originals, in their order; new sentences come last.

    Copies with other mentions are left out where there are paraphrases or new sentences: who
    rejects one of those rejects its copies.
    """
    by_hand = [s for s in made if s.provenance is not None and s.provenance.method in BY_HAND]
    by_parent: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in by_hand or made:
        origin = sentence.provenance
        by_parent["" if origin is None else origin.parent or ""].append(sentence)
    found = []
    for original in originals:
        children = by_parent.pop(original.id, None) if original.id else None
        if children:
            found.append(Reviewed(original, tuple(children)))
    found += [Reviewed(None, (sentence,)) for group in by_parent.values() for sentence in group]
    return found[:most]


def write_review(reviewed: Sequence[Reviewed], path: str | Path, *, title: str) -> None:
    """Write the page; or, for a name in `.labelstudio.json`, tasks for Label Studio."""
    if str(path).endswith(".labelstudio.json"):
        _write_tasks(reviewed, Path(path))
        return
    Path(path).write_text(render_review(reviewed, title=title), encoding="utf-8")


def render_review(reviewed: Sequence[Reviewed], *, title: str) -> str:
    """The page as HTML; it needs no network, and runs no script but its own."""
    rows = [
        (None if one.original is None else mark_entities(one.original), _marked(one.made))
        for one in reviewed
    ]
    texts = [sentence.text for one in reviewed for sentence in one.made]
    script = page_template("review.js").render(format=FORMAT)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return page_template(
        "review.html.jinja"
    ).render(
        title=title,
        rows=rows,
        count=len(texts),
        hues=_hues(reviewed),
        script=Markup(script),  # noqa: S704 - our own file, without a text of the data
        digest=digest,
        page=hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16],
    )


def _marked(made: Iterable[Sentence]) -> list[MarkedText]:
    return [mark_entities(sentence, _note(sentence)) for sentence in made]


def _note(sentence: Sentence) -> str:
    origin = sentence.provenance
    if origin is None:
        return ""
    alike = "" if origin.similarity is None else f", similarity {origin.similarity:.2f}"
    return f"{origin.method.replace('-', ' ')}{alike}"


def _hues(reviewed: Iterable[Reviewed]) -> dict[str, int]:
    sentences = [s for one in reviewed for s in (one.original, *one.made) if s is not None]
    labels = sorted({entity.label for sentence in sentences for entity in sentence.entities})
    return {label: 25 + index * 360 // len(labels) for index, label in enumerate(labels)}


def _write_tasks(reviewed: Iterable[Reviewed], path: Path) -> None:
    """Tasks in the format's own writing, each with its original beside the text."""
    both = [(one.original, sentence) for one in reviewed for sentence in one.made]
    write([sentence for _, sentence in both], path, format="labelstudio")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for task, (original, _) in zip(tasks, both, strict=True):
        task["data"]["original"] = "" if original is None else original.text
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
