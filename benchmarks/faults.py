"""Faults that language models make, put into good paraphrases one at a time."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from paner.augment.casing import capitals_tell_names
from paner.augment.swaps import is_list
from paner.augment.template import Template

__all__ = ["ANSWER_FAULTS", "FAULTS", "AnswerFault", "Fault"]

FENCE = "Here you are:\n```json\n{}\n```\nI hope this helps!"
NAMES = ("Tarkovsky", "Zagreb", "Siemens", "Okonkwo", "Bratislava", "Lindqvist")
FEWEST_WORDS = 4  # of letters, below which no language can be told

Words = list[str]
Spoil = Callable[[Template, Template, random.Random, Sequence[Words]], str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in one paraphrase.

    Args:
        name: What it is.
        reasons: The reasons under which it is rightly rejected.
        spoil: Gives the spoiled text of a paraphrase of a template, with chance and foreign text;
            `None` where the fault cannot be made.
    """

    name: str
    reasons: frozenset[str]
    spoil: Spoil


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """A fault in a whole JSON answer.

    Args:
        name: What it is.
        spoil: Gives the answer's text of some paraphrases, spoiled at the one of this index.
        finished: Whether the model ended by itself.
    """

    name: str
    spoil: Callable[[Sequence[str], int, random.Random], str]
    finished: bool = True


def _dropped(_: Template, paraphrase: Template, rng: random.Random, __: object) -> str | None:
    name = _some(paraphrase, rng)
    return name and " ".join(word for word in paraphrase.words if word != name)


def _doubled(_: Template, paraphrase: Template, rng: random.Random, __: object) -> str | None:
    name = _some(paraphrase, rng)
    return name and _each(paraphrase, {name: f"{name} or {name}"})


def _renamed(_: Template, paraphrase: Template, rng: random.Random, __: object) -> str | None:
    name = _some(paraphrase, rng)
    if name is None:
        return None
    stem, _, index = name[1:-1].rpartition("_")
    others = (f"<{stem}>", f"<{stem}_{int(index) + 50}>", f"<{name[1:-1].upper()}>", f"[{stem}]")
    return _each(paraphrase, {name: rng.choice((*others, f"<thing_{index}>"))})


def _swapped_alone(original: Template, _: Template, rng: random.Random, __: object) -> str | None:
    """Two placeholders of the original itself change places; members of one list may."""
    pair = _pair(original, rng)
    return pair and _each(original, {pair[0]: pair[1], pair[1]: pair[0]})


def _swapped(original: Template, paraphrase: Template, rng: random.Random, _: object) -> str | None:
    pair = _pair(original, rng)
    return pair and _each(paraphrase, {pair[0]: pair[1], pair[1]: pair[0]})


def _swapped_across(original: Template, _: Template, rng: random.Random, __: object) -> str | None:
    """Two placeholders of the original itself, of two types, change places."""
    pair = _unlike_pair(original, rng)
    return pair and _each(original, {pair[0]: pair[1], pair[1]: pair[0]})


def _written_out(
    original: Template, paraphrase: Template, rng: random.Random, _: object
) -> str | None:
    name = _unsaid(original, paraphrase, rng)
    return name and _each(paraphrase, {name: " ".join(original.entities[name].words)})


def _written_beside(
    original: Template, paraphrase: Template, rng: random.Random, _: object
) -> str | None:
    name = _unsaid(original, paraphrase, rng)
    words = "" if name is None else " ".join(original.entities[name].words)
    return name and _each(paraphrase, {name: f"{name} ( {words} )"})


def _other_language(
    original: Template, paraphrase: Template, rng: random.Random, foreign: Sequence[Words]
) -> str | None:
    before = [word for word in original.context if word.isalpha()]
    letters = [word for word in paraphrase.context if word.isalpha()]
    long = [words for words in foreign if len(words) >= len(letters)]
    if min(len(before), len(letters)) < FEWEST_WORDS or not long:
        return None
    words = iter(rng.choice(long))
    return " ".join(
        next(words) if word.isalpha() and word not in paraphrase.entities else word
        for word in paraphrase.words
    )


def _copied(original: Template, _: Template, __: random.Random, ___: object) -> str:
    return original.text


def _new_name(
    original: Template, paraphrase: Template, rng: random.Random, _: object
) -> str | None:
    name = rng.choice(NAMES)
    mentions = " ".join(mention.text for mention in original.entities.values())
    if name in original.words or name in mentions or not capitals_tell_names(original):
        return None
    return _before_the_end(paraphrase, f"together with {name}")


