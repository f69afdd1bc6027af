"""What a request is known by: the key under which its answer is kept."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from paner.augment.llm.model import Request

__all__ = ["Entry", "entry_for"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A request, as the journal knows it.

    Args:
        key: Hash of everything that the answer depends on.
        kind: What is asked for (`paraphrase`, …).
        prompt: Version and hash of the prompt file.
        model: The model's name.
        run: The settings of the run, as JSON: answers of one run belong together.
        attempt: Counted from 1.
        about: What the request is about, as JSON, for those who read the journal later.
    """

    key: str
    kind: str
    prompt: str
    model: str
    run: str
    attempt: int
    about: str


def entry_for(
    request: Request,
    *,
    kind: str,
    prompt: str,
    model: str,
    run: Mapping[str, object],
    attempt: int,
    about: object,
    occurrence: object = 1,
) -> Entry:
    """Name a request by its whole content: another prompt, model or parameter is another request.

    The form in which a server is held to JSON is left out: it changes nothing in what was asked.

    Args:
        request: The request.
        kind: What is asked for.
        prompt: Version and hash of the prompt file.
        model: The model's name.
        run: Settings of the run, anything that JSON can hold.
        attempt: Counted from 1.
        about: What the request is about, likewise; it takes no part in the key.
        occurrence: Tells requests apart that are alike but are to be answered each for itself.
    """
    settings = _json(run)
    asked = asdict(request)
    if not request.extra:
        del asked["extra"]  # older journals know no further fields: their keys stay as they are
    content = [kind, prompt, model, settings, attempt, occurrence, asked]
    key = hashlib.sha256(_json(content).encode()).hexdigest()
    return Entry(key, kind, prompt, model, settings, attempt, _json(about))


def _json(value: object) -> str:
    # ASCII, so that half a character in a text cannot fail here
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
