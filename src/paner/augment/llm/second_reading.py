"""A second reading: the model annotates the plain sentence again, and must agree with itself."""

from collections.abc import Mapping, Sequence

from paner.augment.inline import read_inline
from paner.augment.llm.kinds import Kind
from paner.augment.llm.model import Answer, Fault, Sampling
from paner.augment.llm.questions import Questions, list_schema, read_list
from paner.augment.rejection import Rejection
from paner.data.sentence import Sentence
from paner.prompt import Prompt

__all__ = ["disagreement", "read_again"]

ROOM = 160  # tokens of a sentence with its annotation, at most


async def read_again(
    readings: Sequence[Sentence | Rejection],
    questions: Questions,
    *,
    prompt: Prompt,
    kinds: Sequence[Kind],
    shown: Mapping[str, str],
    types: Mapping[str, str],
) -> list[Sentence | Rejection]:
    """Have sentences annotated again; where the two readings differ, nobody knows which is right.

    Args:
        readings: Sentences, and what is rejected already.
        questions: Asks the model, at temperature 0.
        prompt: The prompt.
        kinds: The types.
        shown: How the prompt writes each type.
        types: How the model may write each type.

    Returns:
        The same, with a rejection in place of each sentence that is read otherwise or not at all.
    """
    first = [reading for reading in readings if isinstance(reading, Sentence)]
    if not first:
        return list(readings)
    fields = {"types": kinds, "shown": shown, "sentences": [sentence.text for sentence in first]}
    answer = await questions.ask(
        prompt,
        fields,
        list_schema("sentences", len(first)),
        max_tokens=len(first) * ROOM,
        sampling=Sampling(0.0),
    )
    again = read_list(answer, "sentences") if isinstance(answer, Answer) else None
    lost = answer.reason if isinstance(answer, Fault) else "it was not the JSON that was asked for"
    found = {} if again is None else _by_text(again, types)
    judged: list[Sentence | Rejection] = []
    for reading in readings:
        if isinstance(reading, Sentence):
            second = found.get(_bare(reading))
            if again is None:
                judged.append(Rejection("no second reading", lost, reading.text))
            else:
                judged.append(disagreement(reading, second) or reading)
        else:
            judged.append(reading)
    return judged


def disagreement(first: Sentence, second: Sentence | None) -> Rejection | None:
    """How a second reading of the same text differs; nothing where it does not.

    >>> one = read_inline("[Ann|p] left .", {"p": "p"})
    >>> disagreement(one, one.with_entities([])).detail
    'only the first reading has Ann (p)'
    """
    if second is None:
        return Rejection("disagreement", "the second reading changed the text", first.text)
    both = [{(_squeezed(s, e.start, e.end), e.label) for e in s.entities} for s in (first, second)]
    mentions = {
        _squeezed(s, e.start, e.end): s.mention(e) for s in (second, first) for e in s.entities
    }
    for which, only in (("first", both[0] - both[1]), ("second", both[1] - both[0])):
        if only:
            place, label = min(only)
            detail = f"only the {which} reading has {mentions[place]} ({label})"
            return Rejection("disagreement", detail, first.text)
    return None


def _by_text(texts: Sequence[str], types: Mapping[str, str]) -> dict[str, Sentence]:
    read = [read_inline(text, types) for text in texts]
    return {_bare(one): one for one in read if isinstance(one, Sentence)}


def _bare(sentence: Sentence) -> str:
    """Its characters without white space: a model may move a blank, but no letter."""
    return "".join(sentence.text.split())


def _squeezed(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """A span's place among the characters that are no white space."""
    first, last = sentence.offsets[start][0], sentence.offsets[end - 1][1]
    return len("".join(sentence.text[:first].split())), len("".join(sentence.text[:last].split()))
