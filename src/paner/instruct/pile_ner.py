"""A base corpus to learn the task from: Pile-NER filtered as the paper does, and mixed in.

Each of its passages was asked for types of its own; what it was asked for stays with the sentence.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.schema.entity_types import Schema

__all__ = [
    "FEW_WORDS",
    "KEPT",
    "LANGUAGE",
    "NEGATIVE",
    "NOTHING_ASKED",
    "UNKNOWN",
    "asked_schema",
    "filtered",
    "joined_schema",
    "mixed",
    "schema_of",
]

KEPT = "kept"
FEW_WORDS = "dropped: fewer words than asked for"
LANGUAGE = "dropped: not surely in the language"
UNKNOWN = "dropped: an entity's type is not in the schema"
NOTHING_ASKED = "dropped: no type of the schema was asked for"
NEGATIVE = "types without an entity left out, not in the schema"


def filtered(
    passages: Iterable[Sentence],
    schema: Schema,
    *,
    language_of: Callable[[str], str | None],
    counts: Counter[str],
    min_words: int = 10,
    language: str = "en",
) -> Iterator[Sentence]:
    """Keep the passages of which a model can learn the task, one by one.

    Args:
        passages: Pile-NER, each with the types it was asked for.
        schema: The known types, with definitions and guidelines.
        language_of: Tells a text's language.
        counts: Where kept passages, dropped ones by reason (the first that holds), and left-out
            types are counted.
        min_words: Words that a passage must have, as parted by blanks.
        language: The language it must be in.

    Returns:
        The kept passages; their labels are spelt as the schema does, `asked` holds the types of
        their entities and those asked for in vain, as far as the schema has them.

    Source:
        PANER, https://arxiv.org/abs/2510.17720: at least ten words, English, all types known.
    """
    known = {name.casefold().strip(): name for name in schema.names}
    for passage in passages:
        reason = _fault(passage, known, min_words)
        if not reason and language_of(passage.text) != language:
            reason = LANGUAGE  # last, for it costs most
        counts[reason or KEPT] += 1
        if not reason:
            yield _relabelled(passage, known, counts)


def mixed(
    domain: Sequence[Sentence],
    base: Sequence[Sentence],
    *,
    labels: Iterable[str],
    number: int = 10_000,
    seed: int = 0,
) -> list[Sentence]:
    """Sentences of a domain and some of a base corpus, to be learnt in one run.

    Args:
        domain: Annotated and augmented sentences; all types of the domain were asked for.
        base: Sentences with types of their own.
        labels: The domain's types.
        number: How many to draw from the base; all, if there are fewer.
        seed: Equal seeds draw and shuffle alike.

    Raises:
        UsageError: A sentence of the base does not say what it was asked for.
    """
    if nameless := next((one for one in base if not one.asked), None):
        raise UsageError(
            f"the base corpus holds a sentence that does not say which types were asked for "
            f"({nameless.text[:60]!r}); write it with `paner prepare pile-ner`"
        )
    rng = random.Random(seed)
    drawn = rng.sample(base, min(number, len(base)))
    names = tuple(labels)
    all_sentences = [*(replace(one, asked=one.asked or names) for one in domain), *drawn]
    rng.shuffle(all_sentences)
    return all_sentences


def schema_of(sentences: Iterable[Sentence], schema: Schema) -> Schema:
    """The part of a schema that sentences were asked for."""
    asked = {name for sentence in sentences for name in sentence.asked}
    return Schema(tuple(one for one in schema.types if one.name in asked))


def asked_schema(sentence: Sentence, schema: Schema) -> Schema:
    """The types that a model is told of when it learns from this sentence: those asked for."""
    return schema_of([sentence], schema) if sentence.asked else schema


def joined_schema(domain: Schema, base: Schema) -> Schema:
    """The types of both; where a name stands in both, the domain's definition holds."""
    own = set(domain.names)
    return Schema((*domain.types, *(one for one in base.types if one.name not in own)))


def _fault(passage: Sentence, known: dict[str, str], min_words: int) -> str:
    labels = {entity.label.casefold().strip() for entity in passage.entities}
    asked = {name.casefold().strip() for name in passage.asked}
    if len(passage.text.split()) < min_words:
        return FEW_WORDS
    if not labels <= known.keys():
        return UNKNOWN
    return "" if (labels | asked) & known.keys() else NOTHING_ASKED


def _relabelled(passage: Sentence, known: dict[str, str], counts: Counter[str]) -> Sentence:
    labels = [entity.label for entity in passage.entities]
    asked = [known.get(name.casefold().strip()) for name in (*labels, *passage.asked)]
    if None in asked:
        counts[NEGATIVE] += asked.count(None)
    return replace(
        passage,
        entities=tuple(
            Entity(e.start, e.end, known[e.label.casefold().strip()], e.confidence)
            for e in passage.entities
        ),
        asked=tuple(sorted({name for name in asked if name is not None})),
    )
