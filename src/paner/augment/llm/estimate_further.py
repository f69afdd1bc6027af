"""What proposals and new sentences would take: their requests written, with imagined answers.

What a request asks for depends on the answers before it. In their place stand the data's own
mentions and sentences, which are as long as new ones will be.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, islice

from paner.augment.inline import write_inline
from paner.augment.llm.budget import Spent
from paner.augment.llm.estimate import tokens_of
from paner.augment.llm.kinds import kinds_of, shown_names
from paner.augment.llm.paraphrase_settings import ParaphraseSettings
from paner.augment.llm.proposals import ProposalSettings, batch_for, proposal_fields
from paner.augment.llm.synthesis import (
    BATCH,
    ROUNDS,
    SynthesisSettings,
    examples_for,
    topics_for,
)
from paner.data.sentence import Sentence
from paner.prompt import Prompt
from paner.schema.entity_types import Schema

__all__ = ["estimate_proposals", "estimate_sentences"]

PASSING = 0.8  # of proposals, and of new sentences: what fails is asked for again
TOPIC = "a topic of three to ten words, within the domain"

Asked = tuple[Prompt, Mapping[str, object], Mapping[str, Sequence[str]]]  # prompt, fields, answer


def estimate_proposals(
    sentences: Sequence[Sentence],
    settings: ProposalSettings,
    asking: ParaphraseSettings,
    schema: Schema | None = None,
    *,
    seed: int = 0,
) -> Spent:
    """Requests and tokens of further mentions, and of the second look at them.

    Args:
        sentences: The annotated data.
        settings: What would be asked for.
        asking: Language and domain.
        schema: Definitions and guidelines of the types.
        seed: Of the examples.
    """
    kinds = kinds_of(sentences, schema, seed=seed)

    def asked() -> Iterator[Asked]:
        for kind in kinds:
            mentions = cycle(kind.mentions)
            kept: list[str] = []
            while len(kept) < settings.count:
                count = batch_for(settings.count - len(kept))
                batch = list(islice(mentions, count))
                fields = proposal_fields(kind, kinds, kept, count)
                yield settings.prompt, fields, {"mentions": batch}
                if settings.second_look:
                    looked = {"type": kind, "mentions": batch}
                    yield settings.second_prompt, looked, {"fitting": batch}
                kept += batch[: max(1, round(PASSING * count))]

    return _spent(asked(), asking)


def estimate_sentences(
    sentences: Sequence[Sentence],
    settings: SynthesisSettings,
    asking: ParaphraseSettings,
    schema: Schema | None = None,
    *,
    seed: int = 0,
) -> Spent:
    """Requests and tokens of new sentences, their topics, and the second reading.

    Args:
        sentences: The annotated data.
        settings: What would be asked for.
        asking: Language and domain.
        schema: Definitions and guidelines of the types.
        seed: Of the examples.
    """
    kinds = kinds_of(sentences, schema, seed=seed)
    shown = shown_names([kind.name for kind in kinds], schema)

    def asked() -> Iterator[Asked]:
        topics = topics_for(-(-settings.count // BATCH))
        examples = examples_for("topics", sentences, shown, seed=seed)
        fields = {"types": kinds, "count": topics, "examples": examples}
        yield settings.topics, fields, {"topics": [TOPIC] * topics}
        stand_ins = cycle(sentences)
        for number in range(_batches(settings.count)):
            batch = list(islice(stand_ins, BATCH))
            texts = [write_inline(sentence, shown) for sentence in batch]
            examples = examples_for(number, sentences, shown, seed=seed)
            common = {"types": kinds, "shown": shown}
            fields = {**common, "examples": examples, "topic": TOPIC, "count": BATCH}
            yield settings.prompt, fields, {"sentences": texts}
            if settings.second_reading:
                plain = {**common, "sentences": [sentence.text for sentence in batch]}
                yield settings.again, plain, {"sentences": texts}

    return _spent(asked(), asking)


def _batches(missing: int) -> int:
    """Requests for new sentences, in rounds: what fails is asked for again."""
    batches = 0
    for _ in range(ROUNDS):
        now = -(-missing // BATCH)
        batches += now
        missing = max(0, missing - round(PASSING * now * BATCH))
    return batches


def _spent(asked: Iterable[Asked], asking: ParaphraseSettings) -> Spent:
    spent = Spent()
    for prompt, fields, answer in asked:
        filled = prompt.fill({"language": asking.language, "domain": asking.domain, **fields})
        spent += Spent(1, tokens_of(filled), tokens_of(json.dumps(answer, ensure_ascii=False)))
    return spent
