"""What a model wrote, read back: a paraphrase of a template, its words and placeholders apart."""

import re
from collections import Counter
from collections.abc import Set as AbstractSet
from itertools import pairwise

from paner.augment.rejection import Rejection
from paner.augment.spacing import fitted_gaps
from paner.augment.template import Template
from paner.data.words import word_offsets

__all__ = ["mention_pattern", "read_paraphrase", "read_words"]

STAND_IN = "X"  # a letter, so that word rules see a word where a placeholder stands
TAG = re.compile(r"<[^<>\s]+>")
# Punctuation that a tokenised text has as a word of its own; `20,000` and `U.S.` are words.
GLUED = re.compile(r"\w[,;:!?)\]”»]+$|^[(\[“«¿¡]+\w")
FINAL_STOP = re.compile(r"[^\W\d_]{2}[.!?…]+$")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff]{2}")


def read_paraphrase(template: Template, answer: str) -> Template | Rejection:
    """Read a model's rewording of a template.

    The answer may be tokenised (words apart by blanks, as in the template's text) or natural text,
    which is split into words in any script; placeholders stand apart from what is glued to them.

    Returns:
        The paraphrase, with the template's entities; or a rejection: `empty answer`, `placeholders`
        (another multiset than the template's, or an invented tag), `leaked mention` (what a missing
        placeholder stands for is written out), `glued placeholder`.

    >>> from paner.augment.template import Mention
    >>> template = Template(("<a_1>", "left", "."), {"<a_1>": Mention.from_words("a", ("Ann",))})
    >>> read_paraphrase(template, "<a_1>'s gone.").words
    ('<a_1>', "'s", 'gone', '.')
    """
    if not answer.strip():
        return Rejection("empty answer", "the answer holds no word", answer)
    wrong = _wrong_placeholders(template, answer)
    if wrong:
        stead = _written_out(template, answer)
        if stead:
            detail = f"{stead} is missing, {template.entities[stead].text!r} is written out instead"
            return Rejection("leaked mention", detail, answer)
        return Rejection("placeholders", wrong, answer)
    glued = _glued_placeholder(template, answer)
    if glued:
        return Rejection("glued placeholder", f"{glued} makes one word of a placeholder", answer)
    words, gaps = read_words(answer, set(template.entities), known=set(template.context))
    return Template(words, template.entities, fitted_gaps(template, words, gaps))


def read_words(
    text: str, placeholders: AbstractSet[str], *, known: AbstractSet[str] = frozenset()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split what a model wrote into words.

    Args:
        text: The text, tokenised (its words apart by blanks) or not.
        placeholders: Strings in it that are words, whatever is glued to them.
        known: Words that are not split.

    Returns:
        The words, and the white space before, between and behind them, one blank at most.
    """
    tokenised = _is_tokenised(text, placeholders, known)
    offsets: list[tuple[int, int]] = []
    for match in re.finditer(r"\S+", text):
        chunk, start = match.group(), match.start()
        glued = chunk not in placeholders and any(name in chunk for name in placeholders)
        if chunk in placeholders or chunk in known or (tokenised and not glued):
            offsets.append((start, match.end()))
        else:
            offsets += [(start + s, start + e) for s, e in _split(chunk, placeholders)]
    edges = [offsets[0][0], *(edge for span in offsets for edge in span), offsets[-1][1]]
    gaps = (text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2))
    words = tuple(text[start:end] for start, end in offsets)
    return words, tuple(" " if gap else "" for gap in gaps)


def _is_tokenised(text: str, placeholders: AbstractSet[str], known: AbstractSet[str]) -> bool:
    """Whether a text has its words apart by blanks already: no punctuation is glued to one."""
    without = _finder(placeholders).sub(" ", text) if placeholders else text
    chunks = without.split()
    unknown = [chunk for chunk in chunks if chunk not in known]
    if any(GLUED.search(chunk) or UNSPACED.search(chunk) for chunk in unknown):
        return False
    return not (unknown and unknown[-1] == chunks[-1] and FINAL_STOP.search(chunks[-1]))


def _split(chunk: str, placeholders: AbstractSet[str]) -> list[tuple[int, int]]:
    """Words of a chunk, with a letter in each placeholder's place, cut at placeholders' edges."""
    found = list(_finder(placeholders).finditer(chunk)) if placeholders else []
    shown, shift = "", 0
    places: list[int] = []  # position in `shown` -> position in `chunk`
    for match in found:
        before = chunk[shift : match.start()]
        places += range(shift, match.start() + 1)
        shown += before + STAND_IN
        shift = match.end()
    places += range(shift, len(chunk) + 1)
    shown += chunk[shift:]
    cuts = {edge for match in found for edge in match.span()}
    pieces: list[tuple[int, int]] = []
    for start, end in word_offsets(shown):
        first, last = places[start], places[end]
        edges = [first, *sorted(cut for cut in cuts if first < cut < last), last]
        pieces += pairwise(edges)
    return pieces


def _finder(placeholders: AbstractSet[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(p) for p in sorted(placeholders, key=len, reverse=True)))


def _wrong_placeholders(template: Template, answer: str) -> str:
    """What is missing, doubled or invented, in words; empty where nothing is."""
    wanted = Counter(TAG.findall(template.text))
    found = Counter(TAG.findall(answer))
    missing, extra = wanted - found, found - wanted
    # a tag of the context that is no placeholder, such as `<b>`, may go
    missing = Counter({tag: n for tag, n in missing.items() if tag in template.placeholders})
    parts = [f"{tag} is missing" for tag in missing]
    parts += [
        f"{tag} stands {found[tag]} times, expected {wanted[tag]}"
        if wanted[tag]
        else f"{tag} is not in the original"
        for tag in extra
    ]
    return "; ".join(parts)


def mention_pattern(text: str) -> re.Pattern[str]:
    """A mention as such, not as a part of a longer word; Chinese and its like know no such parts.

    >>> bool(mention_pattern("Ann").search("Anna")), bool(mention_pattern("上海").search("在上海"))
    (False, True)
    """
    before = "" if UNSPACED.match(text[0] * 2) else r"(?<!\w)"
    behind = "" if UNSPACED.match(text[-1] * 2) else r"(?!\w)"
    return re.compile(before + re.escape(text) + behind)


def _written_out(template: Template, answer: str) -> str | None:
    """A placeholder that is missing while its mention stands in the answer as it was."""
    missing = Counter(TAG.findall(template.text)) - Counter(TAG.findall(answer))
    context = " ".join(template.context)
    for name, mention in template.entities.items():
        text = mention_pattern(mention.text)
        if name in missing and text.search(answer) and not text.search(context):
            return name
    return None


def _glued_placeholder(template: Template, answer: str) -> str:
    """A placeholder with a cased letter or a digit directly at it: `<person_1>s`."""
    if not template.entities:
        return ""
    for match in _finder(template.entities.keys()).finditer(answer):
        before, behind = answer[: match.start()][-1:], answer[match.end() :][:1]
        if any(c and c.lower() != c.upper() for c in (before, behind)):
            return f"{before}{match.group()}{behind}"
    return ""
