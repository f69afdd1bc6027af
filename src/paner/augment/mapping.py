"""Damaged placeholders mapped back by position and type: the paper's last resort.

Only what is unambiguous is restored; everything else stays rejected.

Source:
    PANER (arXiv 2510.17720), section 3: entities are "mapped by position and context" where
    regeneration fails.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from paner.augment.reading import mention_pattern, read_paraphrase
from paner.augment.template import Template

__all__ = ["map_placeholders"]

# `<PERSON_1>`, `[person_1]`, `{{person 1}}`, `<person>`, `&lt;person_1&gt;`
BRACKETED = re.compile(
    r"(?:<|\[|\{{1,2}|&lt;)/?\s*(?P<stem>[^\W\d][^<>\[\]{}]*?)[\s_-]*(?P<index>\d*)\s*"
    r"(?:>|\]|\}{1,2}|&gt;)"
)


@dataclass(frozen=True, slots=True)
class _Tag:
    """Something in brackets: where it stands, what it names, and which placeholder it is."""

    start: int
    end: int
    stem: str
    index: str
    name: str | None = None


def map_placeholders(template: Template, answer: str) -> Template | None:
    """Restore an answer's damaged placeholders, or nothing where there is any doubt.

    In this order, and each only while exactly one reading is left: the same label and index in
    another spelling or in other brackets; a label that has lost its index, where one placeholder of
    the type is missing, or where all tags stand in the original's order of types; an unknown name
    in the one missing placeholder's place; a mention written out once, its placeholder missing.
    A placeholder that stands twice is never mapped.

    >>> from paner.augment.template import Mention
    >>> template = Template(("<p_1>", "left", "."), {"<p_1>": Mention.from_words("p", ("Ann",))})
    >>> map_placeholders(template, "Away went [P 1] .").text
    'Away went <p_1> .'
    """
    tags = list(_tags(template, answer))
    known = Counter(tag.name for tag in tags if tag.name is not None)
    if any(known[name] > 1 for name in template.entities):
        return None
    missing = [name for name in template.entities if not known[name]]
    loose = [tag for tag in tags if tag.name is None]
    found = _by_type(template, tags, missing, loose)
    if found is None:
        return None
    spans = [(tag.start, tag.end, tag.name or found[tag.start]) for tag in tags]
    left = [name for name in missing if name not in found.values()]
    for name in left:
        place = _written_once(template, name, answer)
        if place is None or any(place[0] < end and start < place[1] for start, end, _ in spans):
            return None
        spans.append((*place, name))
    restored = read_paraphrase(template, _replaced(answer, spans))
    return restored if isinstance(restored, Template) else None


def _tags(template: Template, answer: str) -> Iterator[_Tag]:
    """What stands in brackets and may be a placeholder, in order."""
    labels = {_plain(_stem(name)) for name in template.entities}
    by_key: dict[tuple[str, str], list[str]] = {}
    for name in template.entities:
        by_key.setdefault((_plain(_stem(name)), _index(name)), []).append(name)
    for match in BRACKETED.finditer(answer):
        whole, stem, index = match.group(), match["stem"], match["index"]
        names = [whole] if whole in template.entities else by_key.get((_plain(stem), index), [])
        angled = whole.startswith(("<", "&lt;")) and whole not in template.context
        if len(names) == 1:
            yield _Tag(*match.span(), stem, index, names[0])
        elif _plain(stem) in labels or angled:
            yield _Tag(*match.span(), stem, index)


def _by_type(
    template: Template, tags: Sequence[_Tag], missing: Sequence[str], loose: Sequence[_Tag]
) -> Mapping[int, str] | None:
    """A placeholder for each loose tag, by where the tag starts; `None` where that is in doubt."""
    found: dict[int, str] = {}
    for stem in {_plain(tag.stem) for tag in loose}:
        same = [tag for tag in loose if _plain(tag.stem) == stem]
        free = [name for name in missing if _plain(_stem(name)) == stem]
        if len(same) == len(free) and (len(free) == 1 or _in_order(template, tags)):
            found.update((tag.start, name) for tag, name in zip(same, free, strict=True))
    left = [name for name in missing if name not in found.values()]
    unknown = [tag for tag in loose if tag.start not in found]
    if not unknown:
        return found
    # a renamed placeholder: the one unknown name stands where the one missing one stood
    place = [tag.start for tag in tags].index(unknown[0].start)
    order = list(template.entities)
    if (
        len(unknown) == len(left) == 1
        and order.index(left[0]) == place
        and _rest_in_order(template, tags, place)
    ):
        return {**found, unknown[0].start: left[0]}
    return None


def _in_order(template: Template, tags: Sequence[_Tag]) -> bool:
    """Whether the tags have the original's types in the original's order."""
    return [_plain(tag.stem) for tag in tags] == [_plain(_stem(n)) for n in template.entities]


def _rest_in_order(template: Template, tags: Sequence[_Tag], place: int) -> bool:
    """Whether all other tags stand where the original has them."""
    order = list(template.entities)
    names = [tag.name for tag in tags]
    return len(order) == len(names) and all(
        names[i] == order[i] for i in range(len(order)) if i != place
    )


def _written_once(template: Template, name: str, answer: str) -> tuple[int, int] | None:
    """Where a placeholder's mention is written out, if it is so once and was nowhere before."""
    mention = template.entities[name]
    if [other.text for other in template.entities.values()].count(mention.text) > 1:
        return None
    pattern = mention_pattern(mention.text)
    places = [match.span() for match in pattern.finditer(answer)]
    return places[0] if len(places) == 1 and not pattern.search(template.text) else None


def _replaced(answer: str, spans: Sequence[tuple[int, int, str]]) -> str:
    for start, end, name in sorted(spans, reverse=True):
        answer = answer[:start] + name + answer[end:]
    return answer


def _stem(name: str) -> str:
    return name[1:-1].rpartition("_")[0]


def _index(name: str) -> str:
    return name[1:-1].rpartition("_")[2]


def _plain(stem: str) -> str:
    return re.sub(r"[\W_]", "", stem).casefold()