def _new_number(_: Template, paraphrase: Template, rng: random.Random, __: object) -> str:
    return _before_the_end(paraphrase, f"along with {rng.randint(300, 900)} others")


def _new_date(
    original: Template, paraphrase: Template, rng: random.Random, _: object
) -> str | None:
    year = rng.randint(1700, 1790)
    return None if str(year) in original.text else _before_the_end(paraphrase, f"in {year}")


FAULTS = (
    Fault("placeholder dropped", frozenset({"placeholders"}), _dropped),
    Fault("placeholder doubled", frozenset({"placeholders"}), _doubled),
    Fault("placeholder renamed", frozenset({"placeholders"}), _renamed),
    Fault("swapped, all else as it was", frozenset({"swapped placeholders"}), _swapped_alone),
    Fault("swapped in a rewording", frozenset({"swapped placeholders"}), _swapped),
    Fault(
        "swapped across types, all else as it was",
        frozenset({"swapped placeholders"}),
        _swapped_across,
    ),
    Fault("mention written out", frozenset({"leaked mention"}), _written_out),
    Fault("mention written beside", frozenset({"leaked mention"}), _written_beside),
    Fault("other language", frozenset({"language"}), _other_language),
    Fault("copied original", frozenset({"copy"}), _copied),
    Fault("new name", frozenset({"new name"}), _new_name),
    Fault("new number", frozenset({"new number"}), _new_number),
    Fault("new date", frozenset({"new date"}), _new_date),
)


def _truncated(texts: Sequence[str], index: int, rng: random.Random) -> str:
    """The answer, cut off inside one of its texts."""
    start = len(json.dumps({"paraphrases": list(texts[:index])}, ensure_ascii=False)) - 2
    whole = _json(texts)
    inside = len(json.dumps(texts[index], ensure_ascii=False)) - 1
    return whole[: start + rng.randint(3 if index else 2, inside)]


def _fenced(texts: Sequence[str], _: int, __: random.Random) -> str:
    return FENCE.replace("{}", _json(texts))


def _too_few(texts: Sequence[str], index: int, _: random.Random) -> str:
    return _json([text for i, text in enumerate(texts) if i != index])


def _too_many(texts: Sequence[str], index: int, _: random.Random) -> str:
    return _json([*texts, texts[index]])


ANSWER_FAULTS = (
    AnswerFault("truncated JSON", _truncated, finished=False),
    AnswerFault("markdown fence", _fenced),
    AnswerFault("wrong count: one too few", _too_few),
    AnswerFault("wrong count: one twice", _too_many),
)


def _json(texts: Sequence[str]) -> str:
    return json.dumps({"paraphrases": list(texts)}, ensure_ascii=False)


def _some(paraphrase: Template, rng: random.Random) -> str | None:
    names = [word for word in paraphrase.words if word in paraphrase.entities]
    return rng.choice(names) if names else None


def _unsaid(original: Template, paraphrase: Template, rng: random.Random) -> str | None:
    """A placeholder whose mention the sentence does not say beside it already."""
    said = " ".join([*original.context, *paraphrase.context]).casefold()
    names = [n for n, m in original.entities.items() if " ".join(m.words).casefold() not in said]
    return rng.choice(names) if names else None


def _pair(original: Template, rng: random.Random) -> tuple[str, str] | None:
    """Two placeholders of one type that stand in no common list."""
    by_label: Mapping[str, list[str]] = defaultdict(list)
    for name, mention in original.entities.items():
        by_label[mention.label].append(name)
    pairs = [
        (first, second)
        for names in by_label.values()
        for i, first in enumerate(names)
        for second in names[i + 1 :]
        if not is_list(original, first, second)
    ]
    return rng.choice(pairs) if pairs else None


def _unlike_pair(original: Template, rng: random.Random) -> tuple[str, str] | None:
    """Two placeholders of two types that stand in no common list."""
    pairs = [
        (first, second)
        for first, second in combinations(original.entities, 2)
        if original.entities[first].label != original.entities[second].label
        and not is_list(original, first, second)
    ]
    return rng.choice(pairs) if pairs else None


def _each(template: Template, new: Mapping[str, str]) -> str:
    return " ".join(new.get(word, word) for word in template.words)


def _before_the_end(paraphrase: Template, addition: str) -> str:
    words = list(paraphrase.words)
    end = len(words) - 1 if words and words[-1] in {".", "!", "?"} else len(words)
    return " ".join([*words[:end], addition, *words[end:]])
