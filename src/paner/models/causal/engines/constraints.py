"""What an answer may be, word for word, in the languages that servers can be held to.

All of them say the same: each word of the sentence, a slash, and one of the tags.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from paner.instruct.tagged_words import AnswerTags

__all__ = ["answer_grammar", "answer_regex", "answer_schema", "choice_schema", "read_json_tags"]

# Only what regular expressions of all engines must have escaped: some refuse needless escapes.
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")
_CONTROL = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def answer_regex(words: Sequence[str], tags: AnswerTags) -> str:
    r"""A regular expression of all answers for these words (vLLM, SGLang).

    >>> answer_regex(["Ada", "(b)"], AnswerTags(("person",)))
    'Ada/(O|person) \\(b\\)/(O|person)'
    """
    choices = "|".join(map(_escaped, tags.names))
    return " ".join(f"{_escaped(word)}/({choices})" for word in words)


def answer_grammar(words: Sequence[str], tags: AnswerTags) -> str:
    r"""A GBNF grammar of all answers for these words (llama.cpp).

    >>> print(answer_grammar(["Ada", "smiled"], AnswerTags(("person",))))
    root ::= "Ada/" tag " smiled/" tag
    tag ::= "O" | "person"
    """
    heads = [f"{' ' if index else ''}{word}/" for index, word in enumerate(words)]
    root = " ".join(f"{_quoted(head)} tag" for head in heads)
    return f"root ::= {root}\ntag ::= {' | '.join(map(_quoted, tags.names))}"


def answer_schema(words: Sequence[str], tags: AnswerTags) -> dict[str, object]:
    """A JSON schema of all answers for these words: an object with one tag a word, in order.

    >>> list(answer_schema(["Ada", "smiled"], AnswerTags(("person",)))["properties"])
    ['1 Ada', '2 smiled']
    """
    # the tags stand once, since some servers limit the number of choices in a schema
    one = {"$ref": "#/$defs/tag"}
    schema = _object(dict.fromkeys(_keys(words), one))
    return {**schema, "$defs": {"tag": {"type": "string", "enum": list(tags.names)}}}


def choice_schema(choices: Iterable[str]) -> dict[str, object]:
    """A JSON schema of an object with one of these texts as its `answer`."""
    return _object({"answer": {"type": "string", "enum": list(choices)}})


def read_json_tags(answer: str, words: Sequence[str]) -> list[str] | None:
    """The tags in an answer to `answer_schema`; nothing where it is not of that schema.

    >>> read_json_tags('{"1 Ada": "person", "2 smiled": "O"}', ["Ada", "smiled"])
    ['person', 'O']
    """
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, Mapping):
        return None
    tags = [found.get(key) for key in _keys(words)]
    return [str(tag) for tag in tags] if None not in tags else None


def _keys(words: Sequence[str]) -> list[str]:
    return [f"{number} {word}" for number, word in enumerate(words, 1)]


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _escaped(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    return "".join(_CONTROL.get(sign, sign) for sign in escaped)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(_CONTROL.get(sign, sign) for sign in escaped)}"'
