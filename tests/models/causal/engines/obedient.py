"""Servers that obey one field and no other; words with a capital are of the first type."""

import json
import re
from typing import Any

from tests.augment.llm.server import Behaviour, Body, Reply, answered, refused

FIELDS = ("structured_outputs", "grammar", "guided_regex", "regex", "response_format")


def obeying(field: str | None, *, strict: bool = False) -> Behaviour:
    """The behaviour of a server that knows one field; it ignores, or refuses, all others."""

    def behave(_number: int, body: Body) -> Reply:
        unknown = [name for name in FIELDS if name in body and name != field]
        if strict and unknown:
            return refused(400, f"Unknown parameter: '{unknown[0]}'")
        return answered(_held(body[field]) if field in body else chatter(body))

    return behave


def chatter(body: Body) -> str:
    """What a model says that is held to nothing: it tags, but leaves the last word out."""
    prompt = str(body["messages"][0]["content"])
    if "Sentence:" not in prompt:
        return "Hello! How can I help you today?"
    words = prompt.splitlines()[-1].split()
    tag = re.search(r"Tags: (\S+?)(,|$)", prompt, re.MULTILINE)
    label = tag.group(1) if tag else "O"
    return "Sure: " + " ".join(f"{w}/{label if w[0].isupper() else 'O'}" for w in words[:-1])


def _held(form: Any) -> str:
    """The answer that obeys: read off the grammar itself."""
    if isinstance(form, dict) and "json_schema" in form:
        schema = form["json_schema"]["schema"]
        names = schema["$defs"]["tag"]["enum"]
        return json.dumps({k: _pick(k.split()[1], names) for k in schema["properties"]})
    if isinstance(form, dict):
        form = form["regex"]
    if form.startswith("root ::="):
        root, tags = form.splitlines()
        heads = re.findall(r'"((?:[^"\\]|\\.)*)" tag', root)
        names = re.findall(r'"([^"]*)"', tags)
        return "".join(f"{head}{_pick(head.strip(), names)}" for head in heads)
    pieces = re.findall(r"(\S+)/\(([^)]*)\)", form)
    return " ".join(
        f"{word}/{_pick(word, names.split('|'))}".replace("\\", "") for word, names in pieces
    )


def _pick(word: str, names: list[str]) -> str:
    return names[1] if word[0].isupper() and len(names) > 1 else "O"
