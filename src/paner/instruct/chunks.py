"""What is over a model's budget, cut and joined: long documents, and schemas of many types.

How many tokens something costs is the caller's to say; nothing here knows a tokenizer.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate, chain

from paner.data.pieces import clause_ends, cut, join_sentences, sentence_ends
from paner.data.sentence import Entity, Sentence
from paner.errors import UsageError
from paner.schema.entity_types import EntityType, Schema

__all__ = ["BUDGET", "ROOM", "merge_answers", "split_document", "split_schema", "tag_in_parts"]

BUDGET = 2048  # tokens of instruction, sentence and answer together, as in the paper
ROOM = 256  # tokens of them that a sentence and its answer shall have at least


def split_document(
    document: Sentence, *, budget: int, cost: Callable[[str], int]
) -> list[Sentence]:
    """Cut a document into pieces within a budget; `join_sentences` is the way back.

    A cut stands at the last sentence end in the second half of what fits, else at the last clause
    end there, else at the last of either at all, else between two words. An entity is never cut:
    one that is over the budget stays whole, as does a word.

    Args:
        document: What is to be cut.
        budget: Tokens that a piece may cost.
        cost: Tokens of a word, in the sentence and in the answer together; asked once a word.

    Raises:
        UsageError: The budget is not positive.

    >>> document = Sentence.from_words("It works , mostly . He smiled .".split())
    >>> [piece.text for piece in split_document(document, budget=6, cost=lambda word: 1)]
    ['It works , mostly .', 'He smiled .']
    """
    if budget < 1:
        raise UsageError(f"a piece cannot have {budget} tokens; name a budget of at least one")
    behind = [0, *accumulate(map(cache(cost), document.words))]
    if behind[-1] <= budget:
        return [document]
    inside = {i for entity in document.entities for i in range(entity.start + 1, entity.end)}
    ends, clauses = sentence_ends(document), clause_ends(document)
    free = [i for i in range(1, len(behind)) if i not in inside]
    cuts = [0]
    while behind[-1] - behind[cuts[-1]] > budget:
        start = cuts[-1]
        limit = bisect_right(behind, behind[start] + budget) - 1
        half = start + (limit - start) // 2
        places = (
            _last(ends, limit, above=half),
            _last(clauses, limit, above=half),
            max(_last(ends, limit, above=start), _last(clauses, limit, above=start)),
            _last(free, limit, above=start),
            free[bisect_right(free, start)],  # what does not fit alone stays whole
        )
        cuts.append(next(place for place in places if place))
    return cut(document, [place for place in cuts[1:] if place < len(document.offsets)])


def _last(places: Sequence[int], limit: int, *, above: int) -> int:
    """The last place up to a limit, 0 where it is not above the other."""
    index = bisect_right(places, limit) - 1
    return places[index] if index >= 0 and places[index] > above else 0


def split_schema(schema: Schema, *, budget: int, cost: Callable[[Schema], int]) -> list[Schema]:
    """Part a schema's types so that each part's instruction is within a budget.

    As few parts as the budget allows, of about the same cost; the same schema is always parted in
    the same way, and the types of a part keep their order.

    Args:
        schema: The types.
        budget: Tokens that an instruction may cost.
        cost: Tokens of the instruction for a schema.

    Raises:
        UsageError: One type alone is over the budget.
    """
    if not schema.types or cost(schema) <= budget:
        return [schema]
    costs = {one.name: cost(Schema((one,))) for one in schema.types}
    largest = max(schema.types, key=lambda one: costs[one.name])
    if costs[largest.name] > budget:
        raise UsageError(
            f"the instruction for type {largest.name!r} alone has {costs[largest.name]} tokens, "
            f"the budget is {budget}; shorten its definition and guidelines, or raise the budget"
        )
    number, parts = 1, [schema]
    while any(cost(part) > budget for part in parts):
        number += 1
        parts = _balanced(schema, costs, number)
    return parts


def _balanced(schema: Schema, costs: dict[str, int], number: int) -> list[Schema]:
    """The types, dearest first, each to the part that costs least so far."""
    groups: list[list[EntityType]] = [[] for _ in range(number)]
    spent = [0] * number
    for one in sorted(schema.types, key=lambda one: -costs[one.name]):
        least = min(range(number), key=lambda group: (spent[group], group))
        groups[least].append(one)
        spent[least] += costs[one.name]
    order = {name: index for index, name in enumerate(schema.names)}
    kept = [sorted(group, key=lambda one: order[one.name]) for group in groups if group]
    return [Schema(tuple(group)) for group in sorted(kept, key=lambda group: order[group[0].name])]


def merge_answers(answers: Iterable[Iterable[Entity]]) -> list[Entity]:
    """Join what the parts of a schema found in a sentence.

    Where entities overlap, the one with the higher confidence stays, of equal ones the longer, of
    equally long ones the first, of those that begin together that of the first answer.

    >>> [e.label for e in merge_answers([[Entity(0, 1, "x", 0.5)], [Entity(0, 2, "y", 0.9)]])]
    ['y']
    """
    found = sorted(
        chain.from_iterable(answers),
        key=lambda e: (-(e.confidence or 0.0), e.start - e.end, e.start),
    )
    taken: set[int] = set()
    kept: list[Entity] = []
    for entity in found:
        words = range(entity.start, entity.end)
        if taken.isdisjoint(words):
            taken.update(words)
            kept.append(entity)
    return sorted(kept)


def tag_in_parts(
    documents: Sequence[Sentence],
    schema: Schema,
    tag: Callable[[Sequence[Sentence], Schema], Iterable[Sentence]],
    *,
    word_cost: Callable[[str], int],
    schema_cost: Callable[[Schema], int],
    budget: int = BUDGET,
    room: int = ROOM,
) -> list[Sentence]:
    """Tag documents of any length with a schema of any size, within a model's budget.

    Args:
        documents: What to tag.
        schema: The types to look for.
        tag: Tags sentences within the budget, each with the same words, for one part of the schema.
        word_cost: Tokens of a word, in the sentence and in the answer together.
        schema_cost: Tokens of the instruction for a schema.
        budget: Tokens of instruction, sentence and answer together.
        room: Tokens of them that a sentence and its answer shall have at least.
    """
    cost = cache(word_cost)
    answers: list[list[Sequence[Entity]]] = [[] for _ in documents]
    for part in split_schema(schema, budget=budget - room, cost=schema_cost):
        left = budget - schema_cost(part)
        cuts = [split_document(one, budget=left, cost=cost) for one in documents]
        tagged = iter(list(tag([piece for pieces in cuts for piece in pieces], part)))
        for index, (document, pieces) in enumerate(zip(documents, cuts, strict=True)):
            joined = join_sentences(document, [next(tagged) for _ in pieces])
            answers[index].append(joined.entities)
    return [
        document.with_entities(merge_answers(found))
        for document, found in zip(documents, answers, strict=True)
    ]
