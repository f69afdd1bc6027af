"""The mentions known for each entity type: from the training data, and proposed by a model."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from paner.augment.recorded import RecordedMentions
from paner.augment.template import Mention
from paner.data.sentence import Sentence

__all__ = ["MentionPool", "build_pool"]


@dataclass(frozen=True, slots=True)
class MentionPool:
    """Mentions by entity type, each once, in the order they were found.

    Args:
        mentions: The mentions of each type.
        dropped: Proposed mentions that were not taken, by reason.
        proposed: The types for which there were proposals.
    """

    mentions: Mapping[str, tuple[Mention, ...]]
    dropped: Mapping[str, int] = field(default_factory=Counter)
    proposed: AbstractSet[str] = frozenset()

    @property
    def names(self) -> AbstractSet[tuple[str, ...]]:
        """The mentions with a capital."""
        known = (mention for mentions in self.mentions.values() for mention in mentions)
        return {mention.words for mention in known if mention.text != mention.text.lower()}

    def has_other(self, mention: Mention) -> bool:
        """Whether its type has a mention of other words."""
        known = self.mentions.get(mention.label, ())
        return any(other.words != mention.words for other in known)

    def other(self, mention: Mention, rng: random.Random) -> Mention:
        """A mention of its type with other words, each as likely as the next."""
        known = self.mentions[mention.label]
        while (drawn := rng.choice(known)).words == mention.words:
            pass
        return drawn


def build_pool(
    sentences: Iterable[Sentence],
    proposals: Iterable[RecordedMentions] = (),
    *,
    types: Mapping[str, str] | None = None,
) -> MentionPool:
    """Collect the mentions of annotated sentences and of a model's proposals.

    A mention that opens its sentence and is written small elsewhere is taken as written small. A
    proposal is dropped, and counted, where its type is unknown, where it stands twice, or where the
    data knows it under another type only.

    Args:
        sentences: Annotated sentences.
        proposals: Recorded proposals.
        types: A proposal's type, as written, to the label of the data; each to itself by default.
    """
    found: dict[str, dict[tuple[str, ...], Mention]] = defaultdict(dict)
    openers: list[Mention] = []
    for sentence in sentences:
        for entity in sentence.entities:
            first = sentence.offsets[entity.start][0]
            inner = tuple(
                (s - first, e - first) for s, e in sentence.offsets[entity.start : entity.end]
            )
            mention = Mention(entity.label, sentence.mention(entity), inner)
            if entity.start == 0:
                openers.append(mention)
            else:
                found[entity.label].setdefault(mention.words, mention)
    for mention in openers:
        small = (mention.words[0].lower(), *mention.words[1:])
        if small not in found[mention.label]:
            found[mention.label].setdefault(mention.words, mention)
    proposals = tuple(proposals)
    dropped = _take_proposals(found, proposals, types)
    proposed = {row.type if types is None else types.get(row.type, "") for row in proposals}
    mentions = {label: tuple(known.values()) for label, known in found.items()}
    return MentionPool(mentions, dropped, proposed)


def _take_proposals(
    found: dict[str, dict[tuple[str, ...], Mention]],
    proposals: Iterable[RecordedMentions],
    types: Mapping[str, str] | None,
) -> Counter[str]:
    dropped: Counter[str] = Counter()
    gold = {label: {_folded(words) for words in mentions} for label, mentions in found.items()}
    taken = {label: set(known) for label, known in gold.items()}
    for row in proposals:
        label = row.type if types is None else types.get(row.type)
        if label is None:
            dropped["unknown type"] += len(row.mentions)
            continue
        elsewhere = set[tuple[str, ...]]().union(
            *(k for other, k in gold.items() if other != label)
        )
        for text in row.mentions:
            words = tuple(text.split())
            key = _folded(words)
            if key in taken.setdefault(label, set()):
                dropped["known already"] += 1
            elif key in elsewhere:
                dropped["another type in the data"] += 1
            else:
                taken[label].add(key)
                found[label][words] = Mention.from_words(label, words)
    return dropped


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)
