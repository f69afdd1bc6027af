"""What a paraphrase prompt is told: the sentence, its placeholders, and what was wrong before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from paner.augment.rejection import Rejection
from paner.augment.spacing import written
from paner.augment.template import Mention, Template
from paner.prompt import Prompt, try_prompt
from paner.schema.entity_types import EntityType, Schema

__all__ = ["Placeholder", "Task", "prompt_fields", "task_for", "told", "try_paraphrase_prompt"]

MOST_TOLD = 4  # problems that a request repeats: it must not grow with its history
LONGEST_TOLD = 300  # characters of a rejected text that are repeated
# what hidden mentions allow to be said about a rejection: its detail may quote one
HIDDEN = {
    "empty answer": "it held no word",
    "placeholders": "a placeholder was missing, doubled or invented",
    "glued placeholder": "a placeholder was joined to another word",
    "swapped placeholders": "two placeholders changed places while the words around them stayed",
    "copy": "it was too close to the sentence",
    "language": "it was in another language than the sentence",
    "leaked mention": "it wrote out what a placeholder stands for",
    "new date": "it brought in a date that the sentence does not have",
    "new number": "it brought in a number that the sentence does not have",
    "new name": "it brought in a name that the sentence does not have",
    "length": "it was much shorter or longer than the sentence",
    "drift": "its meaning was another one",
    "near-duplicate": "it was too close to another rewriting",
}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder as a prompt sees it.

    Args:
        name: `<person_1>`.
        label: Its type, in words.
        mention: What it stands for; empty where mentions are hidden.
    """

    name: str
    label: str
    mention: str


@dataclass(frozen=True, slots=True)
class Task:
    """A sentence as a prompt sees it.

    Args:
        number: Its number in the request, from 1.
        template: The masked sentence.
        placeholders: What stands in it.
        problems: What was wrong with the answer before, in words.
    """

    number: int
    template: str
    placeholders: tuple[Placeholder, ...]
    problems: tuple[str, ...] = ()


def task_for(
    number: int,
    template: Template,
    schema: Schema | None,
    *,
    show_mentions: bool,
    problems: Iterable[str] = (),
) -> Task:
    """Put a masked sentence into words for a prompt."""
    placeholders = tuple(
        Placeholder(name, _type_of(mention, schema).label, mention.text if show_mentions else "")
        for name, mention in template.entities.items()
    )
    return Task(number, written(template), placeholders, tuple(problems))


def prompt_fields(
    tasks: Sequence[Task],
    templates: Iterable[Template],
    schema: Schema | None,
    *,
    variants: int,
    language: str,
    domain: str,
) -> dict[str, object]:
    """All fields of a paraphrase prompt: `sentences`, `types`, `variants`, `language`, `domain`."""
    types = {
        mention.label: _type_of(mention, schema)
        for template in templates
        for mention in template.entities.values()
    }
    return {
        "sentences": tasks,
        "types": tuple(types.values()),
        "variants": variants,
        "language": language,
        "domain": domain,
    }


def told(rejections: Iterable[Rejection], *, show_mentions: bool) -> list[str]:
    """Say what was wrong with rejected paraphrases, a few of them.

    >>> told([Rejection("copy", "the same words", "Hi <a_1> .")], show_mentions=True)
    ['"Hi <a_1> .": the same words']
    """
    lines = []
    for rejection in rejections:
        why = rejection.detail
        if not show_mentions:
            why = HIDDEN.get(rejection.reason, f"it failed the check {rejection.reason!r}")
        lines.append(f'"{rejection.text[:LONGEST_TOLD]}": {why[:LONGEST_TOLD]}')
    return lines[:MOST_TOLD]


def try_paraphrase_prompt(prompt: Prompt) -> None:
    """Make sure, before the first request, that a prompt says what a model must know.

    Raises:
        LanguageModelError: It lacks a field, or names one that there is not.
    """
    tasks = tuple(
        Task(number, f"template-{x}", (Placeholder("<p>", f"type-{x}", ""),), (f"problem-{x}",))
        for number, x in ((9101, "a"), (9102, "b"))
    )
    for count in (1, 2):  # one sentence in a request, and several
        fields = {
            "sentences": tasks[:count],
            "types": (EntityType("probe", "type-probe", "definition"),),
            "variants": 9103,
            "language": "language",
            "domain": "domain",
        }
        task = tasks[count - 1]
        needed = {
            "sentence.template": task.template,
            "sentence.problems": task.problems[0],
            "placeholder.label": task.placeholders[0].label,
            "variants": "9103",
        }
        if count > 1:
            needed["sentence.number"] = str(task.number)
        try_prompt(prompt, fields, needed)


def _type_of(mention: Mention, schema: Schema | None) -> EntityType:
    known = () if schema is None else schema.types
    return next((t for t in known if t.name == mention.label), EntityType(mention.label))
